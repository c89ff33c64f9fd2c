/** Everything that staff do and that is written down, and what the house does in their place. */
export const auditActions = [
  "sign_in",
  "sign_in_refused",
  "sign_out",
  "end_session",
  "prove_again",
  "set_password",
  "set_second_factor",
  "drop_second_factor",
  "issue_sign_in_link",
  "issue_binding_code",
  "bind_account",
  "bind_group",
  "activate_staff",
  "deactivate_staff",
  "invite_staff",
  "give_grant",
  "confirm_grant",
  "end_grant",
  "take_duty",
  "add_area",
  "change_area",
  "remove_area",
  "add_party",
  "change_party",
  "remove_party",
  "move_ticket",
  "reveal_reporter",
  "export_person",
  "erase_person",
  "change_group",
  "settle_post",
  "close_question",
  "save_article",
  "publish_article",
  "roll_back_article",
  "retire_article",
  "save_prompt",
  "publish_prompt",
  "roll_back_prompt",
  "start_exam",
  "add_exam_question",
  "drop_exam_question",
  "set_exam_margins",
  "publish_reader_model",
  "roll_back_reader_model",
  "retry_parked",
  "accept_channel_risk",
  "withdraw_channel_risk",
  "confirm_room",
  "open_relay_group",
  "make_form_code",
  "end_form_code",
  "export_audit",
  "export_tickets",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** The newest entry of the log at some time. */
export interface AuditHead {
  /** Counts from 1; 0 while nothing was written down. */
  readonly seq: number;
  readonly hash: string;
}

/** What a check of the whole log found. */
export interface AuditVerdict {
  readonly entries: number;
  /** Heads that were noted outside of the database and compared. */
  readonly anchors: number;
  /**
   * The first place that is not as it was written: `changed` by itself, `missing` or put in, `cut` off at the end, or `rewritten` as a whole,
   * so that it hangs together and is not what was noted outside. Null when the log is whole.
   */
  readonly broken: { readonly seq: number; readonly how: "changed" | "missing" | "cut" | "rewritten" } | null;
}
