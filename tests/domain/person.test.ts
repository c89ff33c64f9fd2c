import { describe, expect, it } from "vitest";
import {
  erasedMark,
  patternOf,
  reachedBy,
  repeatedForms,
  tellingNames,
  tracesRemover,
} from "../../src/domain/person.ts";

const without = (names: readonly string[], text: string, texts: readonly string[] = []) =>
  tracesRemover({ names, texts })(text);

describe("what is left of a person in words", () => {
  it("looks for names that tell who somebody is, and for no places or everyday words", () => {
    const nicks = ["槐树下的老鲁", "妈妈", "3号楼", "3-2-501", "2单元业主", " 鲁大爷 ", "槐树下的老鲁"];
    expect(tellingNames(nicks)).toEqual(["槐树下的老鲁", "鲁大爷"]);
  });

  it("takes out a number in all forms in which people write it", () => {
    const forms = [
      "13912345678",
      "139 1234 5678",
      "139-1234-5678",
      "１３９１２３４５６７８",
      "幺三九一二三四五六七八",
      "+86 139 1234 5678",
    ];
    for (const form of forms) {
      expect(without(["13912345678"], `打${form}找他`)).toBe(`打${erasedMark}找他`);
      expect(without([form], "打139 1234 5678找他")).toBe(`打${erasedMark}找他`);
    }
    expect(without(["13912345678"], "单号139123456789")).toBe("单号139123456789");
  });

  it("takes names literally, whatever signs they are made of", () => {
    expect(without(["(A+B)[1]|.*"], "问(A+B)[1]|.*,不是AB1")).toBe(`问${erasedMark},不是AB1`);
    expect(without(["老鲁", "槐树下的老鲁"], "@槐树下的老鲁 在吗")).toBe(`@${erasedMark} 在吗`);
    expect(patternOf([])).toBeNull();
  });

  it("knows what somebody said where a card repeats it: redacted, cut, in one line", () => {
    const said = `我是王建国,电话13912345678,${"电梯困人了".repeat(20)}\n快来`;
    const forms = repeatedForms([said, "好了"]);
    expect(forms).not.toContain("好了");
    const quoted = [...said.replaceAll("\n", " ")].slice(0, 60).join("");
    expect(without([], `「${quoted}…」`, forms)).toBe(`「${erasedMark}…」`);
    expect(without([], `一\n${said}\n二`, forms)).toBe(`一\n${erasedMark}\n二`);
    expect(forms.some((form) => form.startsWith("我是[姓名1],电话[电话1]"))).toBe(true);
  });

  it("finds how somebody said they can be reached", () => {
    expect(reachedBy(["打我电话幺三九幺二三四五六七八", "微信 laolu_1953", "电梯坏了"])).toEqual([
      "幺三九幺二三四五六七八",
      "laolu_1953",
    ]);
  });
});
