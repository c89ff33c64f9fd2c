import { areaCovers } from "./area.ts";

/** Who may do what: the whole of it. Where is decided by the area of their grant. */
export const roles = ["grid", "dispatcher", "party", "admin", "auditor"] as const;
export type Role = (typeof roles)[number];

export const actions = [
  "read_tickets",
  "export_tickets",
  "read_figures",
  "approve",
  "dispatch",
  "handle",
  "read_groups",
  "manage_groups",
  "settle_posts",
  "answer_questions",
  "read_staff",
  "manage_staff",
  "manage_areas",
  "read_knowledge",
  "write_articles",
  "publish_articles",
  "read_learning",
  "write_prompts",
  "publish_learnt",
  "reveal_reporter",
  "export_person",
  "erase_person",
  "read_audit",
  "export_audit",
] as const;
export type Action = (typeof actions)[number];

// biome-ignore format: reads in columns
const mayByRole: Readonly<Record<Role, readonly Action[]>> = {
  grid:       ["read_tickets", "read_figures", "approve", "dispatch", "handle", "read_groups", "settle_posts", "answer_questions", "read_knowledge", "reveal_reporter"],
  dispatcher: ["read_tickets", "export_tickets", "read_figures", "approve", "dispatch", "handle", "read_groups", "settle_posts", "answer_questions", "read_knowledge", "write_articles", "reveal_reporter"],
  party:      ["read_tickets", "handle"],
  admin:      ["read_tickets", "export_tickets", "read_figures", "approve", "dispatch", "handle", "read_groups", "manage_groups", "settle_posts", "answer_questions", "read_staff", "manage_staff", "manage_areas", "read_knowledge", "write_articles", "publish_articles", "read_learning", "write_prompts", "publish_learnt", "export_person", "erase_person", "read_audit"],
  auditor:    ["read_tickets", "export_tickets", "read_figures", "read_groups", "read_staff", "read_knowledge", "read_learning", "read_audit", "export_audit"],
};

/** For this long after somebody proved who they are, nobody asks again. */
export const freshProofMs = 10 * 60_000;

/**
 * For what a session alone is not enough: a screen may be unwatched. Every action says so here, one way or the other: what shows
 * personal data, takes data out of the house, or changes who may do what needs a proof of the last ten minutes.
 */
const needsFreshProof: Readonly<Record<Action, boolean>> = {
  read_tickets: false,
  export_tickets: true,
  read_figures: false,
  approve: false,
  dispatch: false,
  handle: false,
  read_groups: false,
  manage_groups: false,
  settle_posts: false,
  answer_questions: false,
  read_staff: false,
  manage_staff: true,
  manage_areas: false,
  read_knowledge: false,
  write_articles: false,
  publish_articles: false,
  read_learning: false,
  write_prompts: false,
  publish_learnt: false,
  reveal_reporter: true,
  export_person: true,
  erase_person: true,
  read_audit: false,
  export_audit: true,
};

/** Says whether the action needs a proof of the last ten minutes. */
export function needsProof(action: Action): boolean {
  return needsFreshProof[action];
}

/** Who asks: every store call carries it, and sees only what it covers. */
export interface Actor {
  readonly staffId: string;
  readonly name: string;
  readonly role: Role;
  /** The area of the grant, with everything under it. */
  readonly areaPath: string;
  /** Set for a party's handler, who sees that party's work orders only. */
  readonly partyId: string | null;
}

/** Says whether the actor may do this to something in that area. */
export function mayDo(actor: Actor, action: Action, areaPath: string): boolean {
  return mayByRole[actor.role].includes(action) && areaCovers(actor.areaPath, areaPath);
}

/** Says whether the role may do this anywhere at all: what a page or a route asks before it knows the object. */
export function roleMay(role: Role, action: Action): boolean {
  return mayByRole[role].includes(action);
}

/** What a member of staff must be allowed to do to move a ticket by each event. Events that only residents or the house cause have no row. */
export const actionForEvent = {
  change_category: "approve",
  approve: "approve",
  reject: "approve",
  merge: "approve",
  unmerge: "approve",
  dispatch: "dispatch",
  transfer: "dispatch",
  escalate: "dispatch",
  start: "handle",
  return: "handle",
  resolve: "handle",
  reopen: "dispatch",
} as const satisfies Readonly<Record<string, Action>>;

/** The events that staff can cause. */
export type StaffEvent = keyof typeof actionForEvent;
export const staffEvents = Object.keys(actionForEvent) as [StaffEvent, ...StaffEvent[]];

/** What a member of staff must be allowed to do to an article for each event of its life. */
export const actionForArticleEvent = {
  save: "write_articles",
  publish: "publish_articles",
  roll_back: "publish_articles",
  retire: "publish_articles",
} as const satisfies Readonly<Record<string, Action>>;

/** What a member of staff must be allowed to do to a prompt for each event of its life. */
export const actionForPromptEvent = {
  save: "write_prompts",
  publish: "publish_learnt",
  roll_back: "publish_learnt",
} as const satisfies Readonly<Record<string, Action>>;
