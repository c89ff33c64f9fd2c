import type { peopleZh } from "./people-zh.ts";

/** What the console says about staff, in English. */
export const peopleEn: typeof peopleZh = {
  staff: {
    title: "Staff",
    empty: { what: "Nobody to show.", todo: "Only admins see the staff of their areas." },
    areas: "Areas",
    accounts: "Chat accounts",
    noAccounts: "none bound",
    lastSeen: (ago) => (ago === null ? "Never signed in" : `Last signed in ${ago}`),
    signInLink: "Sign-in link",
    signInHint: "Shown only now. Give it in person or privately; a link preview does not use it up.",
    endSessions: "End sessions",
    sessionsEnded: (name) => `Every session of ${name} has ended.`,
    deactivate: "Shut out",
    activate: "Let in again",
    deactivateHint: (name) =>
      `${name} is signed out at once; links and buttons in chats stop working. It can be undone.`,
    inactive: "Shut out",
    changed: (name) => `${name} is up to date.`,
    bindingCode: "Binding code",
    bindingHint: "They send “/bind CODE” to the bot in private, and their account is bound.",
  },
};
