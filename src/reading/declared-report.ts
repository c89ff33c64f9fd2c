import type { ChatWindow } from "../domain/chat.ts";
import type { Reading } from "../domain/reading.ts";
import { shippedModel } from "./local-reader.ts";
import { openReaderModel } from "./reader-model.ts";
import { reportOf } from "./report.ts";
import { linesOf } from "./window-lines.ts";

/**
 * Makes a report of what was handed in as one and read as none: who fills in a form has said that it is a report, and staff, not a model, say
 * that it is not. Once a ticket follows it, what is said there is read as ever. Its confidence is 0, which staff see as 不确定.
 */
export function withDeclaredReport(reading: Reading, window: ChatWindow): Reading {
  if (!window.group.isOneReport || window.tickets.length > 0 || reading.reports.length > 0) return reading;
  const model = openReaderModel(shippedModel());
  const lines = linesOf(window, model).filter(
    ({ message }) => window.freshIds.has(message.id) && !message.fromStaff && !message.recalled,
  );
  if (lines.length === 0) return reading;
  const report = reportOf(lines, window, model);
  return { ...reading, reports: [{ ...report, triage: { ...report.triage, confidence: 0 } }] };
}
