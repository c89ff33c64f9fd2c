import type { EmergencyKind } from "../domain/emergency.ts";
import { maySay } from "../domain/group.ts";
import type { NewPost } from "../domain/post.ts";
import { redact } from "../domain/redaction.ts";
import { emergencyAdvice, emergencyLabels } from "../locales/emergency.ts";
import { postContent } from "../locales/posts.ts";
import type { SpeakingContext } from "../ports/intake-store.ts";
import { newPost } from "./new-post.ts";

/** Within it several people who cry the same alarm in one group are answered once. */
const sameAlarmMs = 10 * 60_000;

/**
 * What danger owes at once: fixed advice to the group, and a page to the staff of the area. The words are fixed and depend on no model;
 * `place` is an area's name, never the resident's words.
 */
export function oweAlarm(
  alarm: { readonly kind: EmergencyKind; readonly place: string; readonly text: string; readonly at: Date },
  speaking: SpeakingContext,
): NewPost[] {
  const { kind, place } = alarm;
  const round = Math.floor(alarm.at.getTime() / sameAlarmMs);
  const key = `${speaking.group.id}:${kind}:${round}`;
  const to = { ticketId: null, choices: [], replaces: null, replyToRef: null, proactive: false, urgent: true };
  const { staffGroup, group } = speaking;
  const said = postContent("alarm", { advice: emergencyAdvice(kind, null, { onDutyTold: staffGroup !== null }) });
  const advice = newPost(said, { ...to, key: `alarm:${key}`, groupId: group.id });
  if (!staffGroup) return [advice];
  const advised = maySay("alarm", group);
  const page = postContent("page", {
    kind: emergencyLabels[kind].zh,
    place,
    quote: redact(alarm.text).slice(0, 80),
    advised,
  });
  return [advice, newPost(page, { ...to, key: `page:${key}`, groupId: staffGroup.id })];
}
