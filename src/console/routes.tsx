import { type ComponentType, lazy } from "react";
import type { ConsoleText } from "../locales/console.ts";
import { TodayPage } from "./pages/TodayPage.tsx";
import { paths } from "./paths.ts";

/** One page of the console. */
export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType;
  /** Its word in the menu; null for a page that another one leads to. */
  readonly menu: Exclude<keyof ConsoleText["nav"], "label" | "skip" | "signOut"> | null;
}

/** A page that is fetched when it is first opened. */
const later = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }));

/** Every page behind the sign-in, in the order of the menu. The drafts queue is what a morning begins with, so it alone is there at once. */
export const routes: readonly PageRoute[] = [
  { path: paths.today(), menu: "today", page: TodayPage },
  {
    path: paths.tickets(),
    menu: "tickets",
    page: later(async () => (await import("./pages/TicketsPage.tsx")).TicketsPage),
  },
  {
    path: "/tickets/:ticketId",
    menu: null,
    page: later(async () => (await import("./pages/TicketPage.tsx")).TicketPage),
  },
  {
    path: paths.figures(),
    menu: "figures",
    page: later(async () => (await import("./pages/FiguresPage.tsx")).FiguresPage),
  },
  {
    path: paths.groups(),
    menu: "groups",
    page: later(async () => (await import("./pages/GroupsPage.tsx")).GroupsPage),
  },
  {
    path: paths.pending(),
    menu: "pending",
    page: later(async () => (await import("./pages/PendingPage.tsx")).PendingPage),
  },
  {
    path: paths.relay(),
    menu: "relay",
    page: later(async () => (await import("./pages/RelayPage.tsx")).RelayPage),
  },
  {
    path: paths.forms(),
    menu: "forms",
    page: later(async () => (await import("./pages/FormsPage.tsx")).FormsPage),
  },
  {
    path: paths.knowledge(),
    menu: "knowledge",
    page: later(async () => (await import("./pages/KnowledgePage.tsx")).KnowledgePage),
  },
  {
    path: paths.newArticle(),
    menu: null,
    page: later(async () => (await import("./pages/NewArticlePage.tsx")).NewArticlePage),
  },
  {
    path: paths.tryQuestion(),
    menu: null,
    page: later(async () => (await import("./pages/TryQuestionPage.tsx")).TryQuestionPage),
  },
  {
    path: paths.importArticles(),
    menu: null,
    page: later(async () => (await import("./pages/ImportPage.tsx")).ImportPage),
  },
  {
    path: paths.unanswered(),
    menu: null,
    page: later(async () => (await import("./pages/UnansweredPage.tsx")).UnansweredPage),
  },
  {
    path: "/knowledge/articles/:articleId",
    menu: null,
    page: later(async () => (await import("./pages/ArticlePage.tsx")).ArticlePage),
  },
  {
    path: paths.learning(),
    menu: "learning",
    page: later(async () => (await import("./pages/LearningPage.tsx")).LearningPage),
  },
  {
    path: "/learning/prompts/:promptId",
    menu: null,
    page: later(async () => (await import("./pages/PromptPage.tsx")).PromptPage),
  },
  { path: paths.staff(), menu: "staff", page: later(async () => (await import("./pages/StaffPage.tsx")).StaffPage) },
  { path: paths.areas(), menu: null, page: later(async () => (await import("./pages/AreasPage.tsx")).AreasPage) },
  {
    path: paths.parties(),
    menu: null,
    page: later(async () => (await import("./pages/PartiesPage.tsx")).PartiesPage),
  },
  { path: paths.audit(), menu: "audit", page: later(async () => (await import("./pages/AuditPage.tsx")).AuditPage) },
  {
    path: paths.account(),
    menu: null,
    page: later(async () => (await import("./pages/AccountPage.tsx")).AccountPage),
  },
  {
    path: paths.status(),
    menu: "status",
    page: later(async () => (await import("./pages/StatusPage.tsx")).StatusPage),
  },
  {
    path: paths.doctor(),
    menu: "doctor",
    page: later(async () => (await import("./pages/DoctorPage.tsx")).DoctorPage),
  },
];
