/**
 * Words by which residents and offices mean the same, the office's first. Only words that are exchangeable in any question: 居住证 and
 * 居住证明 are two matters, so neither is here.
 */
const exchangeable: readonly (readonly string[])[] = [
  ["电动车", "电动自行车", "电瓶车", "小电驴", "电驴", "电单车", "电动单车", "电摩"],
  ["车库", "地下车库", "地下停车场", "停车场", "地库"],
  ["车位", "停车位", "泊位"],
  ["物业费", "物业管理费", "物管费"],
  ["供暖", "供热", "暖气", "采暖", "取暖"],
  ["燃气", "天然气", "煤气"],
  ["停水", "断水"],
  ["停电", "断电"],
  ["老年证", "老年优待证", "老年卡", "敬老卡", "敬老优待证"],
  ["高龄津贴", "高龄补贴", "老龄津贴", "尊老金"],
  ["养老金", "退休金", "退休工资"],
  ["残疾证", "残疾人证"],
  ["低保", "最低生活保障"],
  ["医保", "医疗保险"],
  ["社保", "社会保险"],
  ["公积金", "住房公积金"],
  ["维修资金", "维修基金", "大修基金", "维修金"],
  ["落户", "上户口", "报户口", "落户口", "入户口"],
  ["犬证", "养犬登记证", "养犬证", "狗证"],
  ["无犯罪记录", "无犯罪", "没犯过事", "没犯过罪"],
  ["疫苗", "预防针"],
  ["托管", "暑托", "托班"],
  ["公办幼儿园", "公办园", "公立幼儿园"],
  ["食堂", "饭堂", "助餐点"],
  ["噪声", "噪音"],
  ["商铺", "店铺", "铺头", "铺子", "店面", "门面"],
  ["孩子", "小孩", "小朋友", "娃娃", "娃"],
  ["周日", "星期天", "星期日", "礼拜天", "礼拜日"],
  ["周", "星期", "礼拜"],
];

const officeWord = new Map(
  exchangeable.flatMap(([first, ...others]) => others.map((other) => [other, first!] as const)),
);
const longestFirst = [...officeWord.keys()].sort((one, other) => other.length - one.length);
const residentWords = new RegExp(longestFirst.join("|"), "g");

/** The text with every such word as the office writes it. */
export function inOfficeWords(text: string): string {
  return text.replace(residentWords, (word) => officeWord.get(word)!);
}
