import { describe, expect, it } from "vitest";
import type { AuditEntryView } from "../../src/api/audit.ts";
import { auditSentence } from "../../src/console/parts/audit-sentence.ts";
import { consoleEn } from "../../src/locales/console-en.ts";
import { consoleZh } from "../../src/locales/console-zh.ts";

const entry = (part: Partial<AuditEntryView>): AuditEntryView => ({
  ...{ seq: "7", at: "2026-11-22T02:00:00Z", staff: { id: "s1", name: "小方" }, action: "move_ticket" },
  ...{ object: "ticket t1", about: "A7K3", areaPath: "社区", detail: {} },
  ...part,
});
const inWords = (part: Partial<AuditEntryView>, text = consoleZh) => {
  const { who, did, about, how } = auditSentence(entry(part), text);
  return [who, did, about, how.join("，")].filter(Boolean).join(" ");
};

describe("the audit log in words", () => {
  it("says who did what to which ticket", () => {
    const detail = { code: "A7K3", events: ["approve", "dispatch"], status: "dispatched" };
    expect(inWords({ detail })).toBe("小方 办理工单 A7K3 通过、派单");
    expect(inWords({ detail }, consoleEn)).toBe("小方 moved a ticket A7K3 Approve, Dispatch");
  });

  it("tells of a grant whose deputy it makes somebody, and from which to which day", () => {
    const detail = {
      ...{ grant: "g1", role: "grid", standsInFor: "s2", waits: true },
      ...{ from: "2026-11-22T16:00:00.000Z", until: "2026-11-25T16:00:00.000Z" },
    };
    expect(inWords({ action: "give_grant", object: "staff s3", about: "小韩", detail })).toBe(
      "小方 授权给 小韩 网格员，2026-11-23 到 2026-11-25，等第二位管理员同意",
    );
  });

  it("does not say twice who did something to themselves, and knows the house", () => {
    const detail = { how: "link", device: "Chrome · Linux" };
    expect(inWords({ action: "sign_in", object: "staff s1", about: "小方", detail })).toBe(
      "小方 登录 用一次性链接，Chrome · Linux",
    );
    expect(inWords({ staff: null, action: "issue_sign_in_link", object: "staff s1", about: "小方" })).toBe(
      "系统 发出登录链接 小方",
    );
  });

  it("names what is gone by what was written down, and leaves out what has no words", () => {
    const removed = { action: "remove_party", object: "party p1", about: null, detail: { name: "东苑物业" } } as const;
    expect(inWords(removed)).toBe("小方 删除处置方 东苑物业");
    expect(inWords({ detail: { replacementId: "0197", anything: { else: 1 } } })).toBe("小方 办理工单 A7K3");
  });
});
