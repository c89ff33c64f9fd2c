import { readFileSync } from "node:fs";
import { readEmergency } from "../../src/domain/emergency.ts";

/** What a resident may say next. */
export interface Line {
  readonly nick: string;
  readonly text: string;
}

/** Of all lines, so many are reports; the rest is talk, some of it questions, answers to neighbours and quarrels. */
export const reportShare = 0.08;

const things = [
  (place: string) => `${place}电梯坏了,停在一楼不动,按键没反应,麻烦派人来修`,
  (place: string) => `${place}楼道灯坏了好几天,晚上一片漆黑,请物业修一下`,
  (place: string) => `${place}门口垃圾桶满了没人收,臭得很,请安排清运`,
  (place: string) => `${place}前面下水道堵了,污水倒灌出来,请疏通`,
  (place: string) => `${place}楼顶防水坏了,一下雨顶楼就漏水,请来维修`,
  (place: string) => `${place}旁边的井盖破了个大坑,小孩差点绊倒,请尽快处理`,
  (place: string) => `${place}前那棵大树枯枝快断了,请绿化来修剪`,
  (place: string) => `${place}今天又停水了,一滴水都没有,什么时候来水`,
  (place: string) => `${place}单元门禁坏了,门关不上,谁都能进来,请修一下`,
  (place: string) => `${place}楼上半夜还在装修,电钻声吵得睡不着,管一管`,
];

/**
 * Makes an endless talk of one building out of the demo chats: their lines in order, begun where chance says, with reports strewn in.
 * Cries for help are left out: they take a road of their own that waits for no listening window.
 */
export function createConversation(building: number, chance: () => number): () => Line {
  const talk = demoTalk();
  let at = Math.floor(chance() * talk.length);
  return () => {
    at += 1;
    const line = talk[at % talk.length]!;
    if (chance() >= reportShare) return line;
    const thing = things[Math.floor(chance() * things.length)]!;
    return { nick: line.nick, text: thing(`${building}号楼${1 + Math.floor(chance() * 2)}单元`) };
  };
}

let kept: readonly Line[] | null = null;

/** What the demo chats say beside their reports, quotes and voice messages as the words they are. */
function demoTalk(): readonly Line[] {
  kept ??= readFileSync(new URL("../../prisma/demo/chats.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .flatMap((row) => {
      const { messages, gold } = JSON.parse(row) as DemoChat;
      const reported = new Set(gold.tickets.flatMap(({ evidence }) => evidence));
      return messages.flatMap(({ id, type, nick, text }) =>
        ["text", "quote", "voice"].includes(type) && text && !reported.has(id) && readEmergency(text) === null
          ? [{ nick, text }]
          : [],
      );
    });
  return kept;
}

interface DemoChat {
  readonly messages: readonly {
    readonly id: string;
    readonly type: string;
    readonly nick: string;
    readonly text?: string;
  }[];
  readonly gold: { readonly tickets: readonly { readonly evidence: readonly string[] }[] };
}
