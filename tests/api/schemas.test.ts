import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const folder = new URL("../../src/api/", import.meta.url);

/** What the console imports as values rather than as types: Zod would come along into the browser. */
const plain = ["event-needs.ts", "limits.ts"];
const files = readdirSync(folder).filter((file) => !plain.includes(file));

describe("the API's schemas", () => {
  it.each(files)("%s can be written down as JSON schema, for the API's own documentation", async (file) => {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    const schemas = Object.entries(exported).filter(([, value]) => value instanceof z.ZodType);
    expect(schemas).not.toEqual([]);
    for (const [name, schema] of schemas) {
      expect(() => z.toJSONSchema(schema as z.ZodType, { io: "input" }), name).not.toThrow();
    }
  });

  it.each(plain)("%s is free of Zod, as the console carries it to the browser", (file) => {
    expect(readFileSync(new URL(file, folder), "utf8")).not.toMatch(/from "zod"/);
  });

  it("have no field for who reported", async () => {
    const { TicketDetail, TicketRow } = await import("../../src/api/tickets.ts");
    for (const schema of [TicketDetail, TicketRow]) {
      expect(JSON.stringify(z.toJSONSchema(schema))).not.toMatch(/reporter|senderRef|nick"\s*:|phone/i);
    }
  });
});
