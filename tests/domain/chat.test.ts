import { describe, expect, it } from "vitest";
import { storableText, textCharsMax } from "../../src/domain/chat.ts";

describe("storable text", () => {
  it("is what came, without NUL and halves of characters", () => {
    expect(storableText("零\0字\ud83d节\udc00")).toBe("零字节");
    expect(storableText("👨‍👩‍👧‍👦 \u202eتسرب\u202c 𠮷\n ")).toBe("👨‍👩‍👧‍👦 \u202eتسرب\u202c 𠮷\n ");
  });

  it("is cut to the longest that is kept, and no character in half", () => {
    expect(storableText("水".repeat(50_000))).toHaveLength(textCharsMax);
    expect(storableText(`a${"𠮷".repeat(10_000)}`)).toHaveLength(textCharsMax - 1);
  });
});
