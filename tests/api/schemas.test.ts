import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const folder = new URL("../../src/api/", import.meta.url);
const files = readdirSync(folder);

describe("the API's schemas", () => {
  it.each(files)("%s can be written down as JSON schema, for the API's own documentation", async (file) => {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    const schemas = Object.entries(exported).filter(([, value]) => value instanceof z.ZodType);
    for (const [name, schema] of schemas)
      expect(() => z.toJSONSchema(schema as z.ZodType, { io: "input" }), name).not.toThrow();
    if (!["event-needs.ts"].includes(file)) expect(schemas).not.toEqual([]);
  });

  it("have no field for who reported", async () => {
    const { TicketDetail, TicketRow } = await import("../../src/api/tickets.ts");
    for (const schema of [TicketDetail, TicketRow]) {
      expect(JSON.stringify(z.toJSONSchema(schema))).not.toMatch(/reporter|senderRef|nick"\s*:|phone/i);
    }
  });
});
