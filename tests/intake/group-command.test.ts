import { describe, expect, it } from "vitest";
import { readGroupCommand } from "../../src/intake/group-command.ts";

describe("a command in a group", () => {
  it.each([
    ["/权限", "level"],
    [" /level ", "level"],
    ["/暂停", "pause"],
    ["/PAUSE", "pause"],
    ["@邻里小助 恢复", "resume"],
    ["@邻里小助\u2005恢复", "resume"],
    ["权限", null],
    ["暂停", null],
    ["@老王 暂停", null],
    ["请大家暂停用水 /暂停", null],
    ["@邻里小助 暂停一下好吗", null],
    ["/暂停 三天", null],
    ["", null],
  ] as const)("%j is %s, where the platform does not tell whom it calls", (text, command) => {
    expect(readGroupCommand({ text })).toBe(command);
  });

  it.each([
    ["/pause@linli_bot", "bot", "pause"],
    ["@linli_bot 暂停", "bot", "pause"],
    ["@机器人 /权限", "bot", "level"],
    ["恢复", "bot", "resume"],
    ["请恢复供水", "bot", null],
    ["/pause@linli_bot", undefined, null],
    ["@linli_bot 暂停", undefined, null],
    ["/pause", "another", null],
    ["@邻里小助 暂停", "another", null],
  ] as const)("%j, which calls %s, is %s", (text, calls, command) => {
    expect(readGroupCommand(calls ? { text, calls } : { text })).toBe(command);
  });
});
