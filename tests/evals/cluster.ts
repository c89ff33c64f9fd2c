import { writeFileSync } from "node:fs";
import { incidentsIn } from "../../src/domain/incident.ts";
import { readLines } from "./knowledge-data.ts";

/** The files of one run; their forms stand in the head of score.mjs. */
export interface ClusterFiles {
  /** Lines of `{id, title, text}`. */
  readonly in: string;
  /** Where the lines of `{id, group}` are written; null for what is like nothing else. */
  readonly out: string;
}

interface Message {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Finds the same event among messages by the rule that finds the same incident in several groups. Only the words are looked at: the set
 * says neither where nor what kind, and its events go on for longer than an incident in a house.
 */
export function cluster(files: ClusterFiles) {
  const messages = readLines<Message>(files.in);
  const startedAt = performance.now();
  const incidents = incidentsIn(
    messages.map(({ id, title, text }) => ({ id, gist: title, words: text, category: null, areaPath: null, at: null })),
  );
  const tookMs = performance.now() - startedAt;
  const members = new Map<string, number>();
  for (const incident of incidents.values()) members.set(incident, (members.get(incident) ?? 0) + 1);
  const groupOf = (id: string) => {
    const incident = incidents.get(id)!;
    return members.get(incident)! > 1 ? incident : null;
  };
  const lines = messages.map(({ id }) => JSON.stringify({ id, group: groupOf(id) }));
  writeFileSync(files.out, `${lines.join("\n")}\n`);
  const groups = [...members.values()].filter((size) => size > 1).length;
  return { messages: messages.length, groups, ms: Math.round(tookMs), out: files.out };
}
