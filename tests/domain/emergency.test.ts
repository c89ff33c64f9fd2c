import { describe, expect, it } from "vitest";
import { type EmergencyKind, emergencyKinds, readEmergency } from "../../src/domain/emergency.ts";
import { emergencyAdvice } from "../../src/locales/emergency.ts";

/** Danger now: each as somebody would type it, with their typos and dialects. */
const alarms: readonly (readonly [EmergencyKind, string])[] = [
  ["lift_trapped", "我被困在电梯里了，3号楼2单元"],
  ["lift_trapped", "电梯困人了！！快来人"],
  ["lift_trapped", "电体里关了个小孩，在哭"],
  ["lift_trapped", "我跟我妈卡在电梯里十分钟了，按铃没人应"],
  ["lift_trapped", "电梯门打不开，我在里面出不来"],
  ["lift_trapped", "出不来了，电梯停在五楼和六楼中间"],
  ["lift_trapped", "我困喺𨋢入面，冇人应"],
  ["lift_trapped", "右边那部电梯卡在8楼，里面有人在拍门"],
  ["lift_trapped", "救命 关在电梯里面了 手机快没电了"],
  ["lift_trapped", "我老公锁在货梯里了快叫物业"],
  ["lift_trapped", "电梯突然停了，停在9楼10楼之间，按什么都没反应"],
  ["lift_trapped", "娃儿遭关到电梯头了，快点来人哦"],
  ["lift_trapped", "去年就报过没人修，现在又有人被困电梯里了"],
  ["lift_trapped", "我好像被电梯扣下了"],
  ["lift_trapped", "不是开玩笑 1单元电梯停在5楼上面一点 灯也灭了 门打不开 我出不来"],
  ["gas", "像煤气，很冲，敲了对门没有人应"],
  ["gas", "楼道里好大煤气味"],
  ["gas", "一进门全是天然气味，头有点晕"],
  ["gas", "谁家燃气泄漏了，整个单元都是味道"],
  ["gas", "成条走廊好大阵煤气味，快啲嚟"],
  ["gas", "厨房一股煤汽味，阀门也关不上"],
  ["gas", "隔壁好像煤气中毒了，快来人"],
  ["gas", "燃气管那里嘶嘶响，漏气了"],
  ["gas", "楼道好大煤气味，快叫燃气公司"],
  ["lift_trapped", "电梯困人了，物业公司和维保单位快来"],
  ["fire", "着火了着火了，5号楼3单元"],
  ["fire", "楼下垃圾桶着火了，快来人"],
  ["fire", "六楼阳台在冒黑烟"],
  ["fire", "楼道里全是烟，看不见路"],
  ["fire", "四楼窗户窜出火苗了"],
  ["fire", "家里厨房烧起来了怎么办快来人啊"],
  ["fire", "火烛啊！7楼嗰户！"],
  ["fire", "地下车库起火了，浓烟滚滚"],
  ["fire", "配电间在冒烟！"],
  ["fire", "不是开玩笑，三单元真着火了"],
  ["battery_fire", "楼道里的电瓶车冒烟了！"],
  ["battery_fire", "有台电动车在充电棚自燃了"],
  ["battery_fire", "我家门口那辆电驴电池爆炸了"],
  ["battery_fire", "插线板冒火了，旁边都是纸箱"],
  ["battery_fire", "有人在家充锂电池，爆炸了，门缝冒烟"],
  ["live_wire", "电线断了掉在水里，在冒火花"],
  ["live_wire", "6栋后面高压线掉下来了，落在地上滋滋响"],
  ["live_wire", "配电箱冒火花，噼里啪啦的"],
  ["live_wire", "积水里有电，有人被电倒了"],
  ["live_wire", "路灯杆漏电，刚才一个人触电倒地"],
  ["live_wire", "有人触电了！"],
  ["live_wire", "一楼那个电表箱在冒烟"],
  ["unconscious", "有个老人晕倒在单元门口"],
  ["unconscious", "花坛边有个大爷倒在地上不动了，叫不醒"],
  ["unconscious", "我妈昏过去了，谁会急救"],
  ["unconscious", "保洁阿姨晕倒了，快打120"],
  ["unconscious", "阿婆晕低咗喺楼梯口"],
  ["unconscious", "门口躺着个人，口吐白沫在抽搐"],
  ["unconscious", "隔壁奶奶摔倒了起不来，一直喊疼"],
  ["unconscious", "广场上一个人没有呼吸了，哪里有AED"],
  ["unconscious", "爷爷摔下楼梯头破血流，快叫120"],
  ["unconscious", "孩子噎住了，脸都紫了"],
  ["fallen", "有人从8楼掉下来了"],
  ["fallen", "坠楼了！快报警"],
  ["fallen", "有个小孩挂在窗台外面"],
  ["fallen", "小孩掉进井里了"],
  ["fallen", "师傅掉到电梯井里了"],
  ["suicide", "楼顶有人要跳楼"],
  ["suicide", "有个姑娘坐在天台边上一直哭，要跳"],
  ["suicide", "我真的不想活了"],
  ["suicide", "我隔壁的小伙子在群里说要轻生"],
  ["suicide", "他吃了一瓶安眠药，快帮忙叫救护车"],
  ["suicide", "她割腕了，好多血"],
  ["suicide", "对不起大家，我活不下去了"],
  ["drowning", "有小孩掉进景观湖了"],
  ["drowning", "游泳池有人溺水，快来"],
  ["drowning", "河里有人在扑腾喊救命"],
  ["locked_in", "孩子被锁在车里了，车里好热"],
  ["locked_in", "我家娃反锁在屋里，灶上还开着火"],
  ["violence", "有人拿着刀在楼道里追人"],
  ["violence", "2单元门口有人持刀砍人"],
  ["violence", "他拿菜刀要砍我，救命"],
];

