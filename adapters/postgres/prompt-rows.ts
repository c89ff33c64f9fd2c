import type { Actor } from "../../src/domain/authority.ts";
import { storableText } from "../../src/domain/chat.ts";
import { type PromptFile, type PromptVersion, shippedNumber } from "../../src/domain/prompt-life.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { signersOf } from "./article-rows.ts";
import { writeAudit } from "./audit-rows.ts";
import type { Database } from "./database.ts";

/** Every version that admins have written of a prompt, the newest first. */
export async function promptVersionsOf(database: Database, promptId: string): Promise<PromptVersion[]> {
  const rows = await database.promptVersion.findMany({ where: { promptId }, orderBy: { number: "desc" } });
  const signer = await signersOf(
    database,
    rows.flatMap((row) => [row.savedById, row.publishedById]),
  );
  return rows.map(({ number, system, input, maxTokens, changed, savedAt, publishedAt, restores, ...by }) => ({
    number,
    words: { system, input, maxTokens, changed },
    ...{ savedBy: signer(by.savedById), savedAt, publishedBy: signer(by.publishedById), publishedAt, restores },
  }));
}

/** Saves what a move made of a prompt: one version more, or one that was published. */
export async function savePromptMove(
  database: Database,
  before: PromptFile,
  after: PromptFile,
  actor: Actor,
  now: Date,
): Promise<void> {
  const newest = after.versions[0]!;
  const added = newest.number > before.versions[0]!.number ? newest : null;
  const moved = added ?? after.versions.find((one, at) => one !== before.versions[at])!;
  const event = added === null ? "publish" : added.restores === null ? "save" : "roll_back";
  const { id: promptId } = after;
  const refuse = (): never => {
    throw new AppError("PROMPT_EVENT_REFUSED", {
      prompt: promptId,
      event,
      number: moved.number,
      why: "somebody was faster",
    });
  };
  await database.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`prompt ${promptId}`}))`;
    const known = await tx.promptVersion.findMany({
      where: { promptId },
      select: { number: true, publishedAt: true },
      orderBy: { number: "desc" },
    });
    const seen = before.versions.filter(({ number }) => number !== shippedNumber);
    const isAsSeen =
      known.length === seen.length &&
      known.every(({ publishedAt }, at) => publishedAt?.getTime() === seen[at]!.publishedAt?.getTime());
    if (!isAsSeen) refuse();
    const { number, words, savedBy, savedAt, publishedBy, publishedAt, restores } = moved;
    const published = { publishedById: publishedBy?.staffId ?? null, publishedAt };
    if (added) {
      const { maxTokens } = words;
      const text = {
        system: storableText(words.system),
        input: storableText(words.input),
        changed: storableText(words.changed),
      };
      const saved = { savedById: savedBy!.staffId, savedAt: savedAt! };
      await tx.promptVersion.create({
        data: { promptId, number, maxTokens, restores, ...text, ...saved, ...published },
      });
    } else {
      await tx.promptVersion.update({ where: { promptId_number: { promptId, number } }, data: published });
    }
    const about = { object: `prompt ${promptId} ${number}`, areaPath: actor.areaPath, detail: { restores } };
    await writeAudit(tx, { ...about, staffId: actor.staffId, action: `${event}_prompt` }, now);
  });
}
