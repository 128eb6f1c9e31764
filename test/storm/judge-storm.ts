import type { StoredIntent } from "../../client/core/types.ts";
import { type Edit, type Facet, numbersIn, targetOf, valuesOf } from "./edit.ts";
import { findDivergences } from "./find-divergences.ts";
import { findInboxFaults } from "./judge-inboxes.ts";
import { type LogEntry, readLog } from "./read-log.ts";
import type { StormRecord } from "./storm-record.ts";

/** Why an accepted edit counts as safe. */
export type Reason =
  /** The log has it. */
  | "logged"
  /** The server answered that the item is that way already. */
  | "unchanged"
  /** It is a conflict or a refusal, or waits for one. */
  | "shown"
  /** A later edit of the same by the same person replaced it. */
  | "superseded"
  /** The same person deleted the item. */
  | "deleted"
  /** The person decided on its conflict or refusal. */
  | "decided";

export interface Finding {
  readonly kind:
    | ("lost" | "doubled" | "diverged" | "unsettled" | "error")
    /** A notice is missing, one has no cause, their order is another one, a number of them is wrong. */
    | ("untold" | "unfounded" | "disordered" | "miscounted");
  readonly text: string;
  /** Edit in question, and its part. */
  readonly edit?: Edit;
  readonly part?: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Accepted edits. */
  readonly accepted: number;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly conflicts: number;
  readonly refusals: number;
}

/**
 * Judges a storm after peace. Every edit that a tab told to be on disk is in the log once, or shown, or replaced by the
 * same person since. Every tab has settled, and holds what the server has. Everybody is told once of each change that
 * concerns them.
 */
export function judgeStorm(record: StormRecord): Verdict {
  const evidence = new Evidence(record);
  const accepted = record.edits.filter(({ told }) => told?.durability === "disk");
  const reasons: Partial<Record<Reason, number>> = {};
  const losses: Finding[] = [];
  for (const edit of accepted) {
    for (const facet of edit.facets) {
      const reason = evidence.explain(edit, facet);
      if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1;
      else losses.push({ kind: "lost", text: describe(edit, facet), edit, part: facet.name });
    }
  }
  const findings = [
    ...losses,
    ...evidence.findDoubles(),
    ...findDivergences(record),
    ...findInboxFaults(record),
    ...record.pageErrors.map((text): Finding => ({ kind: "error", text })),
  ];
  const count = (kind: string) => evidence.items.filter(({ standing }) => standing.kind === kind).length;
  return {
    findings,
    accepted: accepted.length,
    reasons,
    conflicts: count("conflict"),
    refusals: count("refused"),
  };
}

function describe({ number, change, target, tab, told }: Edit, { name }: Facet): string {
  return `Edit ${number} in tab ${tab} (${change.kind}, ${name} of ${target}, intent ${told?.ids.join(" or ")})`;
}

/** Everything that can explain where an edit has gone, indexed by person and item. */
class Evidence {
  /** Intents that tabs show after peace. */
  readonly items: readonly StoredIntent[];
  readonly #record: StormRecord;
  readonly #entries = new Map<string, LogEntry[]>();
  readonly #shown = new Map<string, StoredIntent[]>();
  readonly #edits = new Map<string, Edit[]>();
  readonly #byIntent = new Map<string, Edit[]>();
  readonly #byNumber: ReadonlyMap<number, Edit>;
  readonly #answers = new Map<string, Set<string>>();
  readonly #created: ReadonlySet<string>;
  readonly #deleted: ReadonlySet<string>;
  readonly #deletions = new Map<string, Edit[]>();

