import type { Figures, ModelBill } from "../../src/ports/figures.ts";
import type { SavedFilters } from "../../src/ports/saved-filters.ts";
import type { Database } from "./database.ts";
import { createFigures, createModelBill } from "./figures.ts";
import { createSavedFilters } from "./saved-filters.ts";
import { fillTicketWords } from "./ticket-words.ts";

/** What staff find their way through the tickets by: the views they keep, the figures over them, and what reading them cost. */
export function createSteering(database: Database): {
  readonly filters: SavedFilters;
  readonly figures: Figures;
  readonly bill: ModelBill;
} {
  return {
    filters: createSavedFilters(database),
    figures: createFigures(database),
    bill: createModelBill(database),
  };
}

/** Sees to it that every ticket is found by its words, from now on in the background. Returns how to stop. */
export function keepFound(database: Database, onError: (error: unknown, task: string) => void): () => Promise<void> {
  const stopping = new AbortController();
  const filling = fillTicketWords(database, stopping.signal).catch((error: unknown) => onError(error, "fill-words"));
  return async () => {
    stopping.abort();
    await filling;
  };
}
