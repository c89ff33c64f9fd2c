import type { MessageKind } from "../../src/domain/chat.ts";
import { readStatedTime, statedTime } from "./stated-time.ts";

/** One message out of a copied chat. */
export interface PastedWords {
  /** What the speaker is called there; null for words that were copied without a name. */
  readonly speaker: string | null;
  /** When it was said; null when that was not copied. */
  readonly at: Date | null;
  readonly kind: MessageKind;
  readonly text: string;
  /** The words that it quotes, without their speaker. */
  readonly quotes: string | null;
}

/**
 * Reads the form in which WeChat copies several messages: a line with the speaker, ended by a colon or by the time, and below it the words.
 *
 * What people write looks like such a line too ("时间:"). So the first line decides: without a speaker there, all of it is one message; what
 * form its line has, the others have; and where messages stand apart by an empty line, a speaker is only looked for below one. Pure.
 */
export function readPastedChat(pasted: string, pastedAt: Date): readonly PastedWords[] {
  const lines = pasted.replaceAll("\0", "").replaceAll(/\r\n?/g, "\n").split("\n");
  const begin = lines.findIndex((line) => line.trim() !== "");
  if (begin < 0) return [];
  const first = headOf(lines[begin]!, pastedAt);
  if (!first) return [wordsOf(null, lines)];

  const heads = lines.map((line, index) => {
    const head = index < begin ? null : headOf(line, pastedAt);
    return head && (head.at === null) === (first.at === null) ? head : null;
  });
  const isApart = (index: number) => index === begin || lines[index - 1]!.trim() === "";
  const standApart = heads.some((head, index) => head && index > begin && isApart(index));
  const starts = heads.flatMap((head, index) => (head && (!standApart || isApart(index)) ? index : []));
  return starts.map((start, nth) => wordsOf(heads[start]!, lines.slice(start + 1, starts[nth + 1])));
}

interface Head {
  readonly speaker: string;
  readonly at: Date | null;
}

const timedHead = new RegExp(`^(?<speaker>.{1,40}?)[\\s\\u2005]+(?<time>${statedTime})\\s*[:：]?$`, "u");
const plainHead = /^(?<speaker>[^:：，。！？,!?]{1,40})[:：]$/u;

/** What stands before a colon in notices, and is nobody's name. */
const noNames = new Set(
  "时间 日期 地点 地址 位置 原因 范围 电话 联系人 联系电话 联系方式 通知 公告 注意 注意事项 备注 说明 要求 提示 温馨提示 内容 事项 流程 材料 费用 链接 网址 如下 具体如下".split(
    " ",
  ),
);

/** Who speaks below a line; null when it is no such line. */
function headOf(line: string, pastedAt: Date): Head | null {
  const trimmed = line.trim();
  const timed = timedHead.exec(trimmed)?.groups;
  const at = timed ? readStatedTime(timed["time"]!, pastedAt) : null;
  if (timed && at) return { speaker: timed["speaker"]!.replace(/[:：]$/, ""), at };
  const speaker = plainHead.exec(trimmed)?.groups?.["speaker"]?.trim();
  return speaker && !noNames.has(speaker) ? { speaker, at: null } : null;
}

/** How WeChat writes what has no words. */
const placeholders: Readonly<Record<string, MessageKind>> = {
  图片: "image",
  语音: "voice",
  视频: "video",
  视频号: "video",
  文件: "file",
  表情: "sticker",
  动画表情: "sticker",
  位置: "location",
  链接: "link",
  小程序: "link",
  音乐: "link",
  红包: "red_packet",
  微信红包: "red_packet",
  转账: "red_packet",
  聊天记录: "unknown",
  名片: "unknown",
  个人名片: "unknown",
  该消息类型暂不能展示: "unknown",
};
const placeholder = /^\[(?<name>[^\]\n]{1,20})\](?<rest>[\s\S]*)$/u;
const quotation = /^「(?:[^：:」\n]{1,40})[：:]\s?(?<quoted>[\s\S]*?)」\n(?:-\s?){3,}\n(?<rest>[\s\S]*)$/u;

function wordsOf(head: Head | null, lines: readonly string[]): PastedWords {
  const said = lines.join("\n").replace(/^\n+|\n+$/g, "");
  const quote = quotation.exec(said)?.groups;
  const words = quote?.["rest"] ?? said;
  const marked = placeholder.exec(words)?.groups;
  const kind = marked && placeholders[marked["name"]!];
  return {
    speaker: head?.speaker ?? null,
    at: head?.at ?? null,
    kind: kind ?? "text",
    text: kind ? marked["rest"]!.trim() : words,
    quotes: quote?.["quoted"] ?? null,
  };
}
