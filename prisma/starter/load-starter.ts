import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { certificateIssuers, type StarterArticle } from "../../src/domain/starter.ts";

const text = z.string().min(1);
const Entry = z.strictObject({
  id: z.string().regex(/^[a-z-]{1,40}$/),
  name: text,
  issuedBy: z.enum(certificateIssuers),
  body: text,
  checkLocally: z.boolean(),
  question: text,
  variants: z.array(text).min(1),
  answer: text,
  source: text,
  issuer: text,
  documentNumber: text.nullable(),
});

/** Reads the certificate guide that ships with the house: `certificate-guide.yaml` says where its facts are from. */
export function loadStarter(): readonly StarterArticle[] {
  return z.array(Entry).parse(parse(readFileSync(new URL("./certificate-guide.yaml", import.meta.url), "utf8")));
}
