import { renderPost } from "../../src/locales/posts.ts";
import type { Lab } from "./lab.ts";

/** Owes every staff group so many notes, each with words of its own. Returns how many there are. */
export async function seedNotes(lab: Pick<Lab, "query">, perGroup: number): Promise<number> {
  const groups = await lab.query<{ id: string; name: string }>(
    "select id::text, name from chat_group where kind = 'staff' order by ref",
  );
  for (let note = 1; note <= perGroup; note += 1) {
    for (const { id, name } of groups) {
      const content = { template: "staff_note", fields: { text: `${name}的第${note}条提醒` } };
      await lab.query(
        "insert into post (idempotency_key, group_id, template, fields, text, created_at) values ($1, $2, $3, $4, $5, now())",
        [`note:${id}:${note}`, id, content.template, content.fields, renderPost(content)],
      );
    }
  }
  return groups.length * perGroup;
}

/** Owes the group of a chat one note. */
export async function seedNote(lab: Lab, chatId: number, note: number): Promise<void> {
  const fields = { text: `第${note}条提醒` };
  await lab.query(
    `insert into post (idempotency_key, group_id, template, fields, text, created_at)
     select $1, id, 'staff_note', $2, $3, now() from chat_group where ref = $4`,
    [`note:${chatId}:${note}`, fields, renderPost({ template: "staff_note", fields }), String(chatId)],
  );
}
