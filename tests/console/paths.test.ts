import { expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";

it("gives each page one address, so that a new or moved page shows as one reviewed line", () => {
  const addresses = {
    today: paths.today(),
    tickets: paths.tickets(),
    "tickets of a group": paths.tickets({ status: "draft", group: "g1" }),
    "a ticket": paths.ticket("t/1"),
    figures: paths.figures(),
    groups: paths.groups(),
    pending: paths.pending(),
    relay: paths.relay(),
    forms: paths.forms(),
    knowledge: paths.knowledge(),
    "a new article": paths.newArticle({ question: "问?" }),
    "to import articles": paths.importArticles(),
    "questions nobody could answer": paths.unanswered(),
    "to try a question": paths.tryQuestion(),
    "an article": paths.article("a/1"),
    learning: paths.learning(),
    "a prompt": paths.prompt("triage"),
    staff: paths.staff(),
    audit: paths.audit(),
    account: paths.account(),
    status: paths.status(),
    doctor: paths.doctor(),
    signIn: paths.signIn(),
  };
  expect(addresses).toMatchInlineSnapshot(`
    {
      "a new article": "/knowledge/new?question=%E9%97%AE%3F",
      "a prompt": "/learning/prompts/triage",
      "a ticket": "/tickets/t%2F1",
      "account": "/account",
      "an article": "/knowledge/articles/a%2F1",
      "audit": "/audit",
      "doctor": "/doctor",
      "figures": "/figures",
      "forms": "/forms",
      "groups": "/groups",
      "knowledge": "/knowledge",
      "learning": "/learning",
      "pending": "/pending",
      "questions nobody could answer": "/knowledge/unanswered",
      "relay": "/relay",
      "signIn": "/sign-in",
      "staff": "/staff",
      "status": "/status",
      "tickets": "/tickets",
      "tickets of a group": "/tickets?status=draft&group=g1",
      "to import articles": "/knowledge/import",
      "to try a question": "/knowledge/try",
      "today": "/",
    }
  `);
});
