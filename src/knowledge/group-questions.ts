import { commonArea } from "../domain/area.ts";
import type { UnansweredQuestion } from "../ports/knowledge-store.ts";
import { type Gram, gramSet, likeness, undress } from "./grams.ts";

/** From here on two questions are taken to ask the same. Below it, questions about one thing (犬证) with two matters (where, how much) fall together. */
const alikeAt = 0.5;

/** Questions that ask the same, as good as. */
export interface QuestionGroup {
  /** The one that is most like the others. */
  readonly question: string;
  /** The other ways it was asked, each once. */
  readonly variants: readonly string[];
  readonly questionIds: readonly string[];
  /** How many households asked: one that asks three times counts once. */
  readonly households: number;
  /** The narrowest area that covers all who asked; null when they share none. */
  readonly areaPath: string | null;
  readonly lastAskedAt: Date;
}

interface Member {
  readonly asked: UnansweredQuestion;
  readonly grams: ReadonlySet<Gram>;
}

/** Puts questions that ask the same together, those of the most households first. Pure. */
export function groupQuestions(questions: readonly UnansweredQuestion[]): readonly QuestionGroup[] {
  const groups: Member[][] = [];
  // The oldest first, so that one more question joins a group and never splits it.
  for (const asked of questions.toReversed()) {
    const member: Member = { asked, grams: gramSet(undress(asked.text)) };
    const nearest = groups
      .map((group) => ({ group, likeness: meanLikeness(member, group) }))
      .reduce((best, one) => (one.likeness > best.likeness ? one : best), {
        group: null as Member[] | null,
        likeness: 0,
      });
    if (nearest.group && nearest.likeness >= alikeAt) nearest.group.push(member);
    else groups.push([member]);
  }
  return groups
    .map(groupOf)
    .sort(
      (one, other) =>
        other.households - one.households ||
        other.questionIds.length - one.questionIds.length ||
        other.lastAskedAt.getTime() - one.lastAskedAt.getTime(),
    );
}

function meanLikeness(member: Member, group: readonly Member[]): number {
  return group.reduce((sum, other) => sum + likeness(member.grams, other.grams), 0) / group.length;
}

function groupOf(members: readonly Member[]): QuestionGroup {
  const typical = members.reduce((best, one) =>
    meanLikeness(one, members) > meanLikeness(best, members) ? one : best,
  );
  const [first, ...others] = members.map(({ asked }) => asked);
  const texts = new Set(members.map(({ asked }) => asked.text));
  texts.delete(typical.asked.text);
  return {
    question: typical.asked.text,
    variants: [...texts],
    questionIds: members.map(({ asked }) => asked.id),
    households: new Set(members.map(({ asked }) => asked.household)).size,
    areaPath: others.reduce<string | null>((area, { areaPath }) => area && commonArea(area, areaPath), first!.areaPath),
    lastAskedAt: new Date(Math.max(...members.map(({ asked }) => asked.at.getTime()))),
  };
}
