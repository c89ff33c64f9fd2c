import { addressForm, fullName, notGiven } from "./person-names.ts";
import { narrowed, plainDigits } from "./plain-digits.ts";

/**
 * Personal data in a text: found by rules with checksums, replaced by typed placeholders. Pure, and the same for the three
 * who need it: the egress gate, requests to a model, and what staff see by default.
 */

/** What identifies a person. A class is stored with a blocked post, so its name never changes. */
export const personalDataClasses = [
  "phone",
  "id_card",
  "plate",
  "bank_card",
  "room",
  "name",
  "wechat",
  "email",
] as const;
export type PersonalDataClass = (typeof personalDataClasses)[number];

/** What does not name a person but must not travel either: an illness, a child's school class. */
export type SensitiveFactClass = "health" | "minor";

/** One find: `text` is what stands at `start` to `end` of the text that was given, in UTF-16 code units. */
export interface PersonalData<C = PersonalDataClass> {
  readonly start: number;
  readonly end: number;
  readonly class: C;
  readonly text: string;
}

export interface FindOptions {
  /** Also 王姐, 李师傅, 张阿姨: how people are called to their face. On by default; a post may not carry them either. */
  readonly addressForms?: boolean;
}

/** Everything in the text that identifies a person, in order, without overlap. Public numbers (12345, 119, 95598) pass. */
export function findPersonalData(text: string, { addressForms = true }: FindOptions = {}): PersonalData[] {
  const plain = plainDigits(text);
  const narrow = narrowed(text);
  const found = finders.flatMap(({ needs, find }) => (needs.test(plain) ? find(plain, narrow) : []));
  if (addressForms) found.push(...findAll(addressForm, narrow, "name"));
  return withoutOverlap(found, text);
}

/** The text with each find replaced by its kind and number: `[电话1]`. The same words get the same number. */
export function redact(text: string, options: FindOptions = {}): string {
  const numbers = new Map<string, number>();
  const counts = new Map<PersonalDataClass, number>();
  let out = "";
  let from = 0;
  for (const { start, end, class: kind, text: words } of findPersonalData(text, options)) {
    const key = `${kind} ${plainDigits(words).replaceAll(" ", "")}`;
    const number = numbers.get(key) ?? (counts.get(kind) ?? 0) + 1;
    if (!numbers.has(key)) counts.set(kind, number);
    numbers.set(key, number);
    out += `${text.slice(from, start)}[${placeholders[kind]}${number}]`;
    from = end;
  }
  return out + text.slice(from);
}

/** Illness and children's schooling, for telling what is sensitive. By words, so a hint and not a proof. */
export function findSensitiveFacts(text: string): PersonalData<SensitiveFactClass>[] {
  const narrow = narrowed(text);
  return withoutOverlap([...findAll(illness, narrow, "health"), ...findAll(schoolClass, narrow, "minor")], text);
}

const placeholders: Readonly<Record<PersonalDataClass, string>> = {
  phone: "电话",
  id_card: "证件号",
  plate: "车牌",
  bank_card: "卡号",
  room: "房号",
  name: "姓名",
  wechat: "微信号",
  email: "邮箱",
};

