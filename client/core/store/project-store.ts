import type { TaskStatus } from "../../generated/graphql.ts";
import { isSame } from "../is-same.ts";
import { Listeners } from "../listeners.ts";
import type { BoardSnapshot, CommentList, EndReason, StoredCopy, StreamItem } from "../types.ts";
import type { Comment, Present, ProjectEvent, ProjectFields, Task, User } from "../wire.ts";
import type { ViewedIntent } from "./apply-intent.ts";
import { createBoard, listItems } from "./board.ts";
import { BoardView } from "./board-view.ts";
import { listWhole, type NounItems, type WholeList } from "./nouns.ts";
import { isKnownEvent, reduceEvent } from "./reduce-event.ts";

/** Position and status of a project. The same object until it changes. */
export interface ProjectState {
  /**
   * `empty`: the board is still to come; the view has the pages that came. `ended`: the project is gone, or the
   * viewer's access to it.
   */
  readonly status: "empty" | "loaded" | "ended";
  /** Number of the newest change in the view; 0 while it is empty. */
  readonly seq: number;
  /** Null while it is empty. */
  readonly cursor: string | null;
  /** The view lacks tasks: they are still to come, or the project has more than the client loads. */
  readonly isPartial: boolean;
  /** People who have the project open, the viewer included. Empty while the stream is interrupted. */
  readonly present: readonly Present[];
  /** Reason of the end. Absent unless `status` is `ended`. */
  readonly ended?: EndReason;
}

/** Part of a project that a listener is called for. */
export type Topic = "state" | "project" | WholeList | `task:${string}` | `column:${TaskStatus}` | `comments:${string}`;

/** Change of a store, for those who keep a copy of it. */
export interface StoreChange {
  /** Keys of confirmed items that have changed: `tasks:<id>` and so on by noun, and `project`. Null: any may have. */
  readonly confirmed: ReadonlySet<string> | null;
  /** The server has another history: known versions mean nothing any more. */
  readonly startsOver: boolean;
}

const empty: ProjectState = { status: "empty", seq: 0, cursor: null, isPartial: false, present: [] };

/**
 * A project as its viewer sees it: the confirmed board and the pending intents on top. Everything that it returns stays
 * the same object until it changes.
 */
export class ProjectStore {
  readonly projectId: string;
  readonly #listeners = new Map<string, Listeners>();
  readonly #itemListeners = new Listeners<[StreamItem]>();
  readonly #changeListeners = new Listeners<[StoreChange]>();
  readonly #lists = new Map<string, readonly unknown[]>();
  #state = empty;
  #view: BoardView | null = null;
  #pending: readonly ViewedIntent[] = [];
  /** The stream has gone on since the last interruption. */
  #isResumed = false;

  constructor(projectId: string) {
    this.projectId = projectId;
  }

  get state(): ProjectState {
    return this.#state;
  }

  /** Undefined while nothing is loaded. */
  get project(): ProjectFields | undefined {
    return this.#view?.project;
  }

  /** Also known after the project's end, for texts that were not submitted by then. */
  get me(): User | undefined {
    return this.#view?.me ?? this.#formerMe;
  }

  get viewerRole() {
    return this.#view?.viewerRole;
  }

  task(id: string): Task | undefined {
    return this.#view?.tasks.get(id);
  }

  /** The tasks of a column in the board's order. */
  column(status: TaskStatus): readonly Task[] {
    return this.#view?.columns.get(status) ?? none;
  }

  /** Returns a list of the project in its order. */
  list<N extends WholeList>(noun: N): readonly NounItems[N][] {
    const list = this.#lists.get(noun) ?? listWhole(noun, this.#view?.[noun].values() ?? []);
    this.#lists.set(noun, list);
    return list as readonly NounItems[N][];
  }

  /** The comments of a task; undefined while they are not loaded. */
  comments(taskId: string): readonly Comment[] | undefined {
    return this.#view?.comments.get(taskId)?.comments;
  }

  /** The server's state alone, without pending intents. Undefined while the board is still to come. */
  get confirmed(): BoardView["confirmed"] | undefined {
    return this.#state.cursor === null ? undefined : this.#view?.confirmed;
  }

