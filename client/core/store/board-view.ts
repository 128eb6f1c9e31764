import { findAdded } from "../find-added.ts";
import { isSame } from "../is-same.ts";
import type { Change, Task } from "../wire.ts";
import { applyIntent, type ViewedIntent } from "./apply-intent.ts";
import { applyPatch, type ConfirmedBoard, type ItemEntry, type Patch } from "./board.ts";
import { Columns } from "./columns.ts";
import type { ViewedBoard } from "./noun.ts";
import { type LaidNoun, laidNouns, type Noun, type NounItems, nouns } from "./nouns.ts";
import { Overlay } from "./overlay.ts";

type LaidItems = { readonly [N in LaidNoun]: Overlay<NounItems[N]> };

/** Has an overlay for each noun that intents change. A class has no members by the names of a list; hence the cast. */
const LaidBoard = class {
  constructor(confirmed: ConfirmedBoard) {
    Object.assign(this, Object.fromEntries(laidNouns.map((noun) => [noun, new Overlay<unknown>(confirmed[noun])])));
  }
} as unknown as new (
  confirmed: ConfirmedBoard,
) => LaidItems;

/**
 * The confirmed board with the pending intents applied in their order. A patch costs the items that it names. The
 * intents are applied anew only when a patch touches items that they read or write.
 */
export class BoardView extends LaidBoard implements ViewedBoard {
  readonly confirmed: ConfirmedBoard;
  readonly columns: Columns;
  /** Keys of everything that differs since `takeChanges` was called: `task:<id>`, `column:<status>` and so on. */
  #changes = new Set<string>();
  /** The same for the confirmed board: `tasks:<id>` and so on by noun, and `project`. */
  #confirmed = new Set<string>();
  #pending: readonly ViewedIntent[] = [];
  /** Ids that the pending intents name; null until they are asked for. */
  #named: ReadonlySet<string> | null = null;
  #isOutdated = false;

  constructor(confirmed: ConfirmedBoard) {
    super(confirmed);
    this.confirmed = confirmed;
    this.columns = new Columns(confirmed.tasks.values());
  }

  get project() {
    return this.confirmed.project;
  }

  get viewerRole() {
    return this.confirmed.viewerRole;
  }

  get me() {
    return this.confirmed.me;
  }

  get members() {
    return this.confirmed.members;
  }

  /** Changes the confirmed board. The view is right again after `refresh`. */
  confirm(patch: Patch): void {
    this.#isOutdated ||= this.#isAffected(patch);
    for (const [id, task] of patch.tasks ?? []) {
      if (this.tasks.isOver(id)) continue;
      this.#noteTask(id, this.confirmed.tasks.get(id) ?? null, task);
      this.columns.replace(this.confirmed.tasks.get(id) ?? null, task);
    }
    this.#noteTopics(patch);
    for (const noun of nouns) for (const [id] of patch[noun] ?? []) this.#confirmed.add(`${noun}:${id}`);
    if (patch.project || patch.viewerRole || patch.me) {
      this.#changes.add("project");
      this.#confirmed.add("project");
    }
    applyPatch(this.confirmed, patch);
  }

  /** Replaces the pending intents. They are in the order in which they were made. */
  setPending(pending: readonly ViewedIntent[]): void {
    const added = findAdded(this.#pending, pending);
    this.#pending = pending;
    this.#named = null;
    this.#isOutdated ||= !added;
    if (!this.#isOutdated) for (const intent of added ?? []) this.#layNoted(applyIntent(this, intent));
  }

  /** Applies the pending intents anew where that is necessary. */
  refresh(): void {
    if (!this.#isOutdated) return;
    this.#isOutdated = false;
    for (const [id, task] of this.tasks.entries()) this.columns.replace(task, this.confirmed.tasks.get(id) ?? null);
    const before = laidNouns.map((noun) => [noun, this[noun].clear()] as const);
    for (const intent of this.#pending) this.#lay(applyIntent(this, intent));
    for (const [noun, items] of before) this.#compare(noun, items);
  }

  /** Returns the keys of what has changed since the last call. */
  takeChanges(): ReadonlySet<string> {
    const changes = this.#changes;
    this.#changes = new Set();
    return changes;
  }

  /** Returns the keys of confirmed items that have changed since the last call. */
  takeConfirmed(): ReadonlySet<string> {
    const confirmed = this.#confirmed;
    this.#confirmed = new Set();
    return confirmed;
  }

  #layNoted(patch: Patch): void {
    for (const [id, task] of patch.tasks ?? []) this.#noteTask(id, this.tasks.get(id) ?? null, task);
    this.#noteTopics(patch);
    this.#lay(patch);
  }

  #lay(patch: Patch): void {
    for (const [id, task] of patch.tasks ?? []) this.columns.replace(this.tasks.get(id) ?? null, task);
    for (const noun of laidNouns) {
      const items: Overlay<unknown> = this[noun];
      for (const [id, value] of patch[noun] ?? []) items.set(id, value);
    }
  }

  /** Notes the topics of lists. Those of tasks depend on where a task was before. */
  #noteTopics(patch: Patch): void {
    for (const noun of nouns) {
      if (noun !== "tasks") for (const [id] of patch[noun] ?? []) this.#changes.add(topicOf(noun, id));
    }
  }

  /** Notes what differs, and puts objects of the same content back so that nothing renders without a change. */
  #compare(noun: LaidNoun, before: ReadonlyMap<string, Laid | null>): void {
    const items = this[noun] as Overlay<Laid>;
    const now = new Map(items.entries());
    for (const id of new Set([...before.keys(), ...now.keys()])) {
      const old = before.has(id) ? (before.get(id) ?? null) : (this.confirmed[noun].get(id) ?? null);
      const value = items.get(id) ?? null;
      if (isSame(old, value)) {
        if (old === value || !now.has(id)) continue;
        if (noun === "tasks") this.columns.replace(value as Task, old as Task);
        items.set(id, old);
      } else if (noun === "tasks") this.#noteTask(id, old as Task | null, value as Task | null);
      else this.#changes.add(topicOf(noun, id));
    }
  }

  #noteTask(id: string, before: Task | null, after: Task | null): void {
    this.#changes.add(`task:${id}`);
    if (before) this.#changes.add(`column:${before.status}`);
    if (after) this.#changes.add(`column:${after.status}`);
  }

  #isAffected(patch: Patch): boolean {
    if (this.#pending.length === 0) return false;
    if (patch.me || nouns.some((noun) => noun !== "tasks" && patch[noun])) return true;
    this.#named ??= new Set(this.#pending.flatMap(({ change }) => findIds(change)));
    const named = this.#named;
    return (patch.tasks ?? []).some((entry) => named.has(entry[0]) || this.#isMoved(entry));
  }

  /** A task elsewhere changes the ends of columns, and what lies between neighbours. */
  #isMoved([id, task]: ItemEntry<Task>): boolean {
    const known = this.confirmed.tasks.get(id);
    return known?.status !== task?.status || known?.position !== task?.position;
  }
}

type Laid = NounItems[LaidNoun];

/** Topic of a list: that of a task's comments, or the noun for one of the project. */
function topicOf(noun: Exclude<Noun, "tasks">, id: string): string {
  return noun === "comments" ? `comments:${id}` : noun;
}

/** Returns true for the name of an input field with an id, or with a list of them. */
export function isIdName(name: string): boolean {
  return /[iI]ds?$/.test(name);
}

/** Returns all ids that a change names. */
export function findIds({ input }: Change): string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    return isIdName(name) ? [value].flat().filter((id) => typeof id === "string") : [];
  });
}
