import { Listeners } from "../listeners.ts";
import { describeChange } from "../outbox/describe-change.ts";
import { normalise } from "../outbox/normalise-change.ts";
import type { MadeChange } from "../outbox/outbox.ts";
import type { StreamItem } from "../types.ts";
import type { ProjectEvent, Task } from "../wire.ts";
import { fitInverse } from "./fit-inverse.ts";
import { findOldPlace, invertChange } from "./invert-change.ts";
import { findLeft, OthersChanges } from "./others-changes.ts";
import { listMade, listUndone, type Step, type StepChange, type UndoEntry } from "./undo-step.ts";
import type { UndoneLockstep, UndoneOutbox, UndoneProject } from "./undone-lockstep.ts";

/** Steps that are kept. */
const maxSteps = 100;

/** Edits of the same fields are one step when they follow each other as fast, in milliseconds. */
const burstTime = 3_000;

/** Steps that can be taken back or made again. */
export interface UndoState {
  /** Changes of the step that `undo` takes back, in the order in which they were made; null: there is none. */
  readonly undoable: readonly StepChange[] | null;
  /** Changes that `redo` makes again; null: there are none, as after another change. */
  readonly redoable: readonly StepChange[] | null;
}

/** Result of an undo or a redo. */
export interface UndoResult {
  /** Tells how much of the step is undone. */
  readonly outcome: UndoOutcome;
  /** Changes of the step, as `undoable` or `redoable` had them. */
  readonly changes: readonly StepChange[];
  /** Those among them of which something stays, since somebody else has changed the same. */
  readonly kept: readonly StepChange[];
  /** State right after it, which is another object once something has changed. */
  readonly after: UndoState;
}

/**
 * Outcome of an undo or a redo.
 *
 * - `done`: all of the step is undone, in the view at once.
 * - `partly`: parts stay that somebody else has changed since.
 * - `superseded`: all of it was changed since. Nothing was done, and the step is gone.
 * - `nothing`: there is no step.
 */
export type UndoOutcome = "done" | "partly" | "superseded" | "nothing";

/**
 * Undoes and redoes the changes that this tab makes in one project. All that is submitted in one turn of the event loop
 * is one step, and so are edits of the same fields in a row. A step is undone by new changes, so it works offline, and
 * on every screen. A later change of somebody else, or of the same person elsewhere, is never overwritten. Steps are
 * kept in memory, the newest 100. They go when another person signs in, and when a board replaces what was known.
 */
export class UndoHistory {
  readonly #project: UndoneProject;
  readonly #outbox: UndoneOutbox;
  readonly #past: Step[] = [];
  readonly #future: Step[] = [];
  readonly #own = new Set<string>();
  readonly #others = new OthersChanges();
  readonly #listeners = new Listeners();
  #state = nothing;
  /** The undo or redo that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();
  /** Step that further changes of the same turn join. */
  #open: Step | null = null;
  /** Edit of this turn that went on with the one before it, in the step of that one. */
  #joined: { readonly step: Step; readonly before: UndoEntry; readonly entry: UndoEntry } | null = null;
  /** Takes the changes of an undo or a redo. */
  #taking: Step | null = null;
  readonly #endings: readonly (() => void)[];

