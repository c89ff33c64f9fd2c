import type { auditZh } from "./audit-zh.ts";
import { countEn as count } from "./count-en.ts";

/** What the console says about the audit log, in English. */
export const auditEn: typeof auditZh = {
  audit: {
    title: "Audit",
    whole: "Whole",
    broken: "Tampered with",
    checked: (entries, anchors) =>
      `${count(entries, "entry", "entries")} checked one by one, and in line with ${count(anchors, "mark")} kept outside.`,
    brokenAt: (seq, how) => `From entry ${seq} on: ${how}. Keep everything as it is, and tell whoever runs this Linli.`,
    how: {
      changed: "it was changed",
      missing: "one is missing or too many",
      cut: "the end was cut off",
      rewritten: "it was written anew",
    },
    again: "Check again",
    person: "Who",
    action: "What",
    from: "From",
    until: "Until",
    export: "Export",
    ticket: "See the ticket",
    empty: { what: "Nothing of the kind was written down.", todo: "Ask for more people, actions or time." },
    actions: {
      sign_in: "signed in",
      sign_in_refused: "was not let in",
      sign_out: "signed out",
      end_session: "ended sessions",
      prove_again: "proved who they are",
      set_password: "set a password",
      set_second_factor: "set up a second factor",
      drop_second_factor: "gave up the second factor",
      issue_sign_in_link: "made a sign-in link",
      issue_binding_code: "made a binding code",
      bind_account: "bound a chat account",
      bind_group: "bound a group",
      activate_staff: "let somebody back in",
      deactivate_staff: "shut somebody out",
      move_ticket: "moved a ticket",
      reveal_reporter: "looked up who reported",
      change_group: "changed a group",
      settle_post: "settled a post",
      close_question: "closed a question",
      open_relay_group: "made a relay group",
      make_form_code: "made a form code",
      end_form_code: "ended a form code",
      export_audit: "exported the log",
    },
  },
};
