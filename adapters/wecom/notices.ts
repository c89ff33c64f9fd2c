import type { MessageEvent } from "../../src/ports/chat-platform.ts";

/** Something the person who runs the bot should know, said so that it can be acted on. */
export interface WecomNotice {
  readonly code: "taken_over" | "refused" | "event_not_kept";
  readonly zh: string;
  readonly en: string;
}

/** Another program has connected as this bot. We stay away, or the two would throw each other out for ever. */
export const takenOver: WecomNotice = {
  code: "taken_over",
  zh:
    "企业微信智能机器人被另一个连接顶下线了：同一个机器人只能有一个连接。这里已停用它，不会自动抢回来。" +
    "请停掉另一个程序，然后重新启动邻里。",
  en:
    "A second connection of the WeCom bot took over: a bot may have one. It is left alone here until Linli is started again. " +
    "Stop the other program, then restart.",
};

/** The id or the secret is wrong. */
export function refused(reason: string): WecomNotice {
  return {
    code: "refused",
    zh: `企业微信不认这个智能机器人（${reason}）。请核对 WECOM_BOT_ID 和 WECOM_BOT_SECRET，改好后重新启动。`,
    en: `WeCom refused the bot (${reason}). Check WECOM_BOT_ID and WECOM_BOT_SECRET, then restart.`,
  };
}

/** An event waits because it could not be stored. */
export function eventNotKept({ eventKey }: MessageEvent): WecomNotice {
  return {
    code: "event_not_kept",
    zh: `企业微信的消息 ${eventKey} 没有存下来，会再试；企业微信不会重发，请尽快检查数据库。`,
    en: `WeCom's message ${eventKey} could not be stored. It is tried again; WeCom brings nothing twice, so look at the database soon.`,
  };
}
