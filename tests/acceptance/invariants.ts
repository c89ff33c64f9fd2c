import { erasedMark } from "../../src/domain/person.ts";
import type { PostContent } from "../../src/domain/post.ts";
import { checkEgress } from "../../src/outreach/index.ts";
import type { Complaints } from "./check.ts";
import type { Lab } from "./lab.ts";

/**
 * What must hold after every run, whatever befell the house: nothing that was acknowledged is lost, no report has two tickets, no group
 * was told a thing twice, nothing is forgotten in silence, nothing is open that nobody approved, nobody's data was told.
 *
 * @param messageIds - Of every message that was acknowledged to the platform.
 */
export async function checkInvariants(lab: Lab, messageIds: ReadonlySet<number>, complaints: Complaints) {
  const kept = await lab.query<{ ref: string; times: string; state: string }>(
    `select message_ref as ref, count(*) as times, min(state) as state from inbox_event where type = 'message' group by message_ref`,
  );
  const keptRefs = new Set(kept.map(({ ref }) => Number(ref)));
  const lost = [...messageIds].filter((id) => !keptRefs.has(id));
  complaints.none("messages lost", lost);
  complaints.none(
    "messages kept twice",
    kept.filter(({ times }) => times !== "1"),
  );
  complaints.none(
    "messages neither read nor parked",
    kept.filter(({ state }) => state !== "done" && state !== "parked"),
  );

  const twins = await lab.query(
    `select a.code as one, b.code as other, e.message_ref from ticket a
       join ticket_evidence e on e.ticket_id = a.id
       join ticket_evidence f on f.group_id = e.group_id and f.message_ref = e.message_ref
       join ticket b on b.id = f.ticket_id and b.category = a.category and b.id > a.id
      where a.status <> 'merged' and b.status <> 'merged'`,
  );
  complaints.none("reports with two tickets", twins);

  const { told, extra, missing } = await comparePosts(lab);
  complaints.none("posts said twice, or said and not known", extra);
  complaints.none("posts that count as sent and are not there", missing);
  const fates = await lab.query<{ state: string; times: string }>(
    "select state, count(*) as times from post group by state",
  );
  const byState = Object.fromEntries(fates.map(({ state, times }) => [state, Number(times)]));
  complaints.equal("posts left pending or sending", (byState.pending ?? 0) + (byState.sending ?? 0), 0);
  complaints.none(
    "drafts without a card for staff",
    await lab.query(
      `select code from ticket t where not exists (select from post p where p.ticket_id = t.id and p.template = 'staff_card')`,
    ),
  );
  complaints.none(
    "approved tickets the group was not told of",
    await lab.query(
      `select code from ticket t where approved_at is not null and not sensitive and status <> 'merged'
        and not exists (select from post p where p.ticket_id = t.id and p.template = 'card')`,
    ),
  );

  complaints.none(
    "tickets open without an approval that covers them",
    await lab.query(
      `select code from ticket t where status not in ('draft', 'rejected', 'merged', 'withdrawn')
        and not exists (select from staff s where s.id = t.approved_by_id and (t.area_path = s.area_path or starts_with(t.area_path, s.area_path || '/')))`,
    ),
  );
  complaints.none(
    "posts in a group that is not the ticket's",
    await lab.query(
      `select p.id::text from post p join ticket t on t.id = p.ticket_id join chat_group g on g.id = p.group_id join chat_group home on home.id = t.group_id
      where p.group_id <> t.group_id and not (g.kind = 'staff' and (home.area_path = g.area_path or starts_with(home.area_path, g.area_path || '/')))`,
    ),
  );
  const sent = await lab.query<PostContent & { text: string }>(
    // What was erased says nothing any more.
    "select template, fields, text from post where state in ('sent', 'uncertain') and text <> $1",
    [erasedMark],
  );
  complaints.none(
    "posts that the last gate would not pass",
    sent.filter((post) => !checkEgress(post).pass),
  );

  const parked = kept.filter(({ state }) => state === "parked").length;
  const tickets = await lab.number("select count(*) from ticket");
  return {
    messages: messageIds.size,
    lost: lost.length,
    parked,
    tickets,
    duplicateTickets: twins.length,
    told,
    toldTwice: extra.length,
    uncertain: byState.uncertain ?? 0,
  };
}

/**
 * Holds what the chats show against what the outbox knows. A message that a sent post points at is that post; one that none points at
 * must be a post of unknown fate, one for one. What is left over was said though the house knew, or believed, otherwise.
 */
async function comparePosts(lab: Lab) {
  const rows = await lab.query<{ chat: string; text: string; state: string; refs: string[] }>(
    `select g.ref as chat, p.text, p.state, p.message_refs as refs from post p join chat_group g on g.id = p.group_id where p.edits_post_id is null`,
  );
  const known = new Set(rows.flatMap(({ state, refs }) => (state === "sent" ? refs : [])));
  const unsure = rows
    .filter(({ state }) => state === "uncertain")
    .map(({ chat, text }) => JSON.stringify([Number(chat), text]));
  const said = lab.said();
  const extra = said.filter(({ chatId, messageId, text }) => {
    if (known.has(String(messageId))) return false;
    const match = unsure.indexOf(JSON.stringify([chatId, text]));
    if (match >= 0) unsure.splice(match, 1);
    return match < 0;
  });
  const there = new Set(said.map(({ messageId }) => String(messageId)));
  return { told: said.length, extra, missing: [...known].filter((ref) => !there.has(ref)) };
}
