import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/authority.ts";
import { decideIncidentMove, decideParting, decideSameIncident } from "../../src/domain/incident-move.ts";
import { householdsOf, relapseOf, sameIncidentAs } from "../../src/domain/similar.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { defaultTaxonomy as taxonomy } from "../../src/reading/taxonomy.ts";
import { aTicket } from "./ticket-factory.ts";

const now = new Date("2026-07-02T10:00:00+08:00");
const grid: Actor = { staffId: "s1", name: "小刘", role: "grid", areaPath: "梨园社区/梨园小区", partyId: null };
const context = { actor: grid, taxonomy, party: { id: "p1" }, now };

/** A report of water that is off, in a building's own group. */
function water(id: string, building: string, facts: Partial<Ticket> = {}): Ticket {
  const text = `${building}停水了`;
  return aTicket({
    ...{ id, code: id.toUpperCase(), category: "water", groupId: `g-${building}`, summary: `【供水】${text}` },
    areaPath: `梨园社区/梨园小区/${building}`,
    evidence: [{ messageRef: `r-${id}`, text, kind: "text", at: now }],
    createdAt: now,
    ...facts,
  });
}
const dueAt = new Date("2026-07-03T10:00:00+08:00");
const work = { status: "dispatched", partyId: "p1", approvedAt: now, resolveDueAt: dueAt } as const;

describe("what may be one incident", () => {
  it("is the same trouble in two buildings where it spreads, and in one place where it does not", () => {
    const [here, there] = [water("a", "3号楼"), water("b", "5号楼")];
    expect(sameIncidentAs(there, [here], taxonomy)).toEqual([here]);
    const [lift, otherLift] = [here, there].map((one) => ({ ...one, category: "elevator", summary: "电梯坏了" }));
    expect(sameIncidentAs(otherLift!, [lift!], taxonomy)).toEqual([]);
  });

  it("is nothing sensitive, nothing that is over, and nothing of another day", () => {
    const [here, there] = [water("a", "3号楼"), water("b", "5号楼")];
    const dayBefore = new Date(now.getTime() - 26 * 3_600_000);
    const others = [
      { ...here, sensitive: true },
      { ...here, status: "closed" as const },
      { ...here, createdAt: dayBefore, evidence: here.evidence.map((one) => ({ ...one, at: dayBefore })) },
    ];
    for (const other of others) expect(sameIncidentAs(there, [other], taxonomy)).toEqual([]);
    expect(sameIncidentAs({ ...there, sensitive: true }, [here], taxonomy)).toEqual([]);
  });
});

describe("joining two groups' tickets into one incident", () => {
  it("brings a draft to where the work stands, and leaves each its group, place and households", () => {
    const [here, there] = [water("a", "3号楼", work), water("b", "5号楼")];
    const [joined, lead] = decideSameIncident(there, here, context, []);
    expect(joined!.after).toMatchObject({ status: "dispatched", partyId: "p1", incidentId: "a", approvedById: "s1" });
    expect(joined!.after).toMatchObject({ groupId: "g-5号楼", areaPath: there.areaPath, resolveDueAt: dueAt });
    expect(joined!.effects).toContain("show_card");
    expect(lead!.after).toMatchObject({ status: "dispatched", incidentId: "a" });
    expect(lead!.effects).toEqual([]);
  });

  it("leaves two drafts drafts: nobody has approved anything", () => {
    const changes = decideSameIncident(water("b", "5号楼"), water("a", "3号楼"), context, []);
    expect(changes.map(({ after }) => after.status)).toEqual(["draft", "draft"]);
    expect(changes.flatMap(({ effects }) => effects)).toEqual([]);
  });

  it("merges into the ticket that this group has of the incident already", () => {
    const here = water("a", "3号楼", { ...work, incidentId: "a" });
    const known = water("b", "5号楼", { ...work, incidentId: "a" });
    const again = water("c", "5号楼", { households: [{ senderRef: "u2", joinedAt: now, leftAt: null }] });
    const [merged, target] = decideSameIncident(again, here, context, [known]);
    expect(merged!.after).toMatchObject({ status: "merged", mergedIntoId: "b" });
    expect(target!.after.households.map(({ senderRef }) => senderRef)).toEqual(["u1", "u2"]);
  });

  it("is refused for a secret, for what is over, and outside of the grant", () => {
    const here = water("a", "3号楼", work);
    const join = (ticket: Ticket, into: Ticket) => () => decideSameIncident(ticket, into, context, []);
    expect(join(water("b", "5号楼", { sensitive: true }), here)).toThrow(/cannot be one incident/);
    expect(join(water("b", "5号楼"), { ...here, status: "closed" })).toThrow(/cannot be one incident/);
    expect(join(water("b", "5号楼", { areaPath: "别处社区/别苑" }), here)).toThrow(/approve/);
  });
});

