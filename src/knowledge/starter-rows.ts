import { v5 as uuidOf } from "uuid";
import type { ArticleKind } from "../domain/article.ts";
import type { StarterArticle } from "../domain/starter.ts";
import type { SheetRow } from "./article-sheet.ts";

/** Any constant will do, as long as it stays. */
const namespace = "6f1c2c52-6c0e-4f0f-9d0d-4f8a6a1f3b7e";
const kind: ArticleKind = "certificate_guide";

/** A row of a sheet that has a slug. */
type StarterRow = SheetRow & {
  readonly cells: SheetRow["cells"] & { readonly slug: string; readonly question: string };
};

/** A starter set as the rows of a sheet for one area. A slug names one article in the whole house, so an area's differ from another's, and are the same each time. */
export function starterRows(starter: readonly StarterArticle[], areaPath: string): readonly StarterRow[] {
  const mark = uuidOf(areaPath, namespace).slice(0, 8);
  return starter.map(({ id, question, variants, answer, source, issuer, documentNumber }, at) => ({
    line: at + 1,
    cells: {
      ...{ slug: `${id}-${mark}`, question, variants: variants.join("\n"), answer, kind },
      ...{ source, issuer, documentNumber: documentNumber ?? "", areaPath },
    },
  }));
}