const email = /[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;
const gap = "[ \\-._·]{0,3}";
const orderBefore = /(?:订单|运单|单号|快递|流水|工单|编号|文号|条码|货号|型号|票号|取件)[号码是为]*[::#]?\s*$/;
const officeBefore =
  /(?:物业|社区|居委|街道|派出所|警务室|服务中心|中心|热线|值班|办公室|窗口|医院|药房|供电|供水|水务|燃气|燃气公司|公司|客服|驿站|前台|大厅|(?<!@)所(?!有|以|在)|站|局|消防|投诉|监督)[^,,。;;!?]{0,8}$/;

const mobile = new RegExp(`(?<!\\d)(?:\\+?(?:00)?86${gap})?1${gap}[3-9](?:${gap}\\d){9}(?![ ]?\\d)`, "g");
const landline = /(?<![\d.]|\d[ -])0\d{2,3}[ -]{0,3}[2-9]\d{2,3}[ -]?\d{4}(?![ ]?\d)/g;

function findPhones(plain: string): PersonalData[] {
  const mobiles = findAll(mobile, plain, "phone").filter(({ start }) => !orderBefore.test(plain.slice(0, start)));
  // What an office answers is public: an article may name it.
  const landlines = findAll(landline, plain, "phone").filter(
    ({ start }) => !officeBefore.test(plain.slice(0, start)) && !orderBefore.test(plain.slice(0, start)),
  );
  return [...mobiles, ...landlines];
}

const idCard = new RegExp(`(?<![\\dA-Za-z])[1-9](?:${gap}\\d){16}${gap}[\\dXx](?![\\dA-Za-z])`, "g");
const oldIdCard = /(?<!\d)[1-9]\d{14}(?!\d)/g;
const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function findIdCards(plain: string): PersonalData[] {
  const longs = findAll(idCard, plain, "id_card").filter(({ start, text }) => {
    const digits = text.replace(/[^\dXx]/g, "").toUpperCase();
    if (digits.length !== 18 || !isBirthday(digits.slice(6, 14))) return false;
    const sum = idWeights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
    const checks = "10X98765432"[sum % 11] === digits[17];
    // A slip of the finger leaves a number that still tells who it is; an order number is none.
    return checks || !orderBefore.test(plain.slice(0, start));
  });
  const short = findAll(oldIdCard, plain, "id_card").filter(
    ({ start, text }) =>
      isBirthday(`19${text.slice(6, 12)}`) && /身份证|证件/.test(plain.slice(Math.max(0, start - 12), start)),
  );
  return [...longs, ...short];
}

function isBirthday(yyyymmdd: string): boolean {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6, 8)].map(Number);
  if (!year || year < 1900 || year > 2099 || !month || month > 12 || !day) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const bankCard = /(?<![\d.])[2-6]\d{3}(?:[ -]{0,2}\d){12,15}(?!\d)/g;

function findBankCards(plain: string): PersonalData[] {
  return findAll(bankCard, plain, "bank_card").filter(({ start, text }) => {
    const digits = text.replace(/\D/g, "");
    const said = /卡号|银行卡|卡|账号|账户|帐号|转账|转到|打到|打给|汇到|打款|收款/.test(
      plain.slice(Math.max(0, start - 14), start),
    );
    // One in ten random numbers passes Luhn, so a number nobody calls a card must also begin as cards here do.
    return (
      !orderBefore.test(plain.slice(0, start)) &&
      (said || (passesLuhn(digits) && /^(?:62|4|5[1-5]|35|37)/.test(digits)))
    );
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, double = false; at >= 0; at--, double = !double) {
    const digit = Number(digits[at]) * (double ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

const plates = [
  new RegExp(
    `[${provinces}使领][ ]?[A-Za-z][ ·.\\-]{0,2}(?=[A-Za-z0-9]{0,5}\\d)[A-Za-z0-9]{4,6}[挂学警港澳领使]?(?![A-Za-z0-9])`,
    "g",
  ),
  // Without the province, as people shorten it to: A·9M02X.
  /(?<![A-Za-z0-9])[A-Z]·(?=[A-Z0-9]*\d)[A-Z0-9]{5,6}(?![A-Za-z0-9])/g,
  /(?=[A-Za-z][ ·-]?[A-Za-z0-9]{5})(?<=(?:车牌|牌照|车号|尾号是?)[号是为::\s]{0,4})[A-Za-z][ ·-]?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{5,6}(?![A-Za-z0-9])/g,
];

function findPlates(plain: string): PersonalData[] {
  return plates.flatMap((pattern) => findAll(pattern, plain, "plate"));
}

const wechatCue = "微信|威信|薇信|微芯|卫星|V信|v信|[VvWw][XxⅩ]|加[VvＶ薇微]|➕[Vv薇微]|[微薇]号|wechat|WeChat";
const qqCue = "QQ|qq|扣扣|企鹅";
const accountCue = new RegExp(`${wechatCue}|${qqCue}`);
const account = new RegExp(
  `(?<=(?:${wechatCue})(?:号|同号|id|ID)?[是为::\\s]{0,3})[A-Za-z][\\w-]{4,19}(?![\\w@])|(?<=(?:${qqCue})(?:号|群)?[是为::\\s]{0,3})\\d{5,11}(?!\\d)`,
  "g",
);

/** A building, a unit and a room; the building or the unit alone is no room, and no building is called by four letters. */
const fullRoom =
  /(?![A-Za-z]{4})(?:(?:[0-9A-Za-z一二三四五六七八九十]{1,3}(?:号楼|栋|幢|座|#|号院|期|区|巷)[ -]?)?(?:[0-9一二三四五六七八九十]{1,2}(?:单元|门|梯)[ -]?)(?:[0-9一二三四五六七八九十]{1,2}[楼层])?(?:[1-9]\d{2,3})(?:号?房|室|户|号)?|[0-9A-Za-z]{1,3}(?:号楼|栋|幢|座|#)[ -]?[1-9]\d{2,3}(?:号?房|室|户|号)?)(?![\d.%元块斤米度年个只点分])/g;
const dashedRoom = /(?<![\d.\-/])[1-9]\d?-[1-9]-[1-9]\d{2,3}(?![\d\-.元块])/g;
const namedRoom = /(?<![\d.\-/A-Za-z])[A-Za-z]?[1-9]\d{2,3}(?:室|号房|房(?![价租产])|户(?!型|籍|口))/g;
const bareRoom =
  /(?<![\d.\-/第¥￥$A-Za-z]|\d[::])(?:(?:[1-9]|[1-4]\d)(?:0[1-9]|[12]\d|30))(?![\d.::%℃‰年月日号点分秒元块毛角米斤两度个只人份次条箱票路公千积瓦伏w平后多来岁集万亿期楼层栋幢转位单套页字A-Za-z-])/g;
const roomBefore =
  /(?:住(?:在|喺)?|[我俺咱]在|住的?是?|家住|楼上|楼下|隔壁|对门|对面|上头|去|上|到|找|敲(?:了|过|开)?|给|是|我们?|俺|咱|我家|俺家|咱家|他家|她家|我屋|房号|单元)[ ]?$/;
const roomAfter =
  /^(?:半夜|天花板|那家|那户|那一户|这家|这户|家|屋|业主|住户|租户|租客|房东|门(?!牌|店|面|诊)|敲门|没人|没有人|冇人|一直|也是|也|的(?:业主|住户|租户|租客|房东|大姐|大哥|阿姨|叔|人|邻居|小孩|孩子|狗|柯基|泰迪)|漏|在(?:装修|漏|吵|打)|报|收|门开|,?(?:没人|家里|快递)|开门|厨房|卫生间|阳台|客厅|主卧|天花|厕所)/;

function findRooms(plain: string, text: string): PersonalData[] {
  const written = findAll(fullRoom, text, "room");
  const others = [dashedRoom, namedRoom].flatMap((pattern) => findAll(pattern, plain, "room"));
  const bare = findAll(bareRoom, plain, "room").filter(({ start, end, text: number }) => {
    if (/^(?:110|119|120|122)$/.test(number)) return false;
    const [before, after] = [plain.slice(Math.max(0, start - 6), start), plain.slice(end, end + 10)];
    if (/(?:满|减|共|约|才|只|卖|收|要|付|交|差|多|编号|积分|航班|车次|频道|密码|尾号)$/.test(before)) return false;
    if (roomAfter.test(after)) return true;
    // 张姨摔了!402!快: cried by itself.
    if (isDoor(plain.slice(start, end)) && /[!。]$/.test(before) && /^!/.test(after)) return true;
    if (/(?:楼上|楼下|隔壁|对门|家住|麻烦来)[ ]?$/.test(before) && /^[\u4e00-\u9fff]/.test(after)) return true;
    if (roomBefore.test(before) && /^(?:$|[\s,,。!!??;;、的也有是没家门敲在漏们])/.test(after)) return true;
    // 2301今天又砸墙: a number that can be a door, before a word and after none that counts, is one.
    return (
      isDoor(plain.slice(start, end)) &&
      /^[\u4e00-\u9fff]/.test(after) &&
      !/(?:[第约共满近超达到至减加卖价涨跌考得赚花欠赔奖罚抽]|[涨跌考赚花欠赔]了)$/.test(before)
    );
  });
  // A public room is nobody's home.
  return [...written, ...others, ...bare].filter(
    ({ start, end }) =>
      !/(?:会议|活动|教|办公|社区|中心|图书|窗口|法庭|诊)室?$/.test(text.slice(Math.max(0, start - 4), start)) &&
      !/^(?:会议|活动|办公|教室|号?窗口|路|车位|公交)/.test(text.slice(end, end + 4)),
  );
}

/** Doors are few to a floor; numbers everybody knows and years are no doors. */
function isDoor(number: string): boolean {
  return /(?:0[1-9]|1[0-2])$/.test(number) && !/^(?:110|111|112|20[012]\d|19\d\d|301|502)$/.test(number);
}

/** A surname and a given name, in full. Staff are known by name: take their own list out before showing it. */
function findNames(text: string): PersonalData[] {
  return findAll(fullName, text, "name").filter(({ text: name }) => !notGiven.test(name.slice(1)));
}

const someone =
  "有|得了?|患|犯了?|是|查出|确诊|我|爸|妈|奶奶|爷爷|老伴|女儿|儿子|孩子|娃|老人|婆|公|她|他|送|住|进|在|要|换的?|做了?|刚|装了?|痛风|说是";
const illnesses = [
  "哮喘|肺结核|肺炎|肺气肿|慢阻肺|尘肺|支原体|甲流|新冠|手足口|水痘|麻疹|腮腺炎|猩红热|带状疱疹|疱疹|红斑狼疮|银屑病|牛皮癣|荨麻疹",
  "糖尿病|高血压|心脏病|先心病|冠心病|心梗|心衰|心绞痛|房颤|脑梗|脑出血|脑溢血|脑瘫|中风|偏瘫|瘫痪|植物人|癫痫|羊癫疯|帕金森|渐冻症",
  "癌症?|肿瘤|白血病|血友病|地中海贫血|尿毒症|肾衰|透析|血透|腹透|化疗|放疗|乙肝|肝硬化|肝腹水|艾滋|梅毒|甲亢|甲减|胃出血|胆结石|肾结石|阑尾炎|疝气",
  "抑郁症?|躁郁症?|精神病|精神分裂|老年痴呆|痴呆|阿尔茨海默|自闭症|孤独症|多动症|厌食症",
  "股骨头|半月板|韧带(?:断|撕|拉)|椎间盘|腰突|骨质疏松|类风湿|滑膜炎|脱臼|截肢|假肢|弹片|人工关节|植皮|褥疮",
  "白内障|青光眼|视网膜|失明|耳聋|助听器|人工耳蜗|弱视|心脏支架|支架|起搏器|呼吸机|制氧机|尿管|造口|胃管|插管|胰岛素",
  "流产|怀孕|先兆|保胎|宫外孕|剖腹产|剖宫产|早产|产后抑郁|手术|病危|抢救|ICU|icu|昏迷|住院|卧床|过敏性?休克|缝了?[一二两三四五六七八九十\\d]+针",
].join("|");
const illness = new RegExp(
  `(?=${illnesses})(?<=(?:${someone})[^,,。!?\\s]{0,5})(?:${illnesses})|(?:糖尿病|高血压|哮喘|抑郁症|精神病|癌症|手足口|癫痫|老年痴呆|阿尔茨海默)(?=[,,]?(?:的|药|每天|一直|要|又|发作|犯|病人|患者|病史))|骨折(?!价)|骨裂|脑震荡|肌肉拉伤|软组织挫伤|[一二三ⅠⅡⅢ]级暴露`,
  "g",
);
const schoolClass =
  /(?:[\u4e00-\u9fff]{2,3}(?:在|是|读|上))?[\u4e00-\u9fff]{0,6}(?:小学|中学|幼儿园|初中|高中|附小|附中|实验学校)[^,,。!?\s]{0,4}(?:[一二三四五六七八九1-9]年级?|[一二三四五六七八九1-9][ ]?[(（]\d{1,2}[)）]|[初高][一二三]|[大中小]班|[一二三四五六七八九1-9])[^,,。!?\s]{0,3}班?(?:[ ]?[\u4e00-\u9fff]{2,3})?(?=$|[,,。!?”"\s、的])/g;

interface Finder {
  /** What every find holds: without it nothing is looked for. Most of what people say has no digit in it. */
  readonly needs: RegExp;
  find(plain: string, text: string): PersonalData[];
}

/** In order of trust: where two finds overlap, the earlier row keeps the words. */
const finders: readonly Finder[] = [
  { needs: /@/, find: (plain) => findAll(email, plain, "email") },
  { needs: /\d/, find: findIdCards },
  // Before phones: eleven digits out of a card's nineteen often look like one.
  { needs: /\d/, find: findBankCards },
  { needs: /\d/, find: findPhones },
  { needs: /\d/, find: findPlates },
  { needs: accountCue, find: (plain) => findAll(account, plain, "wechat") },
  { needs: /\d{3}/, find: findRooms },
  { needs: /[\u4e00-\u9fff]/, find: (_, text) => findNames(text) },
];

function findAll<const C extends string>(pattern: RegExp, text: string, kind: C): PersonalData<C>[] {
  if (text.search(pattern) < 0) return [];
  return Array.from(text.matchAll(pattern), ({ 0: words, index }) => {
    // Separators are part of a number only between its digits.
    const start = index + (words.length - words.trimStart().length);
    const end = index + words.trimEnd().length;
    return { start, end, class: kind, text: text.slice(start, end) };
  });
}

/** Where two overlap the one found first in the list stays; then in the order of the text, with the text's own words. */
function withoutOverlap<C>(found: readonly PersonalData<C>[], text: string): PersonalData<C>[] {
  const kept: PersonalData<C>[] = [];
  for (const one of found) {
    const clashes = kept.some(({ start, end }) => one.start < end && start < one.end);
    if (!clashes && one.end > one.start) kept.push({ ...one, text: text.slice(one.start, one.end) });
  }
  return kept.sort((a, b) => a.start - b.start);
}
