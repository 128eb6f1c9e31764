import Papa from "papaparse";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { priorityNames, statusNames } from "../design/words.ts";

/** A cell of each task, by the names of the columns that `lockstep import csv` takes. */
const columns: Readonly<Record<string, (task: Task) => string>> = {
  id: ({ id }) => id,
  title: ({ title }) => title,
  description: ({ description }) => description ?? "",
  status: ({ status }) => statusNames[status],
  priority: ({ priority }) => priorityNames[priority],
  assignee: ({ assignee }) => assignee?.email ?? assignee?.name ?? "",
  labels: ({ labels }) => (labels.length === 0 ? "" : Papa.unparse([labels.map(({ name }) => name)])),
  due: ({ dueAt }) => dueAt?.replace("T00:00:00.000Z", "") ?? "",
};

/**
 * The beginning of a cell that a spreadsheet would run as a formula, as OWASP lists them. A quote is put before it, and
 * before quotes that stand there already, so that the import takes away exactly what was put.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Returns tasks as CSV (RFC 4180), in their order, with the names of columns in the first line. */
export function writeCsv(tasks: readonly Task[]): string {
  const rows = [Object.keys(columns), ...tasks.map((task) => Object.values(columns).map((read) => read(task)))];
  // In quotes, since spreadsheets in some languages also separate by semicolons.
  return Papa.unparse(rows, { quotes: true, newline: "\r\n", escapeFormulae: formula });
}
