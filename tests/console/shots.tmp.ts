import { openSandboxApp } from "/work/main/tests/support/sandbox-app.ts";
import { buildSandboxPage } from "/work/main/tests/support/sandbox-page.ts";
import { openBrowser } from "/work/main/tests/support/browser.ts";
const personas = [
 { ref: "u01", nick: "2-1-602 周姐", role: "resident", about: "热心肠,急性子,一件事要分四条发,发完才想起说在哪儿", groupIds: ["id-g1"] },
 { ref: "u02", nick: "老夏(钓鱼去了)", role: "resident", about: "退休司机,爱发语音,转写常有错字", groupIds: ["id-g1"] },
 { ref: "u03", nick: "沐沐妈 2-2-903", role: "resident", about: "带一年级的娃,爱说+1", groupIds: ["id-g1"] },
 { ref: "u05", nick: "Jason 2-1-1502", role: "resident", about: "程序员,专说反话", groupIds: ["id-g1"] },
 { ref: "s1", nick: "网格员小刘", role: "staff", about: "管三栋楼，手机不离手", groupIds: [] },
 { ref: "s2", nick: "物业工程 老赵", role: "staff", about: "先修后说", groupIds: ["id-s1"] },
] as any;
const page = await buildSandboxPage();
const s = await openSandboxApp({ personas, prepare: page.mount });
s.groups[0] = { ...s.groups[0]!, name: "青禾苑2号楼邻里群" };
s.groups[1] = { ...s.groups[1]!, name: "桥湾青禾网格工作群" };
s.groups.push({ id: "id-g3", ref: "g3", name: "青禾苑业主大群", areaPath: "青禾苑", kind: "residents" });
const url = await s.listen();
let n = 0;
const t0 = Date.now() - 26 * 60_000;
const say = async (g: string, u: string, kind: any, text: string, min: number, more: any = {}) => {
  const p = personas.find((x: any) => x.ref === u) ?? { nick: u };
  return s.platform.farSide.say({ groupRef: g, groupName: null, ref: `m${++n}`, senderRef: u, nick: p.nick, kind, text, quotedRef: null, picture: null, at: new Date(t0 + min * 60_000), ...more });
};
const b = await openBrowser();
const ctx = await b.newContext({ viewport: { width: 1320, height: 840 } });
const p = await ctx.newPage();
p.on("console", (m) => console.log("console:", m.type(), m.text()));
p.on("pageerror", (e) => console.log("pageerror:", e.message));
await p.goto(`${url}/sandbox`);
await p.waitForSelector(".composer");
await p.screenshot({ path: "/tmp/shot-first.png" });
await say("g1", "u02", "link", "子女再忙也要转给父母:夏天开空调的9个忌讳", 0);
await say("g1", "u02", "sticker", "荷花动图:早安,幸福常相伴", 0.3);
await say("g1", "系统", "system", "“2号楼群主海燕”邀请“小汪”加入了群聊", 1);
await say("g1", "u05", "text", "感谢物业安排的晨练项目，今天又是爬楼 15 层 💪", 8);
const m = await say("g1", "u01", "text", "电梯又停了", 9);
await say("g1", "u01", "text", "2单元的 卡在五楼 按啥都没反应", 9.2);
await say("g1", "u01", "image", "[图片] 电梯停在两层之间，门开着一条缝", 9.5, { picture: "lift-stuck" });
await say("g1", "u03", "text", "同问，几点能好", 10, { quotedRef: m.ref });
await say("g1", "u02", "voice", "我也是的啊老太太买菜回来在底下等到起了上不去", 10.5);
const rc = await say("g1", "u05", "text", "发错了", 10.6);
await s.platform.farSide.recall({ groupRef: "g1", ref: rc.ref, senderRef: "u05" });
await say("g1", "u01", "red_packet", "给爬楼的邻居加个油", 12);
await say("g1", "u03", "text", "谢谢周姐", 12.4);
await say("g1", "u05", "text", "谢谢周姐", 12.5);
const card = await s.platform.send({ groupRef: "g1", text: "2号楼2单元电梯停运 编号 A7K3\n已派单：物业工程部\n最迟今天 18:00 前到场", choices: [], editRef: null, replyToRef: null, partsDone: 0, idempotencyKey: "c1" });
await s.platform.send({ groupRef: "s1", text: "待审：电梯 · 2号楼2单元\n依据：“电梯又停了”“2单元的 卡在五楼 按啥都没反应”、图片 1 张\n也可能是：供电照明（0.18）\n位置：由昵称 2-1-602 与原话推断，请确认\n相近的未结工单：无", choices: [["通过","a"],["改类","b"],["并单","c"],["不是诉求","d"]].map(([label, token]) => ({ label: label!, token: token! })), editRef: null, replyToRef: null, partsDone: 0, idempotencyKey: "c2" });
await say("s1", "s2", "text", "收到，我带人过去，先放人再看主板", 14);
await say("g3", "方方面面", "text", "接龙\n1. 方姐 杨梅2箱", 15);
await say("g3", "梁工", "text", "早", 15);
await p.waitForTimeout(400);
await s.platform.send({ groupRef: "g1", text: "2号楼2单元电梯停运 编号 A7K3\n物业工程部已到场，正在检修\n好了请回“好了 A7K3”，没好回“没好”", choices: [], editRef: (card as any).messageRefs[0], replyToRef: null, partsDone: 0, idempotencyKey: "c3" });
await p.waitForTimeout(600);
await p.screenshot({ path: "/tmp/shot-desk.png" });
await p.getByRole("button", { name: "知道了" }).click();
await p.waitForTimeout(200);
await p.screenshot({ path: "/tmp/shot-desk2.png" });
await p.locator(".chat").first().locator(".who").click();
await p.waitForTimeout(200);
await p.screenshot({ path: "/tmp/shot-who.png" });
await p.keyboard.press("Escape");
await p.locator(".chat").first().locator(".bubble", { hasText: "2单元的" }).click({ button: "right" });
await p.locator(".chat").first().getByRole("button", { name: "图片、表情、红包" }).click();
await p.locator(".chat").first().getByRole("button", { name: "图片", exact: true }).click();
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/shot-menu.png" });
const ph = await b.newContext({ viewport: { width: 360, height: 720 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
const q = await ph.newPage();
q.on("console", (m) => console.log("console:", m.type(), m.text()));
await q.goto(`${url}/sandbox`);
await q.waitForSelector(".group");
await q.waitForTimeout(400);
await q.screenshot({ path: "/tmp/shot-phone-list.png" });
await q.locator(".group-button").first().tap();
await q.waitForTimeout(400);
await q.screenshot({ path: "/tmp/shot-phone-chat.png" });
const dk = await b.newContext({ viewport: { width: 1320, height: 840 }, colorScheme: "dark" });
const d = await dk.newPage();
await d.goto(`${url}/sandbox`);
await d.waitForSelector(".group"); await d.waitForTimeout(500);
await d.getByRole("button", { name: "EN" }).click();
await d.screenshot({ path: "/tmp/shot-dark.png" });
await b.close(); await s.close(); await page.remove();
