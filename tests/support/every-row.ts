import pg from "pg";

/** Every row of every table of a database, the house's own and its queue's, as one text: what a dump would hold. */
export async function everyRow(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

/** Which of these stand in a text: as they are, percent-encoded as in an address, or as the bytes of a file. */
export function standingIn(everything: string, marks: readonly string[]): string[] {
  return marks.filter((mark) =>
    [mark, encodeURIComponent(mark), Buffer.from(mark).toString("hex")].some((form) => everything.includes(form)),
  );
}
