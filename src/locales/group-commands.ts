import { chatterTtlMs, type GroupLevel } from "../domain/group.ts";

/** What the bot is called in a group, as an account's nickname is set on any network. */
export const houseName = "邻里小助";

/** The words that are commands, after the bot's name or a slash. The Latin ones are what Telegram takes for commands. */
export const commandWords = {
  level: ["权限", "level"],
  pause: ["暂停", "pause"],
  resume: ["恢复", "resume"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const levelWords: Readonly<Record<GroupLevel, string>> = {
  listen: "只听，不在群里发言",
  react: "表情回应，只给登记了的话加个表情，不发文字",
  reply: "被动回复，只答提问的人；有人遇险时发避险提示",
  proactive: "限量主动，有问才答，并发工单进展；每天有条数上限，22点到7点不发",
};

/** What is said in a group to whoever typed a command. */
export const commandAnswers = {
  level: (level: GroupLevel) =>
    [
      `本群权限：${levelWords[level]}。小助是机器。`,
      "听什么：本群的话，从中找诉求，由网格员审核。",
      `留什么：闲聊${chatterTtlMs / 3_600_000}小时后删除；登记成工单的话随工单保存。`,
      "怎么停：群主或管理员发“/暂停”，小助就不听、不说、不留。",
    ].join("\n"),
  pause: "已暂停：小助不听、不说、不留，发“/恢复”再开始。",
  resume: "已恢复：小助照常听取诉求。",
} as const;
