import { accessEn } from "./access-en.ts";
import { auditEn } from "./audit-en.ts";
import { channelsEn } from "./channels-en.ts";
import type { consoleZh } from "./console-zh.ts";
import { countEn as count } from "./count-en.ts";
import { figuresEn } from "./figures-en.ts";
import { groupsEn } from "./groups-en.ts";
import { knowledgeEn } from "./knowledge-en.ts";
import { learningEn } from "./learning-en.ts";
import { peopleEn } from "./people-en.ts";
import { personEn } from "./person-en.ts";
import { ticketsEn } from "./tickets-en.ts";
import { todayEn } from "./today-en.ts";

/** The console in English. */
export const consoleEn: typeof consoleZh = {
  name: "Linli",
  language: { switchTo: "中文", label: "Language" },
  theme: { label: "Theme", auto: "System", light: "Light", dark: "Dark" },
  nav: {
    label: "Main menu",
    today: "Today",
    tickets: "Tickets",
    figures: "Figures",
    groups: "Groups",
    pending: "To settle",
    relay: "Relay",
    forms: "Posters",
    knowledge: "Knowledge",
    learning: "Exams",
    staff: "People",
    audit: "Audit",
    status: "Status",
    doctor: "Check-up",
    signOut: "Sign out",
    skip: "Skip to content",
  },
  time: {
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
    days: (n) => count(n, "day"),
    ago: (span) => `${span} ago`,
    justNow: "just now",
    left: (span) => `${span} left`,
    over: (span) => `${span} overdue`,
  },
  states: {
    loading: "Loading…",
    retry: "Try again",
    offline: "No network: what you see may be old. It refreshes by itself once the network is back.",
    reconnecting: "The connection to Linli is broken and being mended; what you see may be old.",
    sending: "Being sent",
    notYourRole: (role) => `The role “${role}” may not do this; ask a colleague of the area who may`,
    crashed: { what: "This page broke.", todo: "Reload it; if it stays so, tell whoever runs this Linli." },
    refresh: "Reload",
    notYourPage: { what: "This page is not for your role.", todo: "If you need it, ask an admin of the area." },
    notFound: { what: "There is no such page.", todo: "Start from the menu." },
  },
  marks: {
    colon: ": ",
    comma: ", ",
    and: ", ",
    semicolon: "; ",
    sentences: (one, other) => `${one} ${other}`,
    aside: (words, more) => `${words} (${more})`,
  },
  words: {
    cancel: "Cancel",
    close: "Close",
    copy: "Copy",
    copied: "Copied",
    more: "Show more",
    all: "All",
    unknown: "Unknown",
    households: (n) => count(n, "household"),
    wholeGroup: "not from a group",
    notADay: "Write it as 2026-11-22",
    expiresAt: (at) => `Valid until ${at}, once`,
  },
  knowledge: knowledgeEn,
  learning: learningEn,
  ...ticketsEn,
  figures: figuresEn,
  ...todayEn,
  ...groupsEn,
  ...channelsEn,
  ...accessEn,
  ...peopleEn,
  ...auditEn,
  ...personEn,
  error: ({ code, message, remedy }) =>
    code === "OFFLINE"
      ? {
          what: "Linli does not answer.",
          todo: "Check the network; it refreshes by itself. Press again what was not sent.",
        }
      : { what: message, todo: remedy },
};
