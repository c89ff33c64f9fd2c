import { setTimeout as sleep } from "node:timers/promises";
import { type EmergencyKind, emergencyKinds } from "../../src/domain/emergency.ts";
import { emergencyAdvice } from "../../src/locales/emergency.ts";
import { openStandInMessagesApi } from "../support/stand-in-messages-api.ts";
import { type Check, Complaints, patched, percentile } from "./check.ts";
import type { Building } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";

/** Danger now, as people cry it; each of a building of its own. */
const cries: Readonly<Record<EmergencyKind, readonly ((building: number) => string)[]>> = {
  lift_trapped: [
    (building) => `${building}号楼电梯困人了快来人`,
    (building) => `我被关在${building}号楼电梯里了,按铃没人应`,
    (building) => `${building}栋电梯卡在6楼,里面有个老人在拍门`,
  ],
  gas: [
    (building) => `${building}号楼楼道好大煤气味,快叫燃气公司`,
    (building) => `${building}号楼3楼那户天然气泄漏了,一股味`,
    () => "厨房软管漏气了,关不上,快来人",
  ],
  battery_fire: [
    (building) => `${building}号楼门口电瓶车冒烟了`,
    () => "充电棚一台电动车着火了!",
    () => "我屋里锂电池爆炸了,快来",
  ],
  fire: [
    (building) => `${building}号楼着火了,快打119`,
    (building) => `${building}号楼四楼窗户在冒浓烟`,
    () => "隔壁厨房烧起来了快来人",
  ],
  live_wire: [
    () => "有人触电了,倒在配电箱边上",
    (building) => `${building}号楼后面电线断了掉水里,在冒火花`,
    () => "路灯杆漏电,刚把一个人电倒了",
  ],
  unconscious: [
    (building) => `${building}号楼门口有个老人晕倒了`,
    () => "我爸昏过去了叫不醒,谁会急救",
    () => "有人倒在花坛边不动了,快叫120",
  ],
  fallen: [(building) => `有人从${building}号楼6楼掉下来了`, () => "有个小孩掉进井里了快来人", () => "坠楼了!快报警"],
  suicide: [() => "我真的不想活了", (building) => `${building}号楼楼顶有人要跳楼`, () => "群里这姑娘说要轻生,谁认识她"],
  drowning: [() => "小孩掉进湖里了", () => "水池里有人溺水,快来", () => "有人落水了,快来人"],
  locked_in: [() => "孩子被锁在车里了,好热", () => "奶奶反锁在家里了,锅还烧着", () => "宝宝被锁在车里,快来人"],
  violence: [
    (building) => `${building}号楼有人拿刀砍人`,
    () => "有人提着菜刀追我,救命",
    () => "他拿着刀在楼道里要砍人",
  ],
};

/** The same words, and nobody in danger. */
const harmless: readonly string[] = [
  "明天上午消防演习,看到冒烟不要慌",
  "演习结束,着火是假的,大家回吧",
  "上个月电梯困人那次后来怎么处理的",
  "去年三号楼着过火,想起来还后怕",
  "昨天有个大爷晕倒了,还好邻居送医院",
  "这电视剧里男主要跳楼了,看哭了",
  "清仓跳楼价,最后一天",
  "笑死我了,嗓子都冒烟了",
  "要是着火了这楼道怎么跑啊",
  "请问电梯困人打哪个电话",
  "火已经扑灭了,谢谢大家",
  "人已经救出来了,虚惊一场",
  "听说隔壁小区燃气泄漏了",
  "我公司楼下着火,来了好几辆消防车",
  "触电的感觉,一眼就看中这双鞋",
  "做梦梦见家里着火了",
  "周六防溺水讲座,欢迎带孩子",
  "周一早八真不想活了",
  "燃气报警器哪个牌子好,多少钱",
  "天热得要晕了",
];

/** From the arrival of a cry to the fixed advice in its group and the page to the person on duty. */
const answerWithinMs = 1_000;
/** So many emergencies at the same time are more than any community has had. */
const criesAtOnce = 2;

