import type { Category } from "../domain/taxonomy.ts";
import type { ConsoleLanguage, ConsoleText } from "../locales/console.ts";
import type { PersonFile } from "../ports/person-records.ts";
import type { Sheet } from "../ports/sheet-writer.ts";

/** Everything that is kept of a person as tables that they can read. Files are counted here; the JSON form has them whole. */
export function personSheets(
  file: PersonFile,
  { text, taxonomy, language }: { text: ConsoleText; taxonomy: readonly Category[]; language: ConsoleLanguage },
): readonly Sheet[] {
  const { sheets, columns, parts } = text.person;
  const label = (code: string) => {
    const category = taxonomy.find((one) => one.code === code);
    return (language === "zh" ? category?.label : category?.labelEn) ?? code;
  };
  const noted = (event: string) => text.events[event as keyof typeof text.events] ?? event;
  return [
    {
      title: sheets.accounts,
      head: [columns.platform, columns.account, columns.names, columns.groups],
      rows: file.accounts.map(({ platform, senderRef, names, groups }) => [
        ...[text.platforms[platform], senderRef],
        ...[names.join("、"), groups.join("、")],
      ]),
    },
    {
      title: sheets.messages,
      head: [columns.at, columns.group, columns.words],
      rows: file.messages.map(({ at, groupName, text: words }) => [beijing(at), groupName, words]),
    },
    {
      title: sheets.tickets,
      head: [columns.code, columns.part, columns.status, columns.category, columns.area, columns.at, columns.summary],
      rows: file.tickets.map(({ code, part, status, category, areaPath, createdAt, summary }) => [
        ...[code, parts[part], text.statuses[status], label(category), areaPath, beijing(createdAt), summary ?? ""],
      ]),
    },
    {
      title: sheets.ticketWords,
      head: [columns.code, columns.at, columns.what, columns.words],
      rows: file.tickets.flatMap(({ code, evidence, followUps }) => [
        ...evidence.map(({ at, text: words }) => [code, beijing(at), sheets.evidence, words] as const),
        ...followUps.map(({ at, event, text: words }) => [code, beijing(at), noted(event), words] as const),
      ]),
    },
    {
      title: sheets.questions,
      head: [columns.at, columns.words],
      rows: file.questions.map(({ at, text: words }) => [beijing(at), words]),
    },
    {
      title: sheets.forms,
      head: [columns.at, columns.phone, columns.files, columns.words],
      rows: file.forms.map(({ at, phone, files, words }) => [
        ...[beijing(at), phone ?? "", files.length, words.map(({ text: said }) => said).join("\n")],
      ]),
    },
    {
      title: sheets.shownTo,
      head: [columns.at, columns.staff, columns.what, columns.code, columns.reason],
      rows: file.shownTo.map(({ at, staffName, what, code, reason }) => [
        ...[beijing(at), staffName, text.audit.actions[what], code, reason],
      ]),
    },
    { title: sheets.notHere, head: [sheets.notHere], rows: text.person.notHere.map((line) => [line]) },
  ];
}

/** An instant as an office in China writes it. */
function beijing(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}
