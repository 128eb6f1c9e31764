import { isSame } from "../is-same.ts";
import type { CommentList } from "../types.ts";
import type { Change, Label, Task } from "../wire.ts";
import { applyIntent, type ViewedBoard, type ViewedIntent } from "./apply-intent.ts";
import { applyPatch, type ConfirmedBoard, type ItemEntry, nouns, type Patch } from "./board.ts";
import { Columns } from "./columns.ts";
import { Overlay } from "./overlay.ts";

/** Nouns that intents change. */
const laid = ["tasks", "labels", "comments"] as const;
type Laid = (typeof laid)[number];

/**
 * The confirmed board with the pending intents applied in their order. A patch costs the items that it names. The intents
 * are applied anew only when a patch touches items that they read or write.
 */
export class BoardView implements ViewedBoard {
  readonly confirmed: ConfirmedBoard;
  readonly columns: Columns;
  readonly tasks: Overlay<Task>;
  readonly labels: Overlay<Label>;
  readonly comments: Overlay<CommentList>;
  /** Keys of everything that differs since `takeChanges` was called: `task:<id>`, `column:<status>` and so on. */
  #changes = new Set<string>();
  /** The same for the confirmed board: `tasks:<id>` and so on by noun, and `project`. */
  #confirmed = new Set<string>();
  #pending: readonly ViewedIntent[] = [];
  /** Ids that the pending intents name; null until they are asked for. */
  #named: ReadonlySet<string> | null = null;
  #isOutdated = false;

  constructor(confirmed: ConfirmedBoard) {
    this.confirmed = confirmed;
    this.columns = new Columns(confirmed.tasks.values());
    this.tasks = new Overlay(confirmed.tasks);
    this.labels = new Overlay(confirmed.labels);
    this.comments = new Overlay(confirmed.comments);
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
    if (patch.labels) this.#changes.add("labels");
    if (patch.members) this.#changes.add("members");
    if (patch.project || patch.viewerRole || patch.me) this.#changes.add("project");
    for (const [taskId] of patch.comments ?? []) this.#changes.add(`comments:${taskId}`);
    for (const noun of nouns) for (const [id] of patch[noun] ?? []) this.#confirmed.add(`${noun}:${id}`);
    if (patch.project || patch.viewerRole || patch.me) this.#confirmed.add("project");
    applyPatch(this.confirmed, patch);
  }

  /** Replaces the pending intents. They are in the order in which they were made. */
  setPending(pending: readonly ViewedIntent[]): void {
    const isLonger = !this.#isOutdated && this.#pending.every((intent, index) => intent === pending[index]);
    const added = isLonger ? pending.slice(this.#pending.length) : [];
    this.#pending = pending;
    this.#named = null;
    if (isLonger) for (const intent of added) this.#layNoted(applyIntent(this, intent));
    else this.#isOutdated = true;
  }

  /** Applies the pending intents anew where that is necessary. */
  refresh(): void {
    if (!this.#isOutdated) return;
    this.#isOutdated = false;
    const before = { tasks: this.tasks.clear(), labels: this.labels.clear(), comments: this.comments.clear() };
    for (const [id, task] of before.tasks) this.columns.replace(task, this.confirmed.tasks.get(id) ?? null);
    for (const intent of this.#pending) this.#lay(applyIntent(this, intent));
    for (const noun of laid) this.#compare(noun, before[noun]);
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
    if (patch.labels) this.#changes.add("labels");
    for (const [taskId] of patch.comments ?? []) this.#changes.add(`comments:${taskId}`);
    this.#lay(patch);
  }

  #lay({ tasks = [], labels = [], comments = [] }: Patch): void {
    for (const [id, task] of tasks) {
      this.columns.replace(this.tasks.get(id) ?? null, task);
      this.tasks.set(id, task);
    }
    for (const [id, label] of labels) this.labels.set(id, label);
    for (const [id, list] of comments) this.comments.set(id, list);
  }

  /** Notes what differs, and puts objects of the same content back so that nothing renders without a change. */
  #compare(noun: Laid, before: ReadonlyMap<string, Task | Label | CommentList | null>): void {
    const items = this[noun] as Overlay<Task | Label | CommentList>;
    const now = new Map(items.entries());
    for (const id of new Set([...before.keys(), ...now.keys()])) {
      const old = before.has(id) ? (before.get(id) ?? null) : (this.confirmed[noun].get(id) ?? null);
      const value = items.get(id) ?? null;
      if (noun === "tasks" && isSame(old, value)) {
        if (old !== value && old && value && now.has(id)) {
          this.columns.replace(value as Task, old as Task);
          items.set(id, old);
        }
      } else if (noun === "tasks") this.#noteTask(id, old as Task | null, value as Task | null);
      else if (!isSame(old, value)) this.#changes.add(noun === "labels" ? "labels" : `comments:${id}`);
    }
  }

  #noteTask(id: string, before: Task | null, after: Task | null): void {
    this.#changes.add(`task:${id}`);
    if (before) this.#changes.add(`column:${before.status}`);
    if (after) this.#changes.add(`column:${after.status}`);
  }

  #isAffected(patch: Patch): boolean {
    if (this.#pending.length === 0) return false;
    if (patch.labels || patch.members || patch.comments || patch.me) return true;
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

/** Returns all ids that a change names. */
export function findIds({ input }: Change): string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    if (name !== "id" && !/Ids?$/.test(name)) return [];
    return (Array.isArray(value) ? value : [value]).filter((id) => typeof id === "string");
  });
}

/** Applies intents to a board in one go: the meaning of a view. */
export function viewBoard(confirmed: ConfirmedBoard, pending: readonly ViewedIntent[]): BoardView {
  const view = new BoardView(confirmed);
  view.setPending(pending);
  return view;
}
