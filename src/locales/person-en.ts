import { countEn as count } from "./count-en.ts";
import type { personZh } from "./person-zh.ts";

/** What the console says about the rights of a resident over what is kept of them, in English. */
export const personEn: typeof personZh = {
  person: {
    export: "Export this person’s records",
    erase: "Erase this person",
    exportHint:
      "For a resident who asks to see or copy what is kept of them. The file holds all of it; who exported it, when and why is written down. Give it to nobody else.",
    reason: "Reason (such as: asked in person at the office)",
    xlsx: "Export tables",
    json: "All data, with photos",
    exported: "Exported, and written down. Give it to nobody but the person.",
    eraseHint:
      "For a resident who asks to be forgotten. It cannot be undone. Tickets and figures stay, and are nobody’s any more. What lies in backups is gone when they expire.",
    names: "Names and numbers to look for as well (one a line, may be empty)",
    namesHint:
      "Those the house knows are looked for anyway. They are taken out of other people’s words too, so name no everyday word.",
    look: "See what would be gone",
    gone: "Gone",
    stays: "Stays",
    goneLines: {
      messages: (n) => `${count(n, "message")} still kept as talk`,
      quotes: (n) => `${count(n, "quote")} and additions in tickets`,
      tickets: (n) => `the words and the exact spot of ${count(n, "ticket")} they reported`,
      posts: (n) => `${count(n, "post")} of the bot that repeat their words`,
      questions: (n) => count(n, "question"),
      forms: (n) => `${count(n, "report")} handed in by the form`,
      files: (n) => count(n, "photo or recording", "photos and recordings"),
      numbers: (n) => `${count(n, "phone number")} left with a form`,
      mentions: (n) => `${count(n, "mention")} elsewhere (the name, number or words alone)`,
      accounts: (n) => count(n, "chat account"),
    },
    staysLines: {
      tickets: (n) => `category, building, status and times of ${count(n, "ticket")}`,
      joined: (n) => `the number of households of ${count(n, "ticket")} of others`,
      figures: "figures",
      audit: "the audit log: who erased it, when and why",
      chats: "what is on other people’s phones, where Linli has no hand",
    },
    open: (codes) =>
      `Not done yet: ${codes}. Category and building are all that will be left: finish them first, or note what matters.`,
    beyond: (messages, tickets) =>
      `Outside your areas are ${count(messages, "message")} and ${count(tickets, "ticket")}, which are not touched: ask an admin of a larger area.`,
    confirm: (code) => `Type the ticket’s code ${code} to confirm`,
    eraseNow: "Erase for good",
    erased: "Erased, and written down. Whoever it was is a new resident to the house.",
    sheets: {
      accounts: "Accounts",
      messages: "Talk",
      tickets: "Tickets",
      ticketWords: "Words in tickets",
      evidence: "As reported",
      questions: "Questions",
      forms: "Forms",
      shownTo: "Shown to",
      notHere: "Not in this file",
    },
    columns: {
      platform: "Platform",
      account: "Account",
      names: "Names",
      groups: "Groups",
      at: "Time",
      group: "Group",
      words: "Words",
      code: "Code",
      part: "Part",
      status: "Status",
      category: "Category",
      area: "Place",
      summary: "Summary",
      what: "What",
      phone: "Phone",
      files: "Photos and recordings",
      staff: "Staff",
      reason: "Reason",
    },
    parts: { reporter: "reporter", household: "household affected too" },
    notHere: [
      "Ordinary talk older than a day: wiped in due time, only its count is left, and nobody can tell whose it was.",
      "Backups: kept by whoever runs Linli, until they expire.",
      "What the chat network keeps itself, on phones and with its company.",
      "Other accounts that Linli cannot tell to be the same person’s.",
    ],
  },
};
