import { type ComponentType, lazy } from "react";
import type { Action } from "../domain/authority.ts";
import type { ConsoleText } from "../locales/console.ts";
import { TodayPage } from "./pages/TodayPage.tsx";
import { paths } from "./paths.ts";

/** One page of the console. */
export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType;
  /** What a role must be allowed, as the server asks it of the page's first read; null where being signed in is enough. */
  readonly needs: Action | null;
  /** Its word in the menu; null for a page that another one leads to. */
  readonly menu: Exclude<keyof ConsoleText["nav"], "label" | "skip" | "signOut"> | null;
}

/** A page that is fetched when it is first opened. */
const later = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }));

/** Every page behind the sign-in, in the order of the menu. The drafts queue is what a morning begins with, so it alone is there at once. */
export const routes: readonly PageRoute[] = [
  { path: paths.today(), needs: "read_tickets", menu: "today", page: TodayPage },
  {
    path: paths.tickets(),
    needs: "read_tickets",
    menu: "tickets",
    page: later(async () => (await import("./pages/TicketsPage.tsx")).TicketsPage),
  },
  {
    path: "/tickets/:ticketId",
    needs: "read_tickets",
    menu: null,
    page: later(async () => (await import("./pages/TicketPage.tsx")).TicketPage),
  },
  {
    path: paths.figures(),
    needs: "read_figures",
    menu: "figures",
    page: later(async () => (await import("./pages/FiguresPage.tsx")).FiguresPage),
  },
  {
    path: paths.groups(),
    needs: "read_groups",
    menu: "groups",
    page: later(async () => (await import("./pages/GroupsPage.tsx")).GroupsPage),
  },
  {
    path: paths.pending(),
    needs: "settle_posts",
    menu: "pending",
    page: later(async () => (await import("./pages/PendingPage.tsx")).PendingPage),
  },
  {
    path: paths.relay(),
    needs: "settle_posts",
    menu: "relay",
    page: later(async () => (await import("./pages/RelayPage.tsx")).RelayPage),
  },
  {
    path: paths.forms(),
    needs: "read_groups",
    menu: "forms",
    page: later(async () => (await import("./pages/FormsPage.tsx")).FormsPage),
  },
  {
    path: paths.knowledge(),
    needs: "read_knowledge",
    menu: "knowledge",
    page: later(async () => (await import("./pages/KnowledgePage.tsx")).KnowledgePage),
  },
  {
    path: paths.newArticle(),
    needs: "read_knowledge",
    menu: null,
    page: later(async () => (await import("./pages/NewArticlePage.tsx")).NewArticlePage),
  },
  {
    path: paths.tryQuestion(),
    needs: "read_knowledge",
    menu: null,
    page: later(async () => (await import("./pages/TryQuestionPage.tsx")).TryQuestionPage),
  },
  {
    path: paths.importArticles(),
    needs: "read_knowledge",
    menu: null,
    page: later(async () => (await import("./pages/ImportPage.tsx")).ImportPage),
  },
  {
    path: paths.unanswered(),
    needs: "answer_questions",
    menu: null,
    page: later(async () => (await import("./pages/UnansweredPage.tsx")).UnansweredPage),
  },
  {
    path: "/knowledge/articles/:articleId",
    needs: "read_knowledge",
    menu: null,
    page: later(async () => (await import("./pages/ArticlePage.tsx")).ArticlePage),
  },
  {
    path: paths.learning(),
    needs: "read_learning",
    menu: "learning",
    page: later(async () => (await import("./pages/LearningPage.tsx")).LearningPage),
  },
  {
    path: "/learning/prompts/:promptId",
    needs: "read_learning",
    menu: null,
    page: later(async () => (await import("./pages/PromptPage.tsx")).PromptPage),
  },
  {
    path: paths.staff(),
    needs: "read_staff",
    menu: "staff",
    page: later(async () => (await import("./pages/StaffPage.tsx")).StaffPage),
  },
  {
    path: paths.areas(),
    needs: "read_staff",
    menu: null,
    page: later(async () => (await import("./pages/AreasPage.tsx")).AreasPage),
  },
  {
    path: paths.parties(),
    needs: "read_staff",
    menu: null,
    page: later(async () => (await import("./pages/PartiesPage.tsx")).PartiesPage),
  },
  {
    path: paths.audit(),
    needs: "read_audit",
    menu: "audit",
    page: later(async () => (await import("./pages/AuditPage.tsx")).AuditPage),
  },
  {
    path: paths.account(),
    needs: null,
    menu: null,
    page: later(async () => (await import("./pages/AccountPage.tsx")).AccountPage),
  },
  {
    path: paths.status(),
    needs: null,
    menu: "status",
    page: later(async () => (await import("./pages/StatusPage.tsx")).StatusPage),
  },
  {
    path: paths.doctor(),
    needs: "read_groups",
    menu: "doctor",
    page: later(async () => (await import("./pages/DoctorPage.tsx")).DoctorPage),
  },
];
