import type { Imported } from "./apply-plan.ts";
import type { Fault, ImportDraft } from "./draft.ts";
import type { Plan, PlannedChange } from "./plan-changes.ts";
import type { Target } from "./target.ts";

/** All that an import tells: before it begins, and after it. */
export interface ImportReport {
  readonly project: string;
  readonly dryRun: boolean;
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
export function toReport(target: Target, draft: ImportDraft, plan: Plan, done: Imported | null): ImportReport {
  const count = (kind: PlannedChange["kind"]) => plan.changes.filter((planned) => planned.kind === kind).length;
  const statuses: Record<string, number> = {};
  for (const { status } of draft.tasks) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    project: target.name,
    dryRun: done === null,
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
export function writeReport({ imported, existing, project, dryRun, ...rest }: ImportReport): string[] {
  const { task, label, comment } = imported;
  const made = `${task} tasks, ${label} labels and ${comment} comments`;
  const states = Object.entries(rest.statuses).map(([status, count]) => `${status} ${count}`);
  return [
    dryRun ? `A run without --dry-run imports ${made} into ${project}.` : `Imported ${made} into ${project}.`,
    ...(existing > 0 ? [`${existing} items stay as they are: they exist, or were deleted after an import.`] : []),
    ...(states.length > 0 ? [`Tasks of the file by status: ${states.join(", ")}.`] : []),
    ...Object.entries(rest.strangers).map(
      ([name, count]) => `No member is known as ${name}: ${count} tasks have no assignee. Name the e-mail by --people.`,
    ),
    ...Object.entries(rest.leftOut).map(([what, count]) => `Left out: ${count} ${what}.`),
    ...writeFaults([...rest.faults, ...rest.refused]),
  ];
}

/** Faults as lines, with where the file has them. */
export function writeFaults(faults: readonly Fault[]): string[] {
  const more = faults.length - mostFaults;
  const lines = faults.slice(0, mostFaults).map(({ place, sentence }) => `${place}: ${sentence}`);
  return more > 0 ? [...lines, `There are ${more} more.`] : lines;
}
