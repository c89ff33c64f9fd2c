import { z } from "zod";

/** An instant on the wire: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

/** A day in China: "2026-11-22". */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** An id as a path or a body carries it. */
export const Id = z.string().min(1).max(64);

/** A path of the area tree: "幸福里小区/3号楼". */
export const AreaPath = z.string().min(1).max(200);

/** A list in one query parameter, split at commas: "draft,approved". */
export function commaList<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .string()
    .max(500)
    .transform((list) => list.split(",").filter((one) => one !== ""))
    .pipe(z.array(item));
}