describe("moving an incident", () => {
  it("moves with one ticket all that stand where it stands, and says a word to staff once", () => {
    const here = water("a", "3号楼", { ...work, incidentId: "a" });
    const [there, back] = [
      water("b", "5号楼", { ...work, incidentId: "a" }),
      water("c", "6号楼", { ...work, incidentId: "a" }),
    ];
    const reopened = { ...back, status: "in_progress" as const };
    const changes = decideIncidentMove(here, { event: "escalate", reason: "x" }, context, [there, reopened]);
    expect(changes.map(({ after }) => [after.id, after.status])).toEqual([
      ["a", "escalated"],
      ["b", "escalated"],
    ]);
    expect(changes.filter(({ effects }) => effects.includes("tell_staff"))).toHaveLength(1);
  });

  it("rejects one report alone, which is of the incident no more", () => {
    const [here, there] = [water("a", "3号楼", { incidentId: "a" }), water("b", "5号楼", { incidentId: "a" })];
    const changes = decideIncidentMove(there, { event: "reject", reason: "misread" }, context, [here]);
    expect(changes.map(({ after }) => [after.id, after.status, after.incidentId])).toEqual([["b", "rejected", null]]);
  });
});

describe("parting from an incident", () => {
  const [first, second, third] = [
    water("a", "3号楼", { ...work, incidentId: "a" }),
    water("b", "5号楼", { ...work, incidentId: "a" }),
    water("c", "6号楼", { ...work, incidentId: "a", status: "in_progress" }),
  ];
  const incidents = (changes: ReturnType<typeof decideParting>) =>
    Object.fromEntries(changes.map(({ after }) => [after.id, after.incidentId]));

  it("lets a ticket go on by itself from where it stands, and leaves the others together", () => {
    const changes = decideParting(third, "另一根水管", context, [first, second]);
    expect(incidents(changes)).toEqual({ a: "a", b: "a", c: null });
    expect(changes[0]!.after).toMatchObject({ status: "in_progress", partyId: "p1", resolveDueAt: dueAt });
    expect(changes.map(({ entries }) => entries.map(({ event, note }) => [event, note]))).toEqual([
      [["other_incident", "另一根水管"]],
      [["other_incident", "C"]],
      [["other_incident", "C"]],
    ]);
    expect(changes.flatMap(({ effects }) => effects)).toEqual([]);
  });

  it("names what is left after one of its own, so that whoever left can be joined to another", () => {
    expect(incidents(decideParting(first, "并错了", context, [third, second]))).toEqual({ a: null, b: "b", c: "b" });
  });

  it("ends an incident of which one ticket is left", () => {
    expect(incidents(decideParting(second, "并错了", context, [first]))).toEqual({ a: null, b: null });
  });

  it("is refused to who may not approve there, where nothing is joined, and when it is over", () => {
    const part = (ticket: Ticket, actor = grid) => decideParting(ticket, "并错了", { actor, now }, [first]);
    expect(() => part(second, { ...grid, role: "party", partyId: "p1" })).toThrow(/approve/);
    expect(() => part(second, { ...grid, areaPath: "别处社区" })).toThrow(/approve/);
    expect(() => part({ ...second, incidentId: null })).toThrow(/alone/);
    expect(() => part({ ...second, status: "closed" })).toThrow(/status/);
  });
});

it("counts who spoke in two groups as one household", () => {
  const both = [water("a", "3号楼"), water("b", "5号楼")];
  expect(householdsOf(both)).toBe(1);
});

describe("a relapse", () => {
  const closed = (days: number) =>
    water("a", "3号楼", { status: "closed", resolvedAt: new Date(now.getTime() - days * 86_400_000) });

  it("is the same trouble within a fortnight of its end, and none after", () => {
    const again = water("b", "3号楼");
    expect(relapseOf(again, [closed(13)], now)?.id).toBe("a");
    expect(relapseOf(again, [closed(15)], now)).toBeNull();
    expect(relapseOf({ ...again, category: "elevator" }, [closed(1)], now)).toBeNull();
  });
});
