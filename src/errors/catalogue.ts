/**
 * Every error the house can name. A code never changes and is never used again for something else.
 * `message` says what happened with names and states, `remedy` what the person who reads it can do.
 * Each has a section in docs/errors.md, held to this list by a test.
 */
export const errorCatalogue = {
  CONFIG_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: (p: { problems: readonly string[] }) =>
      `The configuration has ${p.problems.length} problem(s):\n- ${p.problems.join("\n- ")}`,
    remedy: "Mend every variable named above in the environment or in .env; .env.example says what each one is for.",
  },
  ESTATE_INVALID: {
    httpStatus: 400,
    retryable: false,
    message: (p: { folder: string; problems: readonly string[] }) =>
      `The estate in ${p.folder} cannot be loaded:\n- ${p.problems.join("\n- ")}`,
    remedy: "Mend the lines named above; prisma/demo/forms.ts is the form of the three files.",
  },
  DATA_FOLDER_HELD: {
    httpStatus: 500,
    retryable: false,
    message: (p: { folder: string; holder: string }) => `The data in ${p.folder} is in use by ${p.holder}.`,
    remedy: "Use the Linli that is already running, stop it first, or give this one another folder with DATA_DIR.",
  },
  DATABASE_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    message: (p: { reason: string }) => `The database does not answer: ${p.reason}.`,
    remedy:
      "Check that PostgreSQL runs and that DATABASE_URL is right; nothing that was acknowledged is lost meanwhile.",
  },
  MIGRATION_FAILED: {
    httpStatus: 500,
    retryable: false,
    message: (p: { migration: string; reason: string }) => `Migration ${p.migration} failed: ${p.reason}.`,
    remedy:
      "Nothing of it was kept. Read the reason, restore the backup if the schema was changed by hand, and start again.",
  },
  BACKUP_UNFIT: {
    httpStatus: 500,
    retryable: false,
    message: (p: { reason: string }) => `The backup cannot be restored here: ${p.reason}.`,
    remedy: "Restore into an empty database, with the version of Linli that wrote the backup; then start the new one.",
  },
  PLATFORM_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    message: (p: { platform: string; reason: string }) => `${p.platform} cannot serve: ${p.reason}.`,
    remedy:
      "It is tried again after a wait. If it stays so, read the reason: a token, a right, or a second copy of the bot.",
  },
  READER_UNAVAILABLE: {
    httpStatus: 503,
    retryable: true,
    message: (p: { reader: string; reason: string }) => `The reader ${p.reader} cannot answer: ${p.reason}.`,
    remedy: "The local reader goes on without it. Check the model's address, key and quota.",
  },
  PROMPT_INVALID: {
    httpStatus: 500,
    retryable: false,
    message: (p: { prompt: string; reason: string }) => `The prompt ${p.prompt} ${p.reason}.`,
    remedy:
      "Mend the file under prompts/, or add a new version; the front matter's `values` must be those the body uses.",
  },
  TICKET_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: (p: { ticketId: string }) => `There is no ticket ${p.ticketId} in your areas.`,
    remedy: "Check the code; if it belongs to another area, ask that area's staff.",
  },
  TICKET_EVENT_REFUSED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string; status: string; event: string; allowed: readonly string[] }) =>
      `Ticket ${p.ticketId} is "${p.status}" and cannot take "${p.event}"; it can take: ${p.allowed.join(", ") || "nothing"}.`,
    remedy: "Reload the ticket: someone else may have moved it. The transitions are in src/domain/ticket.ts.",
  },
  UNDO_TOO_LATE: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string }) => `The last decision on ticket ${p.ticketId} can no longer be taken back.`,
    remedy:
      "Move the ticket on from where it stands. Ten seconds after a decision it is said in its groups; only whoever decided can stop it before.",
  },
  TICKET_REMARK_REFUSED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string; remark: string; why: string }) =>
      `"${p.remark}" cannot be said of ticket ${p.ticketId} (${p.why}).`,
    remedy:
      "Reload the ticket: someone else may have moved it. When what may be said is in src/domain/staff-remark.ts.",
  },
  TICKET_STALE: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string; expected: number; actual: number }) =>
      `Ticket ${p.ticketId} has changed: you saw version ${p.expected}, it is now version ${p.actual}.`,
    remedy: "Reload the ticket and look again before deciding.",
  },
  TICKET_CODE_TAKEN: {
    httpStatus: 409,
    retryable: true,
    message: (p: { codes: readonly string[] }) =>
      `A ticket of this group has one of the codes ${p.codes.join(", ")} already.`,
    remedy: "Nothing was kept. It is tried again by itself, with codes drawn anew.",
  },
  PERSON_ERASED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string }) =>
      `Whoever reported ticket ${p.ticketId} has been erased: nothing of them is kept.`,
    remedy: "There is nothing left to do. What the audit log says of it is when, and by whom.",
  },
  PERSON_IS_STAFF: {
    httpStatus: 409,
    retryable: false,
    message: (p: { ticketId: string }) =>
      `Ticket ${p.ticketId} was reported from an account that is bound to a member of staff.`,
    remedy: "Deactivate the member of staff first; what staff did stays in the audit log for as long as the law asks.",
  },
  ARTICLE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: (p: { articleId: string }) => `There is no article ${p.articleId} in your areas.`,
    remedy: "Reload the list; if it belongs to another area, ask that area's staff.",
  },
  ARTICLE_EVENT_REFUSED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { articleId: string; stage: string; event: string; allowed: readonly string[] }) =>
      `Article ${p.articleId} is "${p.stage}" and cannot take "${p.event}"; it can take: ${p.allowed.join(", ") || "nothing"}.`,
    remedy: "Reload the article: someone else may have moved it. The transitions are in src/domain/article-life.ts.",
  },
  ARTICLE_OWN_WORDS: {
    httpStatus: 409,
    retryable: false,
    message: (p: { articleId: string }) =>
      `The newest version of article ${p.articleId} is your own: another person has to publish it.`,
    remedy: "Ask a second person of the area who may publish; nothing answers residents that only its writer has seen.",
  },
  PROMPT_OWN_WORDS: {
    httpStatus: 409,
    retryable: false,
    message: (p: { prompt: string; number: number }) =>
      `Version ${p.number} of prompt ${p.prompt} is your own: another person has to publish it.`,
    remedy: "Ask a second admin: nothing reads residents that only its writer has seen.",
  },
  PROMPT_EVENT_REFUSED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { prompt: string; event: string; number: number; why: string }) =>
      `Prompt ${p.prompt} cannot take "${p.event}" on version ${p.number}: ${p.why.replaceAll("_", " ")}.`,
    remedy: "Reload the prompt: someone else may have moved it. Only what was in use before can be rolled back to.",
  },
  EXAM_NOT_PASSED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { subject: string; lost: readonly string[]; worse: readonly string[] }) =>
      `${p.subject} does worse in its exam (${p.worse.join(", ")}): ${p.lost.join("; ")}.`,
    remedy: "Look at the cases, mend it, and try again; what is in use goes on meanwhile.",
  },
  EXAM_NEEDED: {
    httpStatus: 409,
    retryable: false,
    message: (p: { subject: string }) => `${p.subject} has not passed an exam against what is in use now.`,
    remedy: "Start its exam, and publish it when it has passed.",
  },
  EXAM_NEEDS_MODEL: {
    httpStatus: 409,
    retryable: false,
    message: (p: { subject: string }) =>
      `${p.subject} can only be tried with a language model, and none is configured.`,
    remedy:
      "Set ANTHROPIC_API_KEY (and ANTHROPIC_BASE_URL for another provider) and start again; until then it stays unpublished.",
  },
  ARTICLE_STALE: {
    httpStatus: 409,
    retryable: false,
    message: (p: { articleId: string }) => `Article ${p.articleId} has changed since you opened it.`,
    remedy: "Keep your words, reload the article, look at what changed, and save again.",
  },
  NOT_ALLOWED: {
    httpStatus: 403,
    retryable: false,
    message: (p: { role: string; action: string }) => `The role "${p.role}" may not ${p.action} here.`,
    remedy: "Ask an admin of the area; who may do what is the table in src/domain/authority.ts.",
  },
  NOT_SIGNED_IN: {
    httpStatus: 401,
    retryable: false,
    message: (_: Record<string, never>) => "This needs a signed-in member of staff.",
    remedy: "Open the link an admin gave you, or ask for a new one.",
  },
  SIGN_IN_REFUSED: {
    httpStatus: 401,
    retryable: false,
    message: (_: Record<string, never>) => "The account, the password or the code is not right.",
    remedy: "Check each, and the clock of the phone that makes the codes; an admin can give you a one-time link.",
  },
  SECOND_FACTOR_NEEDED: {
    httpStatus: 401,
    retryable: false,
    message: (_: Record<string, never>) => "The password is right; a code is asked for as well.",
    remedy: "Type the six digits that your authenticator shows now, or one of your recovery codes.",
  },
  PROOF_NEEDED: {
    httpStatus: 403,
    retryable: false,
    message: (p: { action: string }) => `To ${p.action} takes a proof of the last ten minutes that it is you.`,
    remedy: "Prove it by your password or a code, and do it again; without a password, sign in by a new link.",
  },
  PASSWORD_REFUSED: {
    httpStatus: 400,
    retryable: false,
    message: (p: { problem: "too_short" | "too_long" | "too_common" | "own_name" }) =>
      `This password cannot be used: it is ${p.problem.replace("_", " ")}.`,
    remedy:
      "Take at least twelve characters that nobody would guess: four words that have nothing to do with each other.",
  },
  ACCOUNT_TAKEN: {
    httpStatus: 409,
    retryable: false,
    message: (p: { account: string }) => `Somebody else signs in as "${p.account}".`,
    remedy: "Choose another account name.",
  },
  SIGN_IN_LINK_INVALID: {
    httpStatus: 401,
    retryable: false,
    message: (_: Record<string, never>) => "This sign-in link was used before, has expired, or never existed.",
    remedy: "Ask an admin for a new link; on your own machine start Linli again and it prints one.",
  },
  BUTTON_INVALID: {
    httpStatus: 409,
    retryable: false,
    message: (p: { reason: "unknown" | "used" | "expired" | "stale" | "elsewhere" | "not_yours" }) =>
      `The button cannot be used: ${p.reason}.`,
    remedy: "Open the ticket anew; a button works once, for the person and the chat it was made for.",
  },
  GROUP_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: (p: { groupId: string }) => `There is no group ${p.groupId} in your areas.`,
    remedy: "Check the address, or bind the group to an area in the console first.",
  },
  TURN_STALE: {
    httpStatus: 409,
    retryable: true,
    message: (p: { groupId: string }) => `Another worker has read group ${p.groupId} meanwhile; this turn was dropped.`,
    remedy: "Nothing to do: the next turn reads what is left.",
  },
  EGRESS_REFUSED: {
    httpStatus: 422,
    retryable: false,
    message: (p: { postId: string; reasons: readonly string[] }) =>
      `Post ${p.postId} was withheld: ${p.reasons.join(", ")}.`,
    remedy: "Look at it in the console: what a group may be told comes from a template, without personal data.",
  },
  POST_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: (p: { postId: string }) => `There is no post ${p.postId} waiting for you.`,
    remedy: "Reload the list: someone else may have settled it.",
  },
  POST_TAKEN: {
    httpStatus: 409,
    retryable: false,
    message: (p: { postId: string; by: string }) =>
      `Post ${p.postId} is in the hands of ${p.by}, who is about to paste it.`,
    remedy: "Do not paste it. If it did not appear in the group within ten minutes, copy it again.",
  },
  AREA_TAKEN: {
    httpStatus: 409,
    retryable: false,
    message: (p: { path: string }) => `There is an area "${p.path}" already.`,
    remedy: "Choose another name, or change the one that is there.",
  },
  AREA_IN_USE: {
    httpStatus: 409,
    retryable: false,
    message: (p: { path: string; by: readonly string[] }) => `Area "${p.path}" is in use: ${p.by.join(", ")}.`,
    remedy:
      "Give it another name instead, or first move what belongs to it: groups, staff and parties. What tickets say of it is kept.",
  },
  PARTY_IN_USE: {
    httpStatus: 409,
    retryable: false,
    message: (p: { name: string; by: readonly string[] }) => `Party "${p.name}" is in use: ${p.by.join(", ")}.`,
    remedy: "Rename it, or let it serve another area: what was dispatched to it keeps its name.",
  },
  INPUT_INVALID: {
    httpStatus: 400,
    retryable: false,
    message: (p: { problems: readonly string[] }) => `The request cannot be used: ${p.problems.join("; ")}.`,
    remedy: "Mend the fields named above; the shapes are at /api/docs/json.",
  },
  NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: (p: { path: string }) => `There is nothing at ${p.path}.`,
    remedy: "Check the address; the console starts at /.",
  },
  TOO_MANY_REQUESTS: {
    httpStatus: 429,
    retryable: true,
    message: (p: { retryAfterMs: number }) => `Too many requests; try again in ${Math.ceil(p.retryAfterMs / 1000)} s.`,
    remedy: "Wait as long as it says.",
  },
  INTERNAL: {
    httpStatus: 500,
    retryable: true,
    message: (p: { reference: string }) => `Something went wrong that we did not foresee (reference ${p.reference}).`,
    remedy: "Try again; if it stays so, give the reference to whoever runs this Linli: the log has the cause under it.",
  },
} as const satisfies Record<string, CatalogueEntry>;

interface CatalogueEntry {
  readonly httpStatus: number;
  readonly retryable: boolean;
  readonly message: (params: never) => string;
  readonly remedy: string;
}

export type ErrorCode = keyof typeof errorCatalogue;
export type ErrorParams<C extends ErrorCode> = Parameters<(typeof errorCatalogue)[C]["message"]>[0];
