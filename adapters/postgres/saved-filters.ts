import { v7 as uuid } from "uuid";
import { AppError } from "../../src/errors/app-error.ts";
import { type SavedFilters, savedFiltersMax } from "../../src/ports/saved-filters.ts";
import { type Database, guarded, isUuid } from "./database.ts";

const shown = { id: true, name: true, query: true } as const;

/** The views that staff keep, on PostgreSQL. */
export function createSavedFilters(database: Database): SavedFilters {
  return {
    list: ({ staffId }) =>
      guarded(() => database.savedFilter.findMany({ where: { staffId }, select: shown, orderBy: { name: "asc" } })),

    keep: ({ staffId }, { name, query }, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const others = await tx.savedFilter.count({ where: { staffId, name: { not: name } } });
          if (others >= savedFiltersMax)
            throw new AppError("INPUT_INVALID", { problems: [`name: there are ${savedFiltersMax} views already`] });
          return tx.savedFilter.upsert({
            where: { staffId_name: { staffId, name } },
            create: { id: uuid(), staffId, name, query, createdAt: now },
            update: { query },
            select: shown,
          });
        }),
      ),

    async drop({ staffId }, filterId) {
      if (!isUuid(filterId)) return;
      await guarded(() => database.savedFilter.deleteMany({ where: { id: filterId, staffId } }));
    },
  };
}