  /** The view as intents read it. */
  get view(): BoardView | null {
    return this.#view;
  }

  /**
   * Shows a copy from disk. Returns false, and changes nothing, when there is already something, or it cannot be read.
   */
  load({ board, comments, journal }: StoredCopy): boolean {
    if (this.#state.status !== "empty") return false;
    // A list holds the effect of the events up to its own number.
    const lists = Object.assign({}, comments, ...journal.map((entry) => entry.comments));
    const view = new BoardView(createBoard(board, lists));
    let { seq, cursor } = board;
    const { isPartial = false } = board;
    for (const entry of journal) {
      if (!reduceAll(view, entry.events, seq)) return false;
      ({ seq, cursor } = entry);
    }
    this.#show(view, { ...empty, status: "loaded", seq, cursor, isPartial });
    this.#tell();
    return true;
  }

  /**
   * Takes the next item of the project's stream. Listeners are called once, after all of it. Events do not fit where
   * one is missing, or of a kind that this version does not know. `state.seq` stays behind theirs then, and a board is
   * needed.
   */
  receive(item: StreamItem): void {
    if (item.kind === "interrupted") this.#isResumed = false;
    else if (!this.#isResumed) this.#resume();
    if (item.kind === "board") this.#receiveBoard(item.board, item.startsOver);
    else if (item.kind === "page") this.#receivePage(item.board);
    else if (item.kind === "events") this.#receiveEvents(item);
    else if (item.kind === "ready" && item.seq === this.#state.seq)
      this.#setState({ cursor: item.cursor, present: item.present });
    else if (item.kind === "ready" || item.kind === "presence") this.#setState({ present: item.present });
    else if (item.kind === "interrupted") this.#setState({ present: [] });
    else if (item.reason !== "unauthenticated" && item.reason !== "failed") this.#end(item.reason);
    this.#itemListeners.tell(item);
    this.#tell();
  }

  /** Replaces the pending intents, in the order in which they were made. */
  setPending(pending: readonly ViewedIntent[]): void {
    this.#pending = pending;
    this.#view?.setPending(pending);
    this.#tell();
  }

  /**
   * Adds the comments of a task as an answer listed them. `seq` is the project's number in the same answer. Returns
   * false when the store is already past it: the list may lack newer comments, so request it again.
   */
  loadComments(list: CommentList): boolean {
    if (!this.#view || list.seq < this.#state.seq) return false;
    this.#view.confirm({ comments: [[list.taskId, list]] });
    this.#tell();
    return true;
  }

  /** Calls the listener after each change of that part. Returns the function that ends it. */
  subscribe(topic: Topic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Listeners();
    this.#listeners.set(topic, listeners);
    const end = listeners.add(listener);
    return () => {
      end();
      if (listeners.isEmpty && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  /** Calls the listener with each item of the stream once the store holds it. Returns the function that ends it. */
  onItem(listener: (item: StreamItem) => void): () => void {
    return this.#itemListeners.add(listener);
  }

  /** Calls the listener after each change of anything. Returns the function that ends it. */
  onChange(listener: (change: StoreChange) => void): () => void {
    return this.#changeListeners.add(listener);
  }

  /** Returns what a copy on disk needs; null while nothing is loaded. */
  toCopy(): StoredCopy | null {
    const confirmed = this.#view?.confirmed;
    const { seq, cursor, isPartial } = this.#state;
    if (!confirmed || cursor === null) return null;
    const { project, viewerRole, me, comments } = confirmed;
    const board = { seq, cursor, project, viewerRole, me, isPartial, ...listItems(confirmed) };
    return { format: 1, board, comments: Object.fromEntries(comments), journal: [] };
  }

  /** Comments of a later number may be of a history that was lost meanwhile. */
  #resume(): void {
    this.#isResumed = true;
    for (const { taskId, seq } of this.confirmed?.comments.values() ?? []) {
      if (seq > this.#state.seq) this.#view?.confirm({ comments: [[taskId, null]] });
    }
  }

  /** The project stays `empty`: neither disk nor outbox may take a part for the whole. */
  #receivePage(page: BoardSnapshot): void {
    if (this.#state.status !== "empty") return;
    if (this.#view) this.#view.confirm({ tasks: page.tasks.map((task) => [task.id, task]) });
    else this.#show(new BoardView(createBoard(page)), { ...empty, isPartial: true });
  }

  #receiveBoard(board: BoardSnapshot, startsOver: boolean): void {
    // An answer to an earlier request; the stream goes on with what is known.
    const { seq, cursor, isPartial = false } = board;
    if (!startsOver && seq < this.#state.seq) return;
    const known = this.#view?.confirmed;
    const tasks = board.tasks.map((task) => keep(known?.tasks.get(task.id), task));
    // Comments are loaded again: the board does not tell if they or the names of their authors have changed.
    const view = new BoardView(createBoard({ ...board, tasks }));
    this.#startsOver ||= startsOver;
    this.#show(view, { ...this.#state, status: "loaded", seq, cursor, isPartial });
  }

  #receiveEvents({ events, seq, cursor }: Extract<StreamItem, { kind: "events" }>): void {
    if (!this.#view || seq <= this.#state.seq) return;
    if (reduceAll(this.#view, events, this.#state.seq)) this.#setState({ seq, cursor });
  }

  /** Other people's data goes with the access to it. A project that is looked for again keeps the first reason. */
  #end(ended: EndReason): void {
    if (this.#state.status === "ended") return;
    this.#noteAll(this.#view);
    this.#formerMe = this.me;
    this.#view = null;
    this.#isOther = true;
    this.#state = { ...empty, status: "ended", ended };
    this.#changed.add("state");
  }

  #formerMe: User | undefined;
  readonly #changed = new Set<string>();
  /** The board is another one since `#tell` was called. */
  #isOther = false;
  #startsOver = false;

  #show(view: BoardView, state: ProjectState): void {
    this.#noteAll(this.#view);
    view.setPending(this.#pending);
    view.takeChanges();
    this.#view = view;
    this.#isOther = true;
    this.#noteAll(view);
    const { ended, ...others } = state;
    // A project that had ended is back.
    if (ended) this.#state = empty;
    this.#setState(others);
  }

  #noteAll(view: BoardView | null): void {
    if (!view) return;
    for (const topic of this.#listeners.keys()) if (topic !== "state") this.#changed.add(topic);
    for (const topic of this.#lists.keys()) this.#changed.add(topic);
  }

  #setState(changed: Partial<ProjectState>): void {
    const state = { ...this.#state, ...changed };
    if (isSame(state, this.#state)) return;
    this.#state = state;
    this.#changed.add("state");
  }

  #tell(): void {
    this.#view?.refresh();
    const changes = new Set([...this.#changed, ...(this.#view?.takeChanges() ?? [])]);
    this.#changed.clear();
    const confirmed = this.#view?.takeConfirmed() ?? null;
    const change: StoreChange = { confirmed: this.#isOther ? null : confirmed, startsOver: this.#startsOver };
    const hasChanged = this.#isOther || changes.size || confirmed?.size;
    this.#isOther = false;
    this.#startsOver = false;
    for (const topic of changes) this.#lists.delete(topic);
    for (const topic of changes) this.#listeners.get(topic)?.tell();
    if (hasChanged) this.#changeListeners.tell(change);
  }
}

const none: readonly Task[] = [];

/** Returns false, and changes nothing, when an event is missing or unknown. */
function reduceAll(view: BoardView, events: readonly ProjectEvent[], after: number): boolean {
  const newer = events.filter(({ seq }) => seq > after);
  if (!newer.every((event, index) => event.seq === after + 1 + index && isKnownEvent(event))) return false;
  for (const event of newer) view.confirm(reduceEvent(view.confirmed, event));
  return true;
}

/** The known object, if the new one says the same. */
function keep<T>(known: T | undefined, value: T): T {
  return known !== undefined && isSame(known, value) ? known : value;
}
