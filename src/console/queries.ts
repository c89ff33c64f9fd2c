import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AuditPage, AuditVerdictView } from "../api/audit.ts";
import type { CheckUpView } from "../api/doctor.ts";
import type { AreaView, CategoryView, KeptPartyView, PartyView } from "../api/estate.ts";
import type { FiguresView } from "../api/figures.ts";
import type { SavedFilterView } from "../api/filters.ts";
import type { FormCodeView, TicketFile } from "../api/forms.ts";
import type { GroupView } from "../api/groups.ts";
import type { ArticleFileView, ArticleView, StarterList, TrialView } from "../api/knowledge.ts";
import type { ExamReportView, ExamView, LearntModelList, PromptFileView, PromptList } from "../api/learning.ts";
import type { ParkedView } from "../api/parked.ts";
import type { PersonalAccount } from "../api/personal-account.ts";
import type { PostView } from "../api/posts.ts";
import type { QuestionGroupView, QuestionView } from "../api/questions.ts";
import type { RelayGroupView } from "../api/relay.ts";
import type { AccountView, MeView } from "../api/session.ts";
import type { StaffView } from "../api/staff.ts";
import type { StatusView } from "../api/status.ts";
import type { TicketDetail, TicketList } from "../api/tickets.ts";
import { read } from "./client.ts";

/*
 * Every read of the console. A key begins with the word that `GET /api/events` uses for what changed, so that live.ts needs no list.
 */

/** Lists that staff rarely change: read once a visit. */
const rarelyChanges = { staleTime: Number.POSITIVE_INFINITY };

/** Drafts are read to the last one, so many at a time: the oldest may be the most urgent. */
const draftsMax = 200;

/** Figures are counted anew so often though no ticket moves: what is late grows by itself. */
const figuresEveryMs = 60_000;

/** What every reading of figures begins with: they change with tickets, and have no word of their own. */
export const figuresKey = ["figures"] as const;

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => read<MeView>("/api/me", signal),
  ...rarelyChanges,
});

/** The drafts queue. */
export const draftsQuery = queryOptions({
  queryKey: ["tickets", "drafts"],
  queryFn: async ({ signal }): Promise<TicketList> => {
    const tickets: TicketList["tickets"] = [];
    for (let after: string | null = ""; after !== null; ) {
      const from = after && `&after=${encodeURIComponent(after)}`;
      const page: TicketList = await read<TicketList>(`/api/tickets?status=draft&limit=${draftsMax}${from}`, signal);
      tickets.push(...page.tickets);
      after = page.next;
    }
    return { tickets, next: null };
  },
});

