import type { Imported } from "./apply-plan.ts";
import type { Fault, ImportDraft } from "./draft.ts";
import type { Plan, PlannedChange } from "./plan-changes.ts";
import type { Target } from "./target.ts";

/** All that an import tells: before it begins, and after it. */
export interface ImportReport {
  readonly project: string;
  readonly dryRun: boolean;
  /** True: faults keep a run from importing anything, unless it leaves them out. */
  readonly blocked: boolean;
  /** Items to import, or imported. */
  readonly imported: Readonly<Record<PlannedChange["kind"], number>>;
  /** Items that were there, or were imported before and deleted since. They stay as they are. */
  readonly existing: number;
  /** Status → tasks to import. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Names that are no members → tasks that nobody is assigned to for it. */
  readonly strangers: Readonly<Record<string, number>>;
  /** Parts of the file that Lockstep has no place for. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Items that a project cannot take. */
  readonly faults: readonly Fault[];
  /** Items that the deployment refused. */
  readonly refused: readonly Fault[];
}

/** Tells what an import will do, and once it is done, what it did. */
export function toReport(
  target: Target,
  draft: ImportDraft,
  plan: Plan,
  { skipsFaults, done }: { readonly skipsFaults: boolean; readonly done: Imported | null },
): ImportReport {
  const count = (kind: PlannedChange["kind"]) => plan.changes.filter((planned) => planned.kind === kind).length;
  const statuses: Record<string, number> = {};
  for (const { status } of draft.tasks) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    project: target.name,
    dryRun: done === null,
    blocked: draft.faults.length > 0 && !skipsFaults,
    imported: done?.made ?? { label: count("label"), task: count("task"), comment: count("comment") },
    existing: done?.existing ?? plan.existing.tasks,
    statuses,
    strangers: Object.fromEntries(plan.strangers),
    leftOut: Object.fromEntries(draft.leftOut),
    faults: draft.faults,
    refused: done?.refused ?? [],
  };
}

/** Faults that are listed; the rest is counted. */
const mostFaults = 50;

/** The report as lines for people. */
export function writeReport({ imported, existing, project, ...rest }: ImportReport): string[] {
  const { task, label, comment } = imported;
  const made = `${counted(task, "task")}, ${counted(label, "label")} and ${counted(comment, "comment")} into ${project}`;
  const states = Object.entries(rest.statuses).map(([status, count]) => `${status} ${count}`);
  return [
    writeOutcome(rest, made),
    ...(existing > 0
      ? [`Left as it is, since it exists or was deleted after an import: ${counted(existing, "item")}.`]
      : []),
    ...(states.length > 0 ? [`Tasks of the file by status: ${states.join(", ")}.`] : []),
    ...Object.entries(rest.strangers).map(
      ([name, count]) =>
        `No member is known as ${name}: no assignee for ${counted(count, "task")}. Name the e-mail by --people.`,
    ),
    ...Object.entries(rest.leftOut).map(([what, count]) => `Left out: ${what} (${count}).`),
    ...writeFaults([...rest.faults, ...rest.refused]),
  ];
}

function writeOutcome({ dryRun, blocked, faults }: Pick<ImportReport, "dryRun" | "blocked" | "faults">, made: string) {
  if (!dryRun) return `Imported ${made}.`;
  if (!blocked) return `A run without --dry-run imports ${made}.`;
  return `A run without --dry-run imports nothing: ${counted(faults.length, "fault")}. With --skip-faults it imports ${made}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Faults as lines, with where the file has them. */
export function writeFaults(faults: readonly Fault[]): string[] {
  const more = faults.length - mostFaults;
  const lines = faults.slice(0, mostFaults).map(({ place, sentence }) => `${place}: ${sentence}`);
  return more > 0 ? [...lines, `There are ${more} more.`] : lines;
}
