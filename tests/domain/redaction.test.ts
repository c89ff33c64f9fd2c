import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPersonalData, findSensitiveFacts, type PersonalDataClass, redact } from "../../src/domain/redaction.ts";

/** What identifies somebody, in the forms people write it. The part in 〈〉 is what must be found. */
const personal: readonly (readonly [PersonalDataClass, string])[] = [
  ["phone", "我电话〈13800138000〉,随时打"],
  ["phone", "打〈138 0013 8000〉找我"],
  ["phone", "打〈138-0013-8000〉找我"],
  ["phone", "〈+86 13800138000〉"],
  ["phone", "〈１３８００１３８０００〉找老周"],
  ["phone", "〈一三八零零一三八零零零〉打这个"],
  ["phone", "〈幺三八洞洞幺三八洞洞洞〉"],
  ["phone", "〈①③⑧⓪⓪①③⑧⓪⓪⓪〉"],
  ["phone", "〈1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣〉"],
  ["phone", "〈1.3.8.0.0.1.3.8.0.0.0〉"],
  ["phone", "家里座机〈0591-87654321〉"],
  ["id_card", "身份证〈11010519491231002X〉"],
  ["id_card", "〈110105 19491231 002X〉帮我买票"],
  ["id_card", "身份证〈１１０１０５１９４９１２３１００２Ｘ〉"],
  ["bank_card", "打到〈6222 0212 3456 7890 128〉"],
  ["bank_card", "我卡号〈6222021234567890128〉"],
  ["plate", "〈京A12345〉挡我车了"],
  ["plate", "〈粤Z7K205〉挪一下"],
  ["plate", "白色面包〈A·F36127〉"],
  ["plate", "绿牌〈沪AD12345〉"],
  ["wechat", "加V:〈xiaochen_2026〉"],
  ["wechat", "微信〈chuanglian_0036x〉"],
  ["wechat", "加薇 〈daikuan0008〉"],
  ["wechat", "QQ号〈123456789〉"],
  ["email", "发我邮箱〈li.wei@example.com〉"],
  ["room", "我住〈1单元1104〉"],
  ["room", "〈7号楼2单元1603〉那只狗"],
  ["room", "〈3-2-501〉漏水"],
  ["room", "敲了〈1302〉没人应"],
  ["room", "楼上〈702〉的大姐"],
  ["room", "〈501〉敲门就行"],
  ["room", "〈2301〉今天又在砸墙"],
  ["room", "我住〈604〉,味道大"],
  ["room", "已通知〈2301〉施工队停工"],
  ["name", "狗主就是2栋〈刘建邦〉"],
  ["name", "我叫〈陈永康〉"],
  ["name", "联系人:〈王丽萍〉"],
  ["name", "听说是〈刘素芬〉花钱买的"],
];

/** Numbers and words of the same look that are nobody's: they must stay readable. */
const public_: readonly string[] = [
  "有事打12345",
  "先打119,再打120",
  "供电抢修95598",
  "客服4008001234",
  "物业电话0591-8765 4321",
  "社区服务中心 0591-87654321",
  "编号 A7K3 已转物业",
  "订单号202607031234567890",
  "快递单号 SF1388001380001",
  "2026年7月3日19:02",
  "7月5日9:00-17:00停水",
  "杨梅6斤一箱88",
  "才850一个月",
  "2800块修空调",
  "22楼没水",
  "088号车位",
  "充一次1.5元",
  "水位涨了1203毫米",
  "3-5天能到货",
  "2025-11-21 公告",
  "文号 政办发2026第302号",
  "坐302路到终点",
  "502胶水粘一下",
  "110米跨栏",
  "国庆节快乐",
  "金华火腿到货",
  "高兴得一夜没睡",
  "马上过去",
  "双黄莲蓉月饼",
  "会议室302有人用吗",
  "温度38.5",
  "身高1米72",
  "密码是8888",
  "第1203期彩票",
];

const inner = /〈(.*)〉/;

describe("personal data is found in whatever form it is written", () => {
  it.each(personal)("finds a %s in: %s", (kind, marked) => {
    const text = marked.replace(/[〈〉]/g, "");
    const wanted = inner.exec(marked)![1]!.replace(/\ufe0f\u20e3$/u, "");
    const found = findPersonalData(text).filter((one) => one.class === kind);
    expect(found.map((one) => one.text).join("|")).toContain(wanted);
  });

  it.each(public_)("lets pass: %s", (text) => {
    expect(findPersonalData(text, { addressForms: false })).toEqual([]);
  });

  it.each(["王姐您慢点", "谢谢李师傅", "张阿姨家的猫"])(
    "finds how somebody is called to their face, unless told not to: %s",
    (text) => {
      expect(findPersonalData(text).map((one) => one.class)).toEqual(["name"]);
      expect(findPersonalData(text, { addressForms: false })).toEqual([]);
    },
  );

  it("says where it stands, in the text as it was given", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...personal.map(([, marked]) => marked.replace(/[〈〉]/g, ""))),
        fc.string({ maxLength: 20 }),
        (words, around) => {
          const text = `${around} ${words}`;
          for (const { start, end, text: found } of findPersonalData(text)) expect(text.slice(start, end)).toBe(found);
        },
      ),
    );
  });

  it("never overlaps, and never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 80 }), (units) => {
        const text = String.fromCharCode(...units);
        const found = findPersonalData(text);
        for (const [at, one] of found.entries()) expect(one.start).toBeGreaterThanOrEqual(found[at - 1]?.end ?? 0);
      }),
      { numRuns: 50 },
    );
  });
});

describe("redacted text", () => {
  it("names what was there and numbers it, the same thing the same number", () => {
    expect(redact("打13800138000,不通就打13900139000,还是138 0013 8000吧")).toBe(
      "打[电话1],不通就打[电话2],还是[电话1]吧",
    );
  });

  it("holds nothing more to find", () => {
    fc.assert(
      fc.property(
        fc.subarray(
          personal.map(([, marked]) => marked.replace(/[〈〉]/g, "")),
          { maxLength: 6 },
        ),
        (parts) => {
          expect(findPersonalData(redact(parts.join("。")))).toEqual([]);
        },
      ),
    );
  });

  it("leaves the rest of the words as they were", () => {
    expect(redact("3号楼2单元电梯困人 已转物业电梯班,编号 A7K3")).toBe("3号楼2单元电梯困人 已转物业电梯班,编号 A7K3");
  });
});

describe("sensitive facts", () => {
  it.each([
    ["health", "我妈有糖尿病,每天要打针"],
    ["health", "孩子得了手足口"],
    ["health", "我上个月刚换的股骨头"],
    ["health", "拍过片子了,软组织挫伤,歇一周"],
    ["health", "她隔天要去血透"],
    ["health", "犬伤门诊说算三级暴露"],
    ["minor", "陈子睿在幸福里小学三年2班"],
    ["minor", "玉东小学六(2)班的"],
  ])("tells %s from the words: %s", (kind, text) => {
    expect(findSensitiveFacts(text).map((one) => one.class)).toContain(kind);
  });

  it.each(["社区小学放学了", "预防高血压讲座", "这天热得要命", "换季清仓,骨折价", "楼道里有钢板挡路"])(
    "does not take general talk for it: %s",
    (text) => {
      expect(findSensitiveFacts(text)).toEqual([]);
    },
  );
});
