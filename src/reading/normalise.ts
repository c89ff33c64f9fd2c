/** What one message says, ready to be read: its own words apart from the words it quotes. */
export interface Plain {
  /** Own words, folded: full-width to half-width, dialect characters to the common ones, no marks nobody sees. */
  readonly text: string;
  /** Who is quoted in WeChat's text form, 「张三：…」; null when nobody is. */
  readonly quotedNick: string | null;
  readonly quotedText: string | null;
}

/** 「张三：电梯又坏了」 and a rule of dashes, as WeChat pastes a quote; a reply in square quotes of another kind too. */
const textQuote =
  /^\s*[「『“"]\s*@?([^「」『』：:\n]{1,30})[：:]\s*([^」』”]{0,500})[」』”"]\s*(?:(?:-\s*){3,}|—{3,})?\s*/;

/** Takes a message's text apart and folds it. */
export function normalise(text: string): Plain {
  const quote = textQuote.exec(text);
  return {
    text: fold(quote ? text.slice(quote[0].length) : text),
    quotedNick: quote?.[1]?.trim() ?? null,
    quotedText: quote?.[2] !== undefined ? fold(quote[2]) : null,
  };
}

/** Folds what is written differently and means the same. Never longer than 400 units: nobody reports at greater length. */
export function fold(text: string): string {
  return text
    .slice(0, 600)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Cc}\p{Cs}]+/gu, " ")
    .replace(dialectSigns, (sign) => dialect[sign]!)
    .replace(/\[(?:图片|表情|链接|位置|红包|语音|视频|动画表情)\]/g, (mark) => (mark === "[图片]" ? "[图]" : ""))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 400);
}

/** Cantonese, Wu and Northern signs by the common one a reader of Mandarin would put. One sign for one sign. */
// biome-ignore format: a table reads in rows
const dialect: Readonly<Record<string, string>> = {
  唔: "不", 冇: "没", 喺: "在", 嘅: "的", 咗: "了", 啲: "些", 嗰: "那", 佢: "他", 嚟: "来", 畀: "给", 俾: "给", 睇: "看",
  揾: "找", 搵: "找", 喇: "啦", 咁: "这", 噉: "这", 嘢: "事", 系: "是", 係: "是", 哋: "们", 咩: "么", 乜: "么", 瞓: "睡", 攞: "拿",
  揸: "抓", 嗌: "喊", 仲: "还", 咪: "不", 啱: "刚", 嘥: "费", 企: "站", 畅: "畅", 郁: "动", 嘈: "吵", 臭: "臭", 煲: "煮",
  俺: "我", 侬: "你", 阿拉: "我", 勿: "不", 弗: "不", 啥: "么", 咋: "怎", 忒: "太", 嗦: "吗", 噻: "吧", 嘛: "吗", 咯: "了", 嘞: "了",
  撒: "啥", 甭: "别", 恁: "你", 呒: "没", 栋: "栋", 幢: "栋", 佬: "人", 屋: "屋", 嗮: "了", 晒: "晒", 黐: "粘",
  漏: "漏", 壞: "坏", 門: "门", 電: "电", 樓: "楼", 燈: "灯", 沒: "没", 這: "这", 個: "个", 們: "们", 來: "来", 時: "时", 車: "车",
  單: "单", 號: "号", 開: "开", 關: "关", 點: "点", 聲: "声", 臺: "台", 濕: "湿", 髒: "脏", 氣: "气", 煙: "烟", 業: "业",
};

const dialectSigns = new RegExp(
  `[${Object.keys(dialect)
    .filter((sign) => sign.length === 1)
    .join("")}]`,
  "g",
);
