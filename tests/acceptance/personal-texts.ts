import type { PersonalDataClass } from "../../src/domain/redaction.ts";

/** What somebody wrote, and where in it stands what identifies a person. */
export interface WrittenText {
  readonly text: string;
  /** Null in what holds nobody's data. */
  readonly personal: { readonly class: PersonalDataClass; readonly start: number; readonly end: number } | null;
}

type Chance = () => number;

/** Writes so many texts of a class, made of data of nobody in the forms in which people write it. */
export function writePersonal(kind: keyof typeof makers, count: number, chance: Chance): WrittenText[] {
  const { make, forms, frames } = makers[kind];
  return Array.from({ length: count }, () => {
    const value = pick(forms, chance)(make(chance), chance);
    const [before = "", after = ""] = pick(frames, chance).split("〈〉");
    const opening = pick(openings, chance);
    const start = opening.length + before.length;
    const text = `${opening}${before}${value}${after}${pick(closings, chance)}`;
    return { text, personal: { class: kind, start, end: start + value.length } };
  });
}

/** Writes so many texts with numbers and words of the same look that are nobody's. */
export function writeHarmless(count: number, chance: Chance): WrittenText[] {
  return Array.from({ length: count }, () => {
    const text = pick(harmless, chance).replaceAll(/[#]+/g, ({ length }) => digits(length, chance));
    return { text: `${pick(openings, chance)}${text}${pick(closings, chance)}`, personal: null };
  });
}

/** Letters and digits alone, however they were written. */
export function plainSigns(text: string): string {
  const spelled = "零〇幺一壹二贰三叁四肆五伍六陆七柒八捌九玖";
  const worth = "00111223344556677889 9".replace(" ", "");
  return text
    .normalize("NFKC")
    .replaceAll(/[零〇幺一壹二贰三叁四肆五伍六陆七柒八捌九玖]/g, (sign) => worth[spelled.indexOf(sign)] ?? "")
    .replaceAll(/[^\dA-Za-z]/g, "")
    .toUpperCase();
}

const openings = ["", "", "", "您好,", "麻烦了 ", "@所有人 ", "各位邻居 ", "急急急 "];
const closings = ["", "", "", "。", ",谢谢", " 谢谢了", "!!", "[抱拳]"];

function pick<T>(items: readonly T[], chance: Chance): T {
  return items[Math.floor(chance() * items.length)]!;
}

function digits(count: number, chance: Chance): string {
  return Array.from({ length: count }, () => Math.floor(chance() * 10)).join("");
}

const between = (chance: Chance, from: number, to: number) => from + Math.floor(chance() * (to - from + 1));
const asIs = (value: string) => value;
const mapDigits = (signs: readonly string[]) => (value: string) =>
  [...value].map((sign) => (/\d/.test(sign) ? signs[Number(sign)] : sign)).join("");
const fullWidth = mapDigits([..."０１２３４５６７８９"]);
const spelled = mapDigits([..."零幺二三四五六七八九"]);
const spelledPlain = mapDigits([..."〇一二三四五六七八九"]);
const capital = mapDigits([..."零壹贰叁肆伍陆柒捌玖"]);
const circled = mapDigits([..."⓪①②③④⑤⑥⑦⑧⑨"]);
const keycaps = (value: string) => value.replaceAll(/\d/g, (digit) => `${digit}\ufe0f\u20e3`);
const grouped =
  (sizes: readonly number[], sign: string) =>
  (value: string): string => {
    const parts: string[] = [];
    for (let at = 0, index = 0; at < value.length; index++) {
      const size = sizes[Math.min(index, sizes.length - 1)]!;
      parts.push(value.slice(at, at + size));
      at += size;
    }
    return parts.join(sign);
  };

function mobile(chance: Chance): string {
  return `1${between(chance, 3, 9)}${digits(9, chance)}`;
}

const regions = ["110105", "310104", "350102", "440305", "510107", "330106", "420111", "610113"];
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function idNumber(chance: Chance): string {
  const [year, month, day] = [between(chance, 1935, 2018), between(chance, 1, 12), between(chance, 1, 28)];
  const body = `${pick(regions, chance)}${year}${two(month)}${two(day)}${digits(3, chance)}`;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + "10X98765432"[sum % 11];
}

const two = (count: number) => String(count).padStart(2, "0");

function cardNumber(chance: Chance): string {
  const body = `${pick(["6222", "6217", "6228", "6214", "4367", "5187"], chance)}${digits(chance() < 0.5 ? 11 : 14, chance)}`;
  for (let check = 0; check < 10; check++) if (passesLuhn(`${body}${check}`)) return `${body}${check}`;
  return body;
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, sign, at) => {
    const digit = Number(sign) * (at % 2 === 1 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";

function plate(chance: Chance): string {
  const head = `${pick([..."京沪粤川浙苏闽鄂渝湘皖鲁豫陕"], chance)}${pick([...letters.slice(0, 12)], chance)}`;
  if (chance() < 0.3) return `${head}${pick(["D", "F"], chance)}${digits(5, chance)}`;
  const tail = Array.from({ length: 4 }, () => (chance() < 0.3 ? pick([...letters], chance) : digits(1, chance)));
  return `${head}${tail.join("")}${digits(1, chance)}${chance() < 0.05 ? "学" : ""}`.slice(0, 8);
}

const door = (chance: Chance) => `${between(chance, 1, 28)}0${between(chance, 1, 4)}`;

/** Names that many people have. */
const names =
  "王志刚 李玉梅 张伟东 刘秀兰 陈建国 杨晓丽 赵文彬 黄雅琴 周立群 吴春花 徐明辉 孙丽君 胡志强 朱桂英 林国栋 何海霞 郭永强 马丽萍 罗文静 梁国庆 宋晓明 郑美玲 谢志平 韩雪松 唐小燕 冯建新 于丽华 董志远 萧淑珍 程浩然 曹雨欣 袁立新 邓海燕 许国华 傅晓东 沈玉珍 曾宪明 彭丽娟 吕文斌 苏婉婷 卢俊峰 蒋美华 蔡永红 贾晓晨 丁文龙 魏淑华 薛志勇 叶丽珍 阎春生 余思远 潘志文 杜金凤 戴晓红 夏建平 钟玉琴 汪志成 田晓霞 任海涛 姜文丽 范志伟 方志敏 石玉兰 姚晓彤 谭建华 廖文杰 邹丽霞 熊志高 金晓燕 陆永明 郝建军 孔祥瑞 白晓鸥 崔丽红 康志明 毛建英 邱晓云 秦海波 江玉燕 史晓光 顾志英 侯春燕 邵文轩 孟晓芳 龙建辉 万玉华 段志鹏 章文静 钱建芳 汤晓阳 尹志国 黎晓婷 易春兰 常建平 武晓东 乔玉珍 贺志军 赖文婷 龚建明 文晓琳 施海峰".split(
    " ",
  );

type Form = (value: string, chance: Chance) => string;
interface Maker {
  readonly make: (chance: Chance) => string;
  readonly forms: readonly Form[];
  /** 〈〉 is where the data stands. */
  readonly frames: readonly string[];
}

const makers = {
  phone: {
    make: (chance) =>
      chance() < 0.1
        ? `0${pick(["591", "755", "571", "28"], chance)}-8${digits(7, chance)}`.slice(0, 13)
        : mobile(chance),
    forms: [
      asIs,
      asIs,
      asIs,
      (value) => (value.startsWith("1") ? grouped([3, 4, 4], " ")(value) : value),
      (value) => (value.startsWith("1") ? grouped([3, 4, 4], "-")(value) : value),
      (value) => (value.startsWith("1") ? grouped([3, 3, 5], " ")(value) : value),
      (value) => (value.startsWith("1") ? grouped([1], " ")(value) : value),
      (value) => (value.startsWith("1") ? grouped([1], ".")(value) : value),
      (value) => (value.startsWith("1") ? `+86 ${value}` : value),
      (value) => (value.startsWith("1") ? `0086${value}` : value),
      fullWidth,
      (value) => (value.startsWith("1") ? spelled(value) : value),
      (value) => (value.startsWith("1") ? spelledPlain(value) : value),
      (value) => (value.startsWith("1") ? capital(value) : value),
      (value) => (value.startsWith("1") ? circled(value) : value),
      (value) => (value.startsWith("1") ? keycaps(value) : value),
      (value) => (value.startsWith("1") ? `${spelled(value.slice(0, 3))}${value.slice(3)}` : value),
      (value) => (value.startsWith("1") ? `${value.slice(0, 5)}\u200b${value.slice(5)}` : value),
    ],
    frames: [
      "我电话〈〉",
      "联系〈〉就行",
      "打〈〉找我",
      "〈〉",
      "有事call我〈〉随时",
      "手机号:〈〉",
      "我妈的号码是〈〉,她在家",
      "我家座机或手机〈〉",
      "水管工的电话〈〉有人要吗",
    ],
  },
  id_card: {
    make: idNumber,
    forms: [
      asIs,
      asIs,
      (value) => value.toLowerCase(),
      grouped([6, 8, 4], " "),
      grouped([6, 8, 4], "-"),
      grouped([6, 4, 4, 4], " "),
      (value) => fullWidth(value).replace("X", "Ｘ"),
      (value) => `${value.slice(0, 10)}\u200b${value.slice(10)}`,
    ],
    frames: [
      "身份证〈〉",
      "我的身份证号码是〈〉,帮我登记",
      "〈〉",
      "登记用的证件号:〈〉",
      "孩子身份证〈〉,麻烦办一下",
      "老人〈〉要办老年卡",
    ],
  },
  bank_card: {
    make: cardNumber,
    forms: [asIs, asIs, grouped([4], " "), grouped([4], "-"), grouped([6, 13], " "), fullWidth],
    frames: [
      "卡号〈〉",
      "物业费打到〈〉",
      "银行卡:〈〉 开户行工行",
      "转我这张〈〉",
      "退款请退〈〉",
      "收款账号〈〉,户主是我",
    ],
  },
  plate: {
    make: plate,
    forms: [
      asIs,
      asIs,
      asIs,
      (value) => `${value.slice(0, 2)}·${value.slice(2)}`,
      (value) => `${value.slice(0, 2)} ${value.slice(2)}`,
      (value) => `${value.slice(0, 2)}-${value.slice(2)}`,
      (value) => value.toLowerCase(),
      (value) =>
        `${value[0]}${[...value.slice(1)].map((sign) => String.fromCharCode(sign.charCodeAt(0) + (sign < "\u0080" ? 0xfee0 : 0))).join("")}`,
    ],
    frames: [
      "〈〉挪一下车",
      "谁的车〈〉堵着消防通道",
      "白色SUV〈〉占我车位",
      "车牌〈〉",
      "又是〈〉乱停",
      "〈〉的车主在吗,灯没关",
    ],
  },
  room: {
    make: door,
    forms: [
      (value, chance) => `${between(chance, 1, 30)}号楼${between(chance, 1, 4)}单元${value}`,
      (value, chance) => `${between(chance, 1, 30)}栋${value}`,
      (value, chance) => `${between(chance, 1, 30)}-${between(chance, 1, 4)}-${value}`,
      (value, chance) => `${between(chance, 1, 4)}单元${value}室`,
      (value, chance) => `${between(chance, 1, 20)}#${value}`,
      (value) => `${value}室`,
      (value, chance) => `${between(chance, 1, 9)}幢${between(chance, 1, 3)}单元${value}户`,
      fullWidth,
      asIs,
    ],
    frames: [
      "我住〈〉",
      "〈〉漏水了",
      "楼上〈〉天天半夜拖椅子",
      "〈〉那家的狗一直叫",
      "麻烦来〈〉看一下",
      "〈〉没人开门",
      "敲了〈〉没人应",
      "我家〈〉也是",
    ],
  },
  name: {
    make: (chance) => pick(names, chance),
    forms: [
      asIs,
      asIs,
      asIs,
      (value) => `${value[0]}阿姨`,
      (value) => `${value[0]}师傅`,
      (value) => `${value[0]}先生`,
      (value) => `${value[0]}女士`,
    ],
    frames: [
      "我叫〈〉",
      "联系人:〈〉",
      "户主〈〉,",
      "是〈〉说的",
      "找〈〉就行",
      "〈〉在家吗",
      "听〈〉说物业要换",
      "楼上〈〉家漏水",
      "〈〉的快递放门口了",
      "昨天〈〉也来看过",
    ],
  },
  wechat: {
    make: (chance) =>
      `${pick(["wx", "lin", "happy", "a", "zhou"], chance)}${pick(["_", "-", ""], chance)}${digits(between(chance, 5, 7), chance)}`,
    forms: [asIs],
    frames: ["加微信〈〉", "微信号:〈〉", "加V:〈〉 进群", "威信〈〉", "薇信 〈〉", "我wx〈〉"],
  },
  email: {
    make: (chance) =>
      `${pick(["li.wei", "zhou88", "happy_home", "a-b"], chance)}${digits(2, chance)}@${pick(["qq.com", "163.com", "example.com.cn"], chance)}`,
    forms: [asIs],
    frames: ["发到〈〉", "邮箱〈〉", "合同寄〈〉一份"],
  },
} as const satisfies Partial<Record<PersonalDataClass, Maker>>;

/** Each # is a digit. What looks like somebody's data and is everybody's. */
const harmless: readonly string[] = [
  "有事打12345",
  "着火先打119,再打120",
  "供电抢修95598,燃气96777",
  "物业服务中心电话0591-8########".replace("########", "7654321"),
  "社区居委会0755-82345678",
  "全国客服400-8##-####",
  "快递单号SF1########0##",
  "订单号20260703########01",
  "取件码#-#-####",
  "水表读数0####",
  "电表走了1###度",
  "杨梅6斤一箱##",
  "物业费每平2.##元",
  "停水通知:2026年7月3日9:00至17:00",
  "7月5日 19:30 开会",
  "2025-11-21的公告",
  "坐3##路到终点站",
  "文号 榕政办〔2026〕##号",
  "##楼没水了",
  "#号楼2单元电梯坏了",
  "3号楼门口路灯不亮",
  "18层的电梯按键失灵",
  "5栋东侧井盖翘了",
  "水位涨了1###毫米",
  "3-5天能到货",
  "温度38.#",
  "孩子身高1米##",
  "充一次#.5元",
  "2#00块修空调",
  "满100减##",
  "下午3点到5点",
  "会议室302开会",
  "B2层###号车位漏水",
  "编号 A7K3 已经派单",
  "第1###期活动报名",
  "一共来了###人",
  "这个月用了###个积分",
  "国庆放假七天",
  "金华火腿到货了",
  "高兴得一晚没睡",
  "马上过去看看",
  "白天没人,晚上再来",
  "方便的话帮我看一下",
  "石材台面有人要吗",
  "万一停电怎么办",
  "常年不修,路都烂了",
  "文明养狗,人人有责",
  "武汉热干面团购接龙",
  "江边散步的路灯坏了",
  "红包已领,谢谢老板",
  "1 我家要两份",
  "接龙 1.两箱 2.一箱 3.三箱",
  "核酸点在A区,8:30开始",
  "密码是楼栋号加0000",
  "版本号 2.13.####",
  "视频时长12:##",
  "房价又跌了,单价2####",
  "G####次列车晚点",
  "这房子1##平米",
  "ISBN 9787########0#",
];
