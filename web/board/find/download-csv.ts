import type { Task } from "../../../client/core/lockstep/index.ts";
import { writeCsv } from "./write-csv.ts";

/** Has the browser save tasks as a CSV file. */
export function downloadCsv(tasks: readonly Task[], projectName: string): void {
  // Excel takes a file without the byte order mark for another encoding.
  const file = new Blob(["\ufeff", writeCsv(tasks)], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${projectName.replaceAll(/[^\p{L}\p{N}]+/gu, "-") || "tasks"}.csv`;
  link.click();
  // Some browsers read it only now.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
