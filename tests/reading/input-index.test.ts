import fc from "fast-check";
import { expect, it } from "vitest";
import { createInputIndex } from "../../src/reading/input-index.ts";
import { inputsByName } from "../../src/reading/linear-model.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { wordHits } from "../../src/reading/words.ts";

const text = fc.string({ unit: fc.constantFrom(..."电梯坏了0a^ $😀"), maxLength: 40 });

it("finds in a text the very inputs a model knows by name, in the order of their names", () => {
  fc.assert(
    fc.property(text, fc.array(text), (said, learnt) => {
      const known = [...new Set(learnt.flatMap((grams) => [...inputsByName({ grams, named: [] }).keys()]))];
      const index = createInputIndex(["cquestion", ...known]);
      const byName = [...inputsByName({ grams: said, named: [] }).keys()].filter((name) => known.includes(name));
      expect(index.rowsIn(said).map((row) => known[row - 1])).toEqual(byName);
      // What one text was found to have is forgotten before the next.
      expect(index.rowsIn(said)).toEqual(index.rowsIn(said));
    }),
  );
});

it("counts a category's words as they stand in the text, each once", () => {
  const words = defaultTaxonomy.flatMap((category) => [category.label, ...category.words]);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), text), { maxLength: 8 }), (parts) => {
      const said = parts.join("").toLowerCase();
      const hits = wordHits(said, defaultTaxonomy);
      for (const { code, label, words: own } of defaultTaxonomy) {
        const found = [label, ...own].filter((word) => said.includes(word.toLowerCase()));
        expect(hits.get(code) ?? 0, code).toBe(found.length);
      }
    }),
  );
});