/** Tickets under a filter, page by page. The filter's names are those of `ListTickets`. */
export const ticketsQuery = (filter: Readonly<Record<string, string>>) =>
  infiniteQueryOptions({
    queryKey: ["tickets", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...filter, ...(pageParam === null ? {} : { after: pageParam }) });
      return read<TicketList>(`/api/tickets?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** The views of the ticket list that the reader keeps. */
export const filtersQuery = queryOptions({
  queryKey: ["filters"],
  queryFn: ({ signal }) => read<SavedFilterView[]>("/api/filters", signal),
  ...rarelyChanges,
});

/** Figures of a period and an area. */
export const figuresQuery = (query: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: [...figuresKey, query],
    queryFn: ({ signal }) => read<FiguresView>(`/api/figures?${new URLSearchParams(query)}`, signal),
    refetchInterval: figuresEveryMs,
    placeholderData: keepPreviousData,
  });

/** One ticket with all that a decision needs. */
export const ticketQuery = (ticketId: string) =>
  queryOptions({
    queryKey: ["tickets", "one", ticketId],
    queryFn: ({ signal }) => read<TicketDetail>(`/api/tickets/${encodeURIComponent(ticketId)}`, signal),
  });

/** The groups of the reader's areas. */
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: ({ signal }) => read<GroupView[]>("/api/groups", signal),
});

/** What was last said in a group. */
export const groupPostsQuery = (groupId: string) =>
  queryOptions({
    queryKey: ["posts", "of", groupId],
    queryFn: ({ signal }) => read<PostView[]>(`/api/groups/${encodeURIComponent(groupId)}/posts`, signal),
  });

/** The QR codes of the form on the wall. */
export const formsQuery = queryOptions({
  queryKey: ["forms"],
  queryFn: ({ signal }) => read<FormCodeView[]>("/api/forms", signal),
});

/** What was handed in with a ticket's report. */
export const ticketFilesQuery = (ticketId: string) =>
  queryOptions({
    queryKey: ["tickets", "files", ticketId],
    queryFn: ({ signal }) => read<TicketFile[]>(`/api/tickets/${encodeURIComponent(ticketId)}/files`, signal),
  });

/** The posts whose fate a person must settle. */
export const postsToSettleQuery = queryOptions({
  queryKey: ["posts"],
  queryFn: ({ signal }) => read<PostView[]>("/api/posts?state=uncertain,withheld,failed", signal),
});

/** What people carry to groups where no bot may be. */
export const relayQuery = queryOptions({
  queryKey: ["posts", "relay"],
  queryFn: ({ signal }) => read<RelayGroupView[]>("/api/relay/groups", signal),
});

/** The questions that no article answers. */
export const openQuestionsQuery = queryOptions({
  queryKey: ["questions", "open"],
  queryFn: ({ signal }) => read<QuestionView[]>("/api/questions?status=open", signal),
});

/** The questions that no article answers, those that ask the same together. */
export const questionGroupsQuery = queryOptions({
  queryKey: ["questions", "groups"],
  queryFn: ({ signal }) => read<QuestionGroupView[]>("/api/questions/groups", signal),
});

/** The events that were set aside. */
export const parkedQuery = queryOptions({
  queryKey: ["status", "parked"],
  queryFn: ({ signal }) => read<ParkedView[]>("/api/parked", signal),
});

/** The FAQ articles. */
export const articlesQuery = queryOptions({
  queryKey: ["articles", "list"],
  queryFn: ({ signal }) => read<ArticleView[]>("/api/articles", signal),
});

/** One article with its history. */
export const articleQuery = (articleId: string) =>
  queryOptions({
    queryKey: ["articles", "one", articleId],
    queryFn: ({ signal }) => read<ArticleFileView>(`/api/articles/${encodeURIComponent(articleId)}`, signal),
  });

/** What a question would be answered in an area. */
export const trialQuery = (asked: { readonly question: string; readonly areaPath: string }) =>
  queryOptions({
    queryKey: ["articles", "try", asked],
    queryFn: ({ signal }) => read<TrialView>(`/api/articles/try?${new URLSearchParams(asked)}`, signal),
  });

/** What publishing an article would do to the answers. Asked anew each time: what is published changes. */
export const articleExamQuery = (articleId: string) =>
  queryOptions({
    queryKey: ["articles", "exam", articleId],
    queryFn: ({ signal }) => read<ExamReportView>(`/api/articles/${encodeURIComponent(articleId)}/exam`, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** How often an exam is looked at while one is under way, beside what the house tells by itself. */
const examEveryMs = 5_000;

/** The prompts, and by which model they are read. */
export const promptsQuery = queryOptions({
  queryKey: ["learning", "prompts"],
  queryFn: ({ signal }) => read<PromptList>("/api/prompts", signal),
});

/** One prompt with its history and its exams. */
export const promptQuery = (promptId: string) =>
  queryOptions({
    queryKey: ["learning", "prompt", promptId],
    queryFn: ({ signal }) => read<PromptFileView>(`/api/prompts/${encodeURIComponent(promptId)}`, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.exams.some(({ state }) => state === "waiting" || state === "running") ? examEveryMs : false,
  });

/** The exam: its cases and its pass marks. */
export const examQuery = queryOptions({
  queryKey: ["learning", "exam"],
  queryFn: ({ signal }) => read<ExamView>("/api/exam", signal),
});

/** What the local reader has learnt here. */
export const learntModelsQuery = queryOptions({
  queryKey: ["learning", "models"],
  queryFn: ({ signal }) => read<LearntModelList>("/api/reader-models", signal),
});

/** The live categories. */
export const taxonomyQuery = queryOptions({
  queryKey: ["taxonomy"],
  queryFn: ({ signal }) => read<CategoryView[]>("/api/taxonomy", signal),
  ...rarelyChanges,
});

/** The area paths of the reader's scope. */
export const areasQuery = queryOptions({
  queryKey: ["areas"],
  queryFn: ({ signal }) => read<string[]>("/api/areas", signal),
  ...rarelyChanges,
});

/** What an office can begin its articles with. */
export const starterQuery = queryOptions({
  queryKey: ["starter"],
  queryFn: ({ signal }) => read<StarterList>("/api/articles/starter", signal),
  ...rarelyChanges,
});

/** Who can handle a ticket. */
export const partiesQuery = queryOptions({
  queryKey: ["parties"],
  queryFn: ({ signal }) => read<PartyView[]>("/api/parties", signal),
  ...rarelyChanges,
});

/** The area tree, as its admin keeps it. */
export const areaTreeQuery = queryOptions({
  queryKey: ["areas", "tree"],
  queryFn: ({ signal }) => read<AreaView[]>("/api/areas/tree", signal),
});

/** The parties, as their admin keeps them. */
export const keptPartiesQuery = queryOptions({
  queryKey: ["parties", "kept"],
  queryFn: ({ signal }) => read<KeptPartyView[]>("/api/parties/kept", signal),
});

/** The members of staff. */
export const staffQuery = queryOptions({
  queryKey: ["staff"],
  queryFn: ({ signal }) => read<StaffView[]>("/api/staff", signal),
});

/** How the reader proves who they are, and where they are signed in. */
export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => read<AccountView>("/api/account", signal),
});

/** The audit log under a filter, page by page. The filter's names are those of `ListAudit`. */
export const auditQuery = (filter: Readonly<Record<string, string>>) =>
  infiniteQueryOptions({
    queryKey: ["audit", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...filter, ...(pageParam === null ? {} : { before: pageParam }) });
      return read<AuditPage>(`/api/audit?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** Whether the audit log is whole. */
export const auditVerdictQuery = queryOptions({
  queryKey: ["audit", "verdict"],
  queryFn: ({ signal }) => read<AuditVerdictView>("/api/audit/verdict", signal),
});

/** A login code lives for minutes, and nothing tells the page of a new one. */
const accountEveryMs = 4_000;

/** The personal account that speaks in WeChat groups. Admins only. */
export const personalAccountQuery = queryOptions({
  queryKey: ["status", "wechat"],
  queryFn: ({ signal }) => read<PersonalAccount>("/api/wechat", signal),
  refetchInterval: accountEveryMs,
});

/** How the house does, and what waits. */
export const statusQuery = queryOptions({
  queryKey: ["status", "now"],
  queryFn: ({ signal }) => read<StatusView>("/api/status", signal),
});

/** How often a check-up is made anew while somebody looks at it: silence changes nothing that would tell the page. */
const checkUpEveryMs = 30_000;

/** A check-up of the channels and of the reader's groups. */
export const checkUpQuery = queryOptions({
  queryKey: ["status", "doctor"],
  queryFn: ({ signal }) => read<CheckUpView>("/api/doctor", signal),
  refetchInterval: checkUpEveryMs,
});