/** What danger owes, while the language model takes every call and never answers. */
export const emergency: Check = {
  name: "emergency",
  promise:
    "A cry for help is answered with fixed advice and a page within a second, without any model; nobody is woken for a drill.",
  mutants: [
    patched(
      "alarm-waits-for-the-turn",
      "src/intake/accept.ts",
      `if (alarm !== null) await queue.ring("raise-alarm", accepted.eventId);`,
      "",
    ),
    patched(
      "drills-page",
      "src/domain/emergency.ts",
      "if (never.some((harmless, row) => harmless.test(sentence) && !(now && row === pastRow))) return null;",
      "",
    ),
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const said = emergencyKinds.flatMap((kind) => cries[kind].map((words) => ({ kind, words })));
    const count = Math.max(said.length, Math.ceil(100 * scale));
    const lab = await openLab({ buildings: count + harmless.length });
    const model = await openStandInMessagesApi();
    model.answer(() => ({ kind: "hang" }));
    try {
      await lab.start({ env: { ANTHROPIC_API_KEY: "acceptance", ANTHROPIC_BASE_URL: model.url } }).ready;
      const quiet = lab.buildings.slice(count);
      for (const [index, { residentsChat }] of quiet.entries())
        await lab.bring(lab.message(residentsChat, someone(index), harmless[index]!));

      const answers: Awaited<ReturnType<typeof cry>>[] = [];
      const crying = lab.buildings.slice(0, count).values();
      const lane = async () => {
        for (const building of crying) answers.push(await cry(lab, building, said[building.number % said.length]!));
      };
      await Promise.all(Array.from({ length: criesAtOnce }, lane));
      const late = answers.filter(({ tookMs }) => tookMs > answerWithinMs);
      complaints.none(
        "cries that were not answered",
        answers.filter(({ advised }) => !advised),
      );
      complaints.none(
        "cries that paged nobody",
        answers.filter(({ paged }) => !paged),
      );
      complaints.none(
        "cries that were not told what to do first",
        answers.filter(({ isFixed }) => !isFixed),
      );
      const p99Ms = percentile(
        answers.map(({ tookMs }) => tookMs),
        0.99,
      );
      complaints.atMost("p99 of the answer, in ms", p99Ms, answerWithinMs);
      const woken = await wokenBy(lab, quiet);
      complaints.none("what woke somebody for nothing", woken);
      // What is not asked does not hang: then nothing was shown of a model that does.
      complaints.atLeast("calls that the model left hanging", model.calls.length, 1);
      const numbers = { cries: count, late: late.length, p99Ms, harmless: quiet.length, woken: woken.length };
      return { problems: complaints.all, numbers: { ...numbers, hanging: model.calls.length } };
    } finally {
      await lab.close();
      await model.close();
    }
  },
};

/** Cries in a building's chat, and waits for what its chats show. */
async function cry(
  lab: Lab,
  { number, residentsChat, staffChat }: Building,
  { kind, words }: { readonly kind: EmergencyKind; readonly words: (building: number) => string },
) {
  const text = words(number);
  const startedAt = performance.now();
  await lab.bring(lab.message(residentsChat, someone(number), text));
  const deadline = startedAt + 15_000;
  const advice = () => lab.botApi.posts(residentsChat)[0]?.text;
  const page = () => lab.botApi.posts(staffChat).some((post) => post.text.startsWith("【紧急】"));
  while ((!advice() || !page()) && performance.now() < deadline) await sleep(3);
  const isFixed = advice() === emergencyAdvice(kind, null, { onDutyTold: true });
  const tookMs = Math.round(performance.now() - startedAt);
  return { text, advised: advice() !== undefined, paged: page(), isFixed, tookMs };
}

/** What was said in the quiet buildings, or noted at their door. */
async function wokenBy(lab: Lab, quiet: readonly Building[]): Promise<readonly object[]> {
  const refs = quiet.map(({ residentsChat }) => String(residentsChat));
  const noted = await lab.query(
    "select e.text, e.alarm from inbox_event e join chat_group g on g.id = e.group_id where e.alarm is not null and g.ref = any($1)",
    [refs],
  );
  const shown = quiet.flatMap(({ residentsChat, staffChat }) =>
    [...lab.botApi.posts(residentsChat), ...lab.botApi.posts(staffChat)].filter(({ text }) =>
      /119|120|110|【紧急】/.test(text),
    ),
  );
  return [...noted, ...shown];
}

function someone(index: number) {
  return { id: 70_000 + index, is_bot: false, first_name: `居民${index}` };
}