/** The same words, and nobody in danger: why, and what was said. */
const calm: readonly (readonly [string, string])[] = [
  ["a drill", "明天上午十点消防演习，会放烟饼，看到冒烟不要惊慌"],
  ["a drill", "演习演习！三单元冒烟是假的"],
  ["a drill", "今天的着火演练很成功，谢谢大家"],
  ["a lesson", "周六有防溺水讲座，家长带孩子来听"],
  ["a lesson", "煤气中毒的急救知识，大家学习一下"],
  ["a notice", "温馨提示：电动车上楼充电容易起火，请勿进楼"],
  ["a notice", "关于防范电动车自燃的通知"],
  ["an advert", "家庭火灾险，一年只要99，着火了赔50万"],
  ["an advert", "清仓跳楼价，最后三天"],
  ["an advert", "燃气泄漏报警器厂家直销"],
  ["a film", "昨天那集里电梯困人那段太吓人了"],
  ["a film", "追剧呢，男主要跳楼了"],
  ["a film", "大结局女主晕倒了，气死我"],
  ["a game", "这把游戏里我家着火了"],
  ["a dream", "做梦梦见家里着火了"],
  ["a rumour", "听说隔壁小区电梯困人了"],
  ["a rumour", "网上说有个地方电动车爆炸了"],
  ["a rumour", "刷到个视频，五楼有人跳楼"],
  ["what if", "要是哪天着火了，这楼道怎么跑"],
  ["what if", "万一电梯困人找谁啊"],
  ["what if", "电瓶放家里容易起火，大家注意"],
  ["what if", "这线垂下来，怕哪天触电"],
  ["what if", "如果燃气泄漏应该先关阀还是先开窗"],
  ["a question", "着火了怎么办"],
  ["a question", "请问电梯困人打什么电话"],
  ["a question", "想问一下煤气泄漏找谁负责"],
  ["a question", "明天放烟不会真着火吧"],
  ["a figure of speech", "被电梯广告洗脑了"],
  ["the lift only", "电梯停了，我妈下不了楼"],
  ["the past", "去年这栋楼着过火，后来换了线"],
  ["the past", "上次我被困电梯里半小时"],
  ["the past", "我前天晚上在电梯里被关了七八分钟，后来它自己好了"],
  ["the past", "昨天有个老人晕倒，幸好邻居送医院了"],
  ["the past", "上个月电瓶车自燃那事处理完没有"],
  ["over", "人救出来了，电梯困人的事谢谢大家"],
  ["over", "火已经扑灭了，大家放心"],
  ["over", "虚惊一场，煤气味是榴莲"],
  ["over", "刚才说着火是误会"],
  ["elsewhere", "我公司楼下着火了，来了四辆消防车"],
  ["elsewhere", "我同事被困电梯里了，哈哈"],
  ["elsewhere", "老家那边有人触电了"],
  ["a figure of speech", "我快气炸了"],
  ["a figure of speech", "嗓子都冒烟了，谁有水"],
  ["a figure of speech", "等外卖等得我头顶冒烟"],
  ["a figure of speech", "急得我嘴里着火"],
  ["a figure of speech", "这天热晕了"],
  ["a figure of speech", "笑晕过去了"],
  ["a figure of speech", "作业写不完，孩子说不想活了"],
  ["a figure of speech", "周一早八，不想活了"],
  ["a figure of speech", "他俩看对眼了，触电的感觉"],
  ["a figure of speech", "这店最近火了"],
  ["a figure of speech", "群里又着火了，吵起来了"],
  ["a figure of speech", "给我砍一刀，就差一点点了"],
  ["a figure of speech", "我晕，又停水"],
  ["fire that belongs there", "晚上烤火聊天，谁来"],
  ["fire that belongs there", "火锅烧起来，啤酒拿来"],
  ["fire that belongs there", "楼下烧烤摊油烟冒烟冒到我家"],
  ["fire that belongs there", "排烟管冒着白烟，天天熏"],
  ["fire that belongs there", "我那车打不着火，谁有电瓶线"],
  ["a lift that is only broken", "电梯又停了，爬18楼"],
  ["a lift that is only broken", "电梯关门太慢了"],
  ["a lift that is only broken", "电梯里的灯关了"],
  ["a lift that is only broken", "电梯卡丢了去哪补"],
  ["a lift that is only broken", "电梯里面是空的，没困人"],
  ["a lift that is only broken", "等电梯等得好困"],
  ["things fall too", "有人从楼上往下扔瓶子"],
  ["things fall too", "四楼花盆掉下来了"],
  ["things fall too", "手机掉水里了"],
  ["things fall too", "外墙瓷砖从6楼掉下来了"],
  ["smaller matters", "煤气费怎么交"],
  ["smaller matters", "宽带光缆掉下来了，勾到头"],
  ["smaller matters", "灭火器过期了"],
  ["smaller matters", "我家跳闸了"],
  ["smaller matters", "孩子关在家里写作业"],
  ["smaller matters", "狗晕车，吐了一路"],
  ["nothing", ""],
  ["nothing", "好"],
  ["somebody else's words", "「阿强:着火了快跑」哈哈哈演习而已"],
];

