import { AppError } from "../../src/errors/app-error.ts";
import type { LearntModel, ReaderModels } from "../../src/ports/reader-models.ts";
import { signersOf } from "./article-rows.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import type { Prisma } from "./generated/client.ts";

/** What the local reader has learnt, on PostgreSQL. */
export function createReaderModels(database: Database): ReaderModels {
  return {
    list: () =>
      guarded(async () => {
        const rows = await database.readerModel.findMany({ omit: { classifier: true }, orderBy: { number: "desc" } });
        const signer = await signersOf(
          database,
          rows.map(({ publishedById }) => publishedById),
        );
        return rows.map(({ publishedById, report, ...row }) => ({
          ...row,
          report: report as unknown as LearntModel["report"],
          publishedBy: signer(publishedById)?.name ?? null,
        }));
      }),

    inUse: () =>
      guarded(async () => {
        const row = await database.readerModel.findFirst({
          where: { publishedAt: { not: null } },
          orderBy: { number: "desc" },
          select: { number: true, classifier: true },
        });
        return row?.classifier ? { number: row.number, classifier: JSON.parse(row.classifier) as unknown } : null;
      }),

    add: ({ classifier, examples, report }, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const number = await nextNumber(tx);
          const kept = {
            classifier: JSON.stringify(classifier),
            report: report as unknown as Prisma.InputJsonValue,
          };
          const publishedAt = report.passed ? now : null;
          await tx.readerModel.create({ data: { number, examples, trainedAt: now, publishedAt, ...kept } });
          if (report.passed) {
            const about = { object: `reader model ${number}`, areaPath: "", detail: { examples } };
            await writeAudit(tx, { ...about, staffId: null, action: "publish_reader_model" }, now);
          }
          return number;
        }),
      ),

    rollBack: (actor, to, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const number = await nextNumber(tx);
          const target = to === 0 ? null : await tx.readerModel.findUnique({ where: { number: to } });
          if (to !== 0 && !target?.publishedAt) throw new AppError("NOT_FOUND", { path: `/api/reader-models/${to}` });
          const classifier = target?.classifier ?? null;
          const by = { publishedById: actor.staffId, publishedAt: now, trainedAt: target?.trainedAt ?? now };
          await tx.readerModel.create({
            data: { number, classifier, examples: target?.examples ?? 0, restores: to, ...by },
          });
          const about = { object: `reader model ${number}`, areaPath: actor.areaPath, detail: { restores: to } };
          await writeAudit(tx, { ...about, staffId: actor.staffId, action: "roll_back_reader_model" }, now);
        }),
      ),
  };
}

/** One after another: numbers are in the order of what was in use. */
async function nextNumber(tx: Transaction): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('reader model'))`;
  const { _max } = await tx.readerModel.aggregate({ _max: { number: true } });
  return (_max.number ?? 0) + 1;
}