  /** `project`: a handle that stays open until `close`. */
  constructor(project: UndoneProject, { outbox, account }: UndoneLockstep) {
    this.#project = project;
    this.#outbox = outbox;
    this.#endings = [
      outbox.onSubmit((made) => this.#record(made)),
      project.onItem((item) => this.#follow(item)),
      account.subscribe(() => this.#forget()),
    ];
  }

  /** The same object until a step comes or goes. */
  get state(): UndoState {
    return this.#state;
  }

  /** Takes the newest step back. Waits where that is about an item which the server is just restoring. */
  undo(): Promise<UndoResult> {
    return this.#inTurn(() => this.#takeBack(this.#past, this.#future, listMade));
  }

  /** Makes the step again that was undone last. Gone after another change. Waits as `undo` does. */
  redo(): Promise<UndoResult> {
    return this.#inTurn(() => this.#takeBack(this.#future, this.#past, listUndone));
  }

  /** Calls the listener when another step is the next one. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Ends it: it records nothing more. */
  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
  }

  #record({ id, projectId, change: given, seen, at }: MadeChange): void {
    if (projectId !== this.#project.projectId) return;
    this.#own.add(id);
    const change = normalise(given, id);
    const inverse = invertChange(change, seen);
    if (!inverse) return;
    const entry: UndoEntry = {
      id,
      change,
      inverse,
      seen,
      ...(inverse.kind === "moveTask" && this.#locate(seen as Task)),
    };
    if (this.#taking) {
      this.#taking.entries.push(entry);
      return;
    }
    this.#future.length = 0;
    if (!this.#continueBurst(entry, at)) this.#add(entry, at);
    setTimeout(() => {
      this.#open = this.#joined = null;
    });
    this.#tell();
  }

  #locate(task: Task): Pick<Required<UndoEntry>, "neighbours"> {
    return { neighbours: findOldPlace(task, this.#project.column(task.status)) };
  }

  #add(entry: UndoEntry, at: number): void {
    if (!this.#open) {
      const step: Step = { entries: [], at };
      if (this.#joined) {
        // It is one of several changes, and no part of the edits before.
        this.#joined.step.entries[0] = this.#joined.before;
        step.entries.push(this.#joined.entry);
      }
      this.#open = step;
      this.#past.push(step);
      if (this.#past.length > maxSteps) this.#past.shift();
    }
    this.#open.entries.push(entry);
  }

  /** Returns true when the edit goes on with the one before. */
  #continueBurst(entry: UndoEntry, at: number): boolean {
    const { id, change } = entry;
    const last = this.#past.at(-1);
    const [known, more] = last?.entries ?? [];
    if (!last || !known || more || at - last.at > burstTime) return false;
    const [one, other] = [describeChange(known.change), describeChange(change)];
    const isSameEdit = one.action === "edit" && known.change.kind === change.kind && one.target === other.target;
    const isListChange = Object.keys(change.input).length > one.fields.length + 1;
    if (!isSameEdit || isListChange || one.fields.join() !== other.fields.join()) return false;
    const since = known.left?.seq ?? 0;
    if (one.fields.some((field) => this.#others.newest(one.target, field) > since)) return false;
    last.at = at;
    last.entries[0] = { ...known, id, change };
    this.#joined = { step: last, before: known, entry };
    return true;
  }

  #inTurn(takeBack: () => Promise<UndoResult>): Promise<UndoResult> {
    const result = this.#last.then(takeBack);
    this.#last = result;
    return result;
  }

  async #takeBack(from: Step[], to: Step[], list: typeof listMade): Promise<UndoResult> {
    let step = from.pop();
    // Changes that the server did not take need no undoing.
    while (step && !step.entries.some((entry) => this.#isInForce(entry))) step = from.pop();
    if (!step) return { outcome: "nothing", changes: [], kept: [], after: this.#state };
    this.#open = null;
    const taken: Step = { entries: [], at: 0 };
    const entries = step.entries.filter((entry) => this.#isInForce(entry));
    const kept: UndoEntry[] = [];
    let done = 0;
    for (const entry of entries.toReversed()) {
      const outcome = await this.#takeEntryBack(entry, taken);
      if (outcome !== "kept") done += 1;
      if (outcome !== "done") kept.unshift(entry);
    }
    if (taken.entries.length > 0) to.push(taken);
    this.#tell();
    const outcome = kept.length === 0 ? "done" : done === 0 ? "superseded" : "partly";
    return { outcome, changes: list(entries), kept: list(kept), after: this.#state };
  }

  /** A restored item shows once the server has made the change. Until then its values and its version are unknown. */
  async #untilRestored(item: string): Promise<void> {
    while (this.#listComing().has(item)) {
      await new Promise<void>((resolve) => {
        const end = this.#outbox.subscribe(() => {
          end();
          resolve();
        });
      });
    }
  }

  /** Returns the ids of the items that the server is just restoring. */
  #listComing(): ReadonlySet<string> {
    const restorations = this.#outbox.intents.filter(({ change, standing }) => {
      return describeChange(change).action === "restore" && /^(waiting|answered)$/.test(standing.kind);
    });
    return new Set(restorations.map(({ change }) => describeChange(change).target));
  }

  /** A change that is in conflict, or was refused, has done nothing. */
  #isInForce({ id }: UndoEntry): boolean {
    const { kind } = this.#outbox.find(id)?.standing ?? { kind: "done" };
    return kind !== "conflict" && kind !== "refused";
  }

  /** Resolves with `kept` where nothing was done, and with `partly` where others have changed some of the fields. */
  async #takeEntryBack(entry: UndoEntry, taken: Step): Promise<"done" | "partly" | "kept"> {
    const { id, change, inverse, seen } = entry;
    const { action, target } = describeChange(change);
    // Unsent ones vanish. So a new item returns that the server has never had.
    if ((action === "delete" || action === "restore") && (await this.#outbox.cancel(id))) {
      const again = invertChange(inverse, undefined);
      if (again) taken.entries.push({ id, change: inverse, inverse: again, seen });
      return "done";
    }
    await this.#untilRestored(target);
    const fitting = fitInverse(entry, this.#others, this.#listComing(), this.#project);
    if (!fitting) return "kept";
    this.#taking = taken;
    try {
      this.#project.submit(fitting.change, fitting.seen);
    } catch {
      // The project has ended.
      return "kept";
    } finally {
      this.#taking = null;
    }
    return fitting.isPart ? "partly" : "done";
  }

  #follow(item: StreamItem): void {
    if (item.kind === "events") for (const event of item.events) this.#note(event);
    // Changes are missing that others have made.
    else if (item.kind === "board" || item.kind === "ended") this.#forget();
  }

  #note(event: ProjectEvent): void {
    const { clientMutationId: id, actor, seq } = event;
    if (actor.id !== this.#project.me?.id || id === null || !this.#own.has(id)) {
      this.#others.note(event);
      return;
    }
    const steps = [...this.#past, ...this.#future];
    for (const entry of steps.flatMap(({ entries }) => entries)) {
      if (entry.id === id) entry.left = { seq, item: findLeft(event) };
    }
  }

  #tell(): void {
    const [past, future] = [this.#past.at(-1), this.#future.at(-1)];
    this.#state = {
      undoable: past ? listMade(past.entries) : null,
      redoable: future ? listUndone(future.entries) : null,
    };
    this.#listeners.tell();
  }

  #forget(): void {
    this.#past.length = 0;
    this.#future.length = 0;
    this.#own.clear();
    this.#others.clear();
    this.#tell();
  }
}

const nothing: UndoState = { undoable: null, redoable: null };