  constructor(record: StormRecord) {
    this.#record = record;
    const log = readLog(record.log);
    for (const entry of log) push(this.#entries, `${entry.person} ${entry.target}`, entry);
    const items = new Map<string, StoredIntent>();
    for (const { state } of record.tabs) for (const intent of state?.intents ?? []) items.set(intent.id, intent);
    this.items = [...items.values()];
    for (const item of this.items) push(this.#shown, `${item.actorId} ${targetOf(item.change)}`, item);
    this.#byNumber = new Map(record.edits.map((edit) => [edit.number, edit]));
    for (const edit of record.edits) {
      push(this.#edits, `${edit.person} ${edit.target}`, edit);
      for (const id of idsOf(edit)) push(this.#byIntent, id, edit);
      if (edit.change.kind.startsWith("delete")) push(this.#deletions, `${edit.person} ${edit.target}`, edit);
    }
    for (const { id, type, code } of record.answers) {
      const kind = type === "ChangeRefused" ? String(code) : type.endsWith("Conflict") ? "conflict" : "done";
      this.#answers.set(id, (this.#answers.get(id) ?? new Set()).add(kind));
    }
    this.#created = new Set(log.filter(({ type }) => type.endsWith("Created")).map(({ target }) => target));
    this.#deleted = new Set(log.filter(({ type }) => type.endsWith("Deleted")).map(({ target }) => target));
  }

  explain(edit: Edit, facet: Facet): Reason | null {
    const { person, target } = edit;
    const entries = this.#entries.get(`${person} ${target}`) ?? [];
    const shown = this.#shown.get(`${person} ${target}`) ?? [];
    const isDone = (value: string | undefined, ids: readonly (string | null)[]) =>
      facet.mark === null ? idsOf(edit).some((id) => ids.includes(id)) : value?.includes(facet.mark) === true;
    if (entries.some(({ changed, intentId }) => isDone(changed.get(facet.name), [intentId]))) return "logged";
    // Ids of items are unique, so a new item is there once whichever intent made it.
    if (edit.change.kind.startsWith("create") && facet.mark === null && this.#created.has(target)) return "logged";
    if (shown.some((item) => isDone(JSON.stringify(item.change), carriedBy(item)))) return "shown";
    const isLogged = entries.some((entry) => {
      const value = entry.changed.get(facet.name);
      // A new item has every part, which says nothing about one that was edited since.
      if (value === undefined || (facet.mark === null && entry.type.endsWith("Created"))) return false;
      return this.#isLater(value, entry.intentId, entry.at, edit, facet);
    });
    const isShown = shown.some(({ change }) => {
      const value = valuesOf(change).get(facet.name);
      return value !== undefined && this.#isOfLater(value, edit, facet);
    });
    if (isLogged || isShown) return "superseded";
    if (this.#isDecided(edit, facet)) return "decided";
    if (this.#isDeletedByOwner(edit)) return "deleted";
    const answers = new Set(idsOf(edit).flatMap((id) => [...(this.#answers.get(id) ?? [])]));
    if (facet.mark === null && answers.has("done")) return "unchanged";
    const isGone = this.#deleted.has(target) || this.#deleted.has(edit.parent ?? "");
    if (edit.change.kind.startsWith("delete") && answers.has("NOT_FOUND") && isGone) return "unchanged";
    return null;
  }

  /** A change that stands twice: the same person has put the same mark there a second time. */
  findDoubles(): Finding[] {
    const findings: Finding[] = [];
    const ids = new Set<string>();
    for (const entries of this.#entries.values()) {
      const seen = new Set<string>();
      for (const { changed, target, person, intentId, seq, type } of entries) {
        if (intentId !== null && ids.has(`${person} ${intentId}`)) {
          findings.push({ kind: "doubled", text: `Intent ${intentId} stands twice, again as ${seq}` });
        }
        ids.add(`${person} ${intentId}`);
        // A restored item shows its former texts.
        if (type.endsWith("Restored")) continue;
        for (const [name, value] of changed) {
          for (const number of numbersIn(value)) {
            const edit = this.#byNumber.get(number);
            if (edit?.person !== person) continue;
            const text = `Edit ${number} (${name} of ${target}) was made again as ${seq} by intent ${intentId}`;
            if (seen.has(`${name} ${number}`)) findings.push({ kind: "doubled", text, edit, part: name });
            seen.add(`${name} ${number}`);
          }
        }
      }
    }
    return findings;
  }

  /** The value was put there by an edit that is not wholly before this one. */
  #isLater(value: string, id: string | null, at: number, edit: Edit, { mark }: Facet): boolean {
    if (mark !== null) {
      return numbersIn(value).some((number) => {
        const other = this.#byNumber.get(number);
        return other !== undefined && other.person === edit.person && !isBefore(other, edit);
      });
    }
    const others = this.#byIntent.get(id ?? "");
    return others ? others.some((other) => other !== edit && !isBefore(other, edit)) : at >= edit.startedAt;
  }

  /** An item of the outbox takes up what was typed on it since: it shows the value of this edit, or of a later one. */
  #isOfLater(value: string, edit: Edit, { name, mark }: Facet): boolean {
    if (mark !== null) return this.#isLater(value, null, 0, edit, { name, mark });
    const others = this.#edits.get(`${edit.person} ${edit.target}`) ?? [];
    return others.some((other) => valuesOf(other.change).get(name) === value && !isBefore(other, edit));
  }

  /** The person decided on the edit, or on a later one of the same part. */
  #isDecided(edit: Edit, facet: Facet): boolean {
    return this.#record.decisions.some(({ person, intent }) => {
      if (person !== edit.person || targetOf(intent.change) !== edit.target) return false;
      if (facet.mark === null && idsOf(edit).some((id) => carriedBy(intent).includes(id))) return true;
      const value = valuesOf(intent.change).get(facet.name);
      return value !== undefined && this.#isOfLater(value, edit, facet);
    });
  }

  /** A deletion cancels what was not sent. It is in the log or shown itself, or the item was never created. */
  #isDeletedByOwner(edit: Edit): boolean {
    const { person, target, parent } = edit;
    return [target, parent].some((id) => {
      if (id === null) return false;
      const deletions = (this.#deletions.get(`${person} ${id}`) ?? []).filter(
        ({ endedAt }) => endedAt === null || endedAt >= edit.startedAt,
      );
      if (deletions.length === 0) return false;
      if (!this.#created.has(id)) return true;
      const entries = this.#entries.get(`${person} ${id}`) ?? [];
      const shown = this.#shown.get(`${person} ${id}`) ?? [];
      if (deletions.includes(edit)) return false;
      return (
        entries.some(({ type, at }) => type.endsWith("Deleted") && at >= edit.startedAt) ||
        shown.some(({ change }) => change.kind.startsWith("delete")) ||
        (this.#deleted.has(id) && deletions.some(({ told }) => told !== null))
      );
    });
  }
}

function idsOf({ told }: Edit): readonly string[] {
  return told?.ids ?? [];
}

/** Ids of the changes that an intent carries. */
function carriedBy({ id, carries = [] }: StoredIntent): readonly string[] {
  return [id, ...carries];
}

/** True for an edit that its tab told to be accepted before the other one began. */
function isBefore({ endedAt }: Edit, { startedAt }: Edit): boolean {
  return endedAt !== null && endedAt < startedAt;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
