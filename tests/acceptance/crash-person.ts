import { erasedMark } from "../../src/domain/person.ts";
import { everyRow, standingIn } from "../support/every-row.ts";
import { answered, drafted, type Facts, factsOf, patienceMs, type Run, said } from "./crash-flow.ts";
import { estatePath } from "./estate.ts";
import type { Lab } from "./lab.ts";
import { plantStaff, signIn } from "./staff-door.ts";

const reason = "本人到社区窗口申请";

/** Gives a resident what is kept of them: nothing leaves the house that is not written down. */
export async function takeOut(lab: Lab, step: number): Promise<Run> {
  const { ticket, admin, traces } = await known(lab, step);
  let given = "";
  const sql = `select count(*) > 0 as "written down" from audit_entry where action = 'export_person' and object = $1`;
  return {
    async cause(signal) {
      const ask = () => admin.ask("POST", `/api/tickets/${ticket.id}/person/export`, { reason, format: "json" });
      given = (await answered(signal, ask, ({ status }) => status === 200))?.text ?? "";
    },
    facts: () => factsOf(lab, sql, [`ticket ${ticket.id}`]),
    amiss: () =>
      traces.filter((trace) => !given.includes(trace)).map((trace) => `${trace} is kept and was not given out`),
  };
}

/** Erases a resident, of whom a neighbour and a card speak too: all of it goes at once, and a card in a chat soon after. */
export async function erase(lab: Lab, step: number): Promise<Run> {
  const { ticket, admin, traces } = await known(lab, step);
  const { staffChat } = lab.buildings[step - 1]!;
  const confirm = { reason, names: [], confirm: ticket.code };
  const sql = `
    select (select count(*) from audit_entry where action = 'erase_person' and object = 'ticket ' || t.id) = 1 as "written down",
      exists (select from post p where p.ticket_id = t.id and p.edits_post_id is not null and strpos(p.text, $2) > 0) as "card to be edited"
    from ticket t where id = $1`;
  return {
    // Whoever asks again is told that it is done.
    cause: async (signal) => {
      const ask = () => admin.ask("POST", `/api/tickets/${ticket.id}/person/erase`, confirm);
      await answered(signal, ask, ({ status, code }) => status === 200 || code === "PERSON_ERASED");
    },
    async facts(): Promise<Facts> {
      const rows = await everyRow(lab.databaseUrl);
      const gone = traces.map((trace) => [`${trace} gone`, standingIn(rows, [trace]).length === 0] as const);
      return { ...Object.fromEntries(gone), ...(await factsOf(lab, sql, [ticket.id, erasedMark])) };
    },
    async amiss() {
      // What an edit came to may be unknown, and then staff are told to look.
      const doubtful =
        "select count(*) from post where ticket_id = $1 and edits_post_id is not null and state = 'uncertain'";
      if ((await lab.number(doubtful, [ticket.id])) > 0) return [];
      const shown = lab.botApi.posts(staffChat).map(({ text }) => text);
      return standingIn(shown.join("\n"), traces).map((trace) => `${trace} is still shown to staff`);
    },
  };
}

/** A resident who reported something and is called by name, and the admin who serves them. */
async function known(lab: Lab, step: number) {
  const nth = String(step).padStart(3, "0");
  const resident = { id: 771_004_000 + step, first_name: `槐树下的老鲁${nth}` };
  const mark = `鲁记${nth}号`;
  const ticket = await drafted(lab, step, resident, `,${mark}`);
  await lab.bring(said(lab, step, `@${resident.first_name} 晚上出来走走`).update);
  await lab.settled(patienceMs);
  const traces = [mark, resident.first_name, String(resident.id)];
  const missing = traces.length - standingIn(await everyRow(lab.databaseUrl), traces).length;
  if (missing > 0) throw new Error("a resident who is not kept cannot be taken out");
  const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
  return { ticket, admin, traces };
}
