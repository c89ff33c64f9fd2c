import { describe, expect, it } from "vitest";
import { passwordProblem } from "../../src/domain/password.ts";

const own = ["刘敏", "liumin"];

describe("a password", () => {
  it("must be long enough to be hard to guess, whatever it is made of", () => {
    expect(passwordProblem("Kd8#xQ!2", own)).toBe("too_short");
    expect(passwordProblem("楼下那棵老槐树又开花了啊", own)).toBeNull();
    expect(passwordProblem("morgens um halb sieben", own)).toBeNull();
    expect(passwordProblem("x7".repeat(65), own)).toBe("too_long");
  });

  it.each([
    "123456789012",
    "password1234",
    "Passw0rd2026!",
    "qwertyuiop123",
    "iloveyou1314520",
    "aaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "1q2w3e4r5t6y",
    "Linli@2026!!!",
    "woaini19870615",
    "admin888888888",
  ])("is refused when it is what everybody uses: %s", (common) => {
    expect(passwordProblem(common, own)).toBe("too_common");
  });

  it("is refused when it holds the person's own name or account", () => {
    expect(passwordProblem("LiuMin-am-fenster", own)).toBe("own_name");
    expect(passwordProblem("我是刘敏我喜欢晒太阳吃西瓜", own)).toBe("own_name");
  });
});
