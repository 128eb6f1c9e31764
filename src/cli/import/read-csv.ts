import Papa from "papaparse";
import { z } from "zod";
import type { TaskStatus } from "../../database/generated/enums.ts";
import { withLineFeeds } from "../../model/storable-text.ts";
import { DraftBuilder, type DraftTask, type ImportDraft } from "./draft.ts";
import { type Choices, findPriority, findStatus, toWord } from "./words.ts";

/** Names of columns in the first line, in the form of `toWord`. */
const columnNames = {
  title: ["title", "name", "summary", "task"],
  description: ["description", "notes", "details"],
  status: ["status", "state", "list", "column"],
  priority: ["priority"],
  assignee: ["assignee", "assigned to", "assignee e mail", "assignee email", "owner"],
  labels: ["labels", "label", "tags"],
  due: ["due", "due date", "deadline"],
  id: ["id", "key"],
} as const;

type Column = keyof typeof columnNames;
const columns = Object.keys(columnNames) as readonly Column[];

/**
 * Reads tasks from CSV with names of columns in its first line. Separators are commas, semicolons or tabs. Throws one
 * sentence for a file that is broken as a whole; faults of single rows are part of the draft.
 */
export function readCsv(text: string, statuses: Choices<TaskStatus>): ImportDraft {
  const lines = withLineFeeds(text);
  const { delimiter, header } = findHeader(lines);
  const places = findPlaces(header);
  const known = new Set(places.values());
  const draft = new DraftBuilder();
  const seen = new Map<string, number>();
  let lineNumber = 1;
  let read = 0;
  let isFirst = true;
  Papa.parse<string[]>(lines, {
    delimiter,
    newline: "\n",
    step({ data: cells, errors, meta }) {
      const place = `Line ${lineNumber}`;
      lineNumber += countLines(lines, read, meta.cursor);
      read = meta.cursor;
      if (errors[0]) throw new Error(explainQuotes(place, errors[0].code));
      if (isFirst) isFirst = false;
      else if (cells.some(isFilled)) {
        const { task, faults } = readRow({ place, cells, header, places, seen, statuses });
        if (draft.add(task, faults)) {
          for (const name of header.filter((_, index) => isFilled(cells[index] ?? "") && !known.has(index))) {
            draft.leaveOut(`cells of the column ${quote(name)}`);
          }
        }
      }
    },
  });
  return draft.build();
}

interface Row {
  readonly place: string;
  readonly cells: readonly string[];
  readonly header: readonly string[];
  readonly places: ReadonlyMap<Column, number>;
  /** Key → number of earlier rows with it. */
  readonly seen: Map<string, number>;
  readonly statuses: Choices<TaskStatus>;
}

/** Returns the task of a row, and a sentence for each part that cannot be read. */
function readRow({ place, cells, header, places, seen, statuses }: Row) {
  const read = (column: Column) => withoutGuard(cells[places.get(column) ?? -1] ?? "");
  const given = Object.fromEntries(columns.map((column) => [column, read(column)])) as Record<Column, string>;
  const status = isFilled(given.status) ? findStatus(given.status, statuses) : "TODO";
  const priority = isFilled(given.priority) ? findPriority(given.priority) : "NONE";
  const dueAt = readDue(given.due.trim());
  const id = given.id.trim();
  // Equal rows are several tasks. A row keeps its key when others come before it.
  const own = JSON.stringify(id === "" ? given : { id });
  const earlier = seen.get(own) ?? 0;
  seen.set(own, earlier + 1);

  const isTooLong = cells.slice(header.length).some(isFilled);
  const faults = [
    isTooLong && `The row has ${cells.length} cells, more than the first line.`,
    !status && `The status ${quote(given.status)} is unknown: name it by --statuses.`,
    !priority && `The priority ${quote(given.priority)} is none of None, Low, Medium, High and Urgent.`,
    dueAt === undefined && `The due date ${quote(given.due)} is neither a day (2026-11-30) nor a time of ISO 8601.`,
    id !== "" && earlier > 0 && `An earlier row has the id ${quote(id)}.`,
  ].filter((fault) => fault !== false);
  const task: DraftTask = {
    key: id === "" ? `row ${own} ${earlier}` : `id ${id}`,
    ...{ place, title: given.title, comments: [] },
    ...{ status: status ?? "TODO", priority: priority ?? "NONE", dueAt: dueAt ?? null },
    description: given.description === "" ? null : given.description,
    people: isFilled(given.assignee) ? [given.assignee.trim()] : [],
    labels: readLabels(given.labels),
  };
  return { task, faults };
}

function isFilled(cell: string): boolean {
  return cell.trim() !== "";
}

/** The separator by which the first line names a title. */
function findHeader(text: string) {
  for (const delimiter of [",", ";", "\t"]) {
    const header = Papa.parse<string[]>(text, { delimiter, newline: "\n", preview: 1 }).data[0] ?? [];
    if (header.some((name) => toColumn(name) === "title")) return { delimiter, header };
  }
  throw new Error("The first line must name the columns, one of them title. Nothing was imported.");
}

function toColumn(name: string): Column | undefined {
  return columns.find((column) => (columnNames[column] as readonly string[]).includes(toWord(name)));
}

function findPlaces(header: readonly string[]): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  for (const [index, name] of header.entries()) {
    const column = toColumn(name);
    if (!column) continue;
    if (places.has(column)) throw new Error(`Two columns stand for ${column}: rename one. Nothing was imported.`);
    places.set(column, index);
  }
  return places;
}

/** Texts that begin like a formula have a quote before them in files that spreadsheets open. */
function withoutGuard(cell: string): string {
  return cell.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, "");
}

/** Names separated by commas. One that holds a comma stands in quotes. */
function readLabels(cell: string): string[] {
  const names = Papa.parse<string[]>(cell.trim(), { delimiter: "," }).data.flat();
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))];
}

const time = z.iso.datetime({ offset: true });

/** Days stand for their beginning in UTC. Undefined: it is neither a day nor a time. */
function readDue(text: string): string | null | undefined {
  if (text === "") return null;
  const written = z.iso.date().safeParse(text).success ? `${text}T00:00:00.000Z` : text;
  const date = new Date(time.safeParse(written).data ?? Number.NaN);
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date.toISOString() : undefined;
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function explainQuotes(place: string, code: string): string {
  const what = code === "MissingQuotes" ? "a quote that is not closed" : "text after a closing quote";
  return `${place} begins a row with ${what}. Write a quote within quotes twice. Nothing was imported.`;
}

/** A value as a sentence shows it. */
function quote(text: string): string {
  return JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}…` : text);
}
