import { describe, expect, it } from "vitest";
import { rejectReasons } from "../../src/api/event-needs.ts";
import { ListTickets, PostTicketEvent } from "../../src/api/tickets.ts";

const problems = (body: object) =>
  PostTicketEvent.safeParse({ version: 1, ...body }).error?.issues.map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  ) ?? [];

describe("posting a ticket event", () => {
  it.each([
    [{ event: "approve" }],
    [{ event: "reject", reason: rejectReasons[0] }],
    [{ event: "change_category", category: "water" }],
    [{ event: "change_category", areaPath: "幸福里小区/3号楼" }],
    [{ event: "merge", intoTicketId: "t2" }],
    [{ event: "dispatch", partyId: "p1", note: "请先断电" }],
    [{ event: "escalate", reason: "超出社区权限" }],
  ])("takes %j", (body) => {
    expect(problems(body)).toEqual([]);
  });

  it.each([
    [{ event: "reject" }, "reason"],
    [{ event: "reject", reason: "因为" }, "reason"],
    [{ event: "change_category" }, "category"],
    [{ event: "merge" }, "intoTicketId"],
    [{ event: "dispatch" }, "partyId"],
    [{ event: "return", reason: "   " }, "reason"],
    [{ event: "resolve" }, "note"],
    [{ event: "destroy" }, "event"],
  ])("refuses %j and names the field", (body, field) => {
    expect(problems(body).map((problem) => problem.split(":")[0])).toContain(field);
  });

  it("refuses a body without the version it was decided on, or with fields nobody asked for", () => {
    expect(PostTicketEvent.safeParse({ event: "approve" }).success).toBe(false);
    expect(problems({ event: "approve", reporter: "u12" })).toHaveLength(1);
  });
});

describe("listing tickets", () => {
  it("splits a list of statuses at commas and refuses one it does not know", () => {
    expect(ListTickets.parse({ status: "draft,approved" })).toMatchObject({ status: ["draft", "approved"], limit: 50 });
    expect(ListTickets.safeParse({ status: "draft,lost" }).success).toBe(false);
  });

  it("bounds a page", () => {
    expect(ListTickets.parse({ limit: "200" }).limit).toBe(200);
    for (const limit of ["0", "201", "many"]) expect(ListTickets.safeParse({ limit }).success).toBe(false);
  });
});