describe("emergencies are heard in one message without a model", () => {
  it.each(alarms)("pages for %s: %s", (kind, text) => {
    expect(readEmergency(text)).toBe(kind);
  });

  it.each(calm)("does not page for %s: %s", (_, text) => {
    expect(readEmergency(text)).toBeNull();
  });

  it("reads full-width, spaced and marked text as it reads plain text", () => {
    expect(readEmergency("着 火 了！！ 5 号 楼")).toBe("fire");
    expect(readEmergency("电\u200b梯困人了")).toBe("lift_trapped");
  });

  it("takes microseconds, whatever it is given", () => {
    const hostile = [
      "电梯".repeat(4_000),
      "困在".repeat(4_000),
      "「".repeat(8_000),
      "着火".repeat(4_000),
      "a".repeat(8_000),
    ];
    const before = process.cpuUsage();
    for (let round = 0; round < 20; round++) for (const text of hostile) readEmergency(text);
    expect(process.cpuUsage(before).user / 1_000 / (20 * hostile.length)).toBeLessThan(5);
  });
});

describe("the advice for an emergency", () => {
  it.each(emergencyKinds)("opens with the number to call: %s", (kind) => {
    const text = emergencyAdvice(kind, "3号楼2单元", { onDutyTold: true });
    expect(text).toMatch(/^.{0,12}(?:119|120|110)/);
    expect(text).toContain("值班网格员已接到通知");
    expect(text).not.toMatch(/[!！]/);
  });

  it("does not promise that somebody comes when nobody was reached", () => {
    expect(emergencyAdvice("fire", null, { onDutyTold: false })).not.toContain("已接到通知");
  });
});
