import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Account, incidentsIn } from "../../src/domain/incident.ts";
import { similarTickets } from "../../src/domain/similar.ts";
import { aTicket } from "./ticket-factory.ts";

const unknown = { category: null, areaPath: null, at: null };
const letters: readonly Account[] = [
  { id: "a1", gist: "银桂路夜里施工太吵", words: "银桂路工地半夜还在打桩,一家人睡不着。", ...unknown },
  { id: "a2", gist: "银桂路工地半夜打桩", words: "请管管银桂路的工地,天天施工到两点。", ...unknown },
  { id: "a3", gist: "又是银桂路工地施工", words: "打桩到半夜,老人孩子都睡不好。", ...unknown },
  { id: "b1", gist: "柳巷菜场门口污水横流", words: "卖鱼的摊子把水泼在路中间,走路要踮脚。", ...unknown },
  { id: "b2", gist: "柳巷菜场的污水没人管", words: "鱼摊的污水从柳巷菜场门口流到路上。", ...unknown },
  { id: "c1", gist: "什么时候可以领老年卡", words: "我妈妈六十五岁了,请问怎么办理。", ...unknown },
];
const groupsOf = (accounts: readonly Account[]) => {
  const groups: Record<string, string[]> = {};
  for (const [id, incident] of incidentsIn(accounts)) groups[incident] = [...(groups[incident] ?? []), id];
  return groups;
};

describe("the same incident", () => {
  it("is found in what different people write, and what is like nothing else stays alone", () => {
    expect(groupsOf(letters)).toEqual({ a1: ["a1", "a2", "a3"], b1: ["b1", "b2"], c1: ["c1"] });
  });

  it("does not depend on the order in which accounts come, nor on a second asking", () => {
    const once = [...incidentsIn(letters)].sort();
    fc.assert(
      fc.property(fc.shuffledSubarray([...letters], { minLength: letters.length }), (mixed) => {
        expect([...incidentsIn(mixed)].sort()).toEqual(once);
      }),
    );
  });

  it("gives every account exactly one incident, named by the first of its members, whatever is written", () => {
    const account = fc.record({ gist: fc.string({ unit: "binary" }), words: fc.string({ unit: "binary" }) });
    fc.assert(
      fc.property(fc.array(account, { maxLength: 12 }), (written) => {
        const accounts = written.map((one, at) => ({ ...one, ...unknown, id: `m${10 + at}` }));
        const incidents = incidentsIn(accounts);
        expect([...incidents.keys()].sort()).toEqual(accounts.map(({ id }) => id));
        for (const [id, incident] of incidents) {
          expect(incident <= id).toBe(true);
          expect(incidents.get(incident)).toBe(incident);
        }
      }),
    );
  });

  const at = (hours: number) => new Date(Date.UTC(2026, 6, 1, hours));
  const flood: Account = {
    ...{
      id: "g1",
      gist: "",
      words: "B2进水了,没过脚背",
      category: "drainage",
      areaPath: "荷风苑/地下车库/B2",
      at: at(2),
    },
  };
  const sameFlood: Account = { ...flood, id: "g2", words: "车要泡了,B2谁在", at: at(3) };
  const joined = (one: Account, other: Account) => new Set(incidentsIn([one, other, ...letters]).values()).size === 4;

  it("needs few words in common where kind, spot and hour agree", () => {
    expect(joined(flood, sameFlood)).toBe(true);
    expect(joined(flood, { ...sameFlood, areaPath: null })).toBe(false);
    expect(joined({ ...flood, areaPath: "荷风苑" }, { ...sameFlood, areaPath: "荷风苑" })).toBe(false);
  });

  it("is another one in another place, of another kind, or after more than a fortnight, however alike the words are", () => {
    const again = { ...flood, id: "g2" };
    expect(joined(flood, { ...again, at: at(14 * 24) })).toBe(true);
    expect(joined(flood, { ...again, at: at(15 * 24) })).toBe(false);
    expect(joined(flood, { ...again, areaPath: "荷风苑/地下车库/B1" })).toBe(false);
    expect(joined(flood, { ...again, category: "parking" })).toBe(false);
  });
});

it("shows staff the ticket whose words are likest first", () => {
  const said = (id: string, text: string) =>
    aTicket({ id, summary: `【电梯】${text}`, evidence: [{ messageRef: id, text, kind: "text", at: new Date(0) }] });
  const [smell, stuck] = [said("t2", "电梯里有股怪味"), said("t3", "轿厢停在五楼门打不开")];
  expect(similarTickets(said("t1", "停在五楼,门打不开了"), [smell, stuck])).toEqual([stuck, smell]);
  expect(similarTickets(said("t1", "一进去就是怪味"), [stuck, smell])).toEqual([smell, stuck]);
});
