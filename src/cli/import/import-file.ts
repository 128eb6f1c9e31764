import type { TaskStatus } from "../../database/generated/enums.ts";
import { openDeployment } from "../check/client/deployment.ts";
import { introduce } from "../check/client/person.ts";
import { applyPlan } from "./apply-plan.ts";
import { decodeText } from "./decode-text.ts";
import type { ImportDraft } from "./draft.ts";
import { planChanges } from "./plan-changes.ts";
import { readCsv } from "./read-csv.ts";
import { readTrello } from "./read-trello.ts";
import { type ImportReport, toReport, writeFaults } from "./report.ts";
import { readTarget } from "./target.ts";
import type { Choices } from "./words.ts";

const readers = { trello: readTrello, csv: readCsv } as const satisfies Record<
  string,
  (text: string, statuses: Choices<TaskStatus>) => ImportDraft
>;

export type ImportSource = keyof typeof readers;

export interface ImportOptions {
  readonly source: ImportSource;
  /** The file. */
  readonly bytes: Uint8Array;
  /** Origin of the deployment. */
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
  /** Names of lists or states in the file → status. */
  readonly statuses: Choices<TaskStatus>;
  /** Names in the file → e-mail. */
  readonly people: Choices<string>;
  /** True: tells what would be imported, and imports nothing. */
  readonly isDry: boolean;
  /** True: items that a project cannot take are left out. False: they stop the import before it begins. */
  readonly skipsFaults: boolean;
}

/**
 * Imports a file into a project by `applyChanges`, as a client of a deployment. The rights and limits of the person
 * hold, and subscribers follow live. The same file again changes nothing, and goes on with an import that ended early.
 * Rejects with one sentence, or one for each item that a project cannot take, before anything is imported.
 */
export async function importFile(
  options: ImportOptions,
  onProgress: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { source, isDry, skipsFaults, token } = options;
  const draft = readers[source](decodeText(options.bytes), options.statuses);
  if (draft.faults.length > 0 && !isDry && !skipsFaults) {
    const remedy = "Nothing was imported. Mend the file, or leave these items out by --skip-faults.";
    throw new Error([...writeFaults(draft.faults), remedy].join("\n"));
  }
  const credentials = { name: "The token", findToken: async () => token, end: async () => {} };
  const person = await introduce(openDeployment(options.url), credentials);
  const target = await readTarget(person, options.projectId, options.people);
  const plan = planChanges(source, draft, target);
  const tell = (done: number) => onProgress(done, plan.changes.length);
  const done = isDry ? null : await applyPlan(person, target, plan, tell, signal);
  return toReport(target, draft, plan, { skipsFaults, done });
}
