import type { ApolloCache, Reference } from "@apollo/client";
import { chooseWait } from "../core/connection/backoff.ts";
import type { ObservedProject } from "../core/lockstep/lockstep.ts";
import type { Board } from "../core/store/board.ts";
import type { ProjectState, StoreChange } from "../core/store/project-store.ts";
import type { CommentList, StreamItem } from "../core/types.ts";
import type { Comment, Label, Member, Task } from "../core/wire.ts";
import { followList, type ItemChange } from "./follow-list.ts";
import { commentList, type ListedItem, type ListRule, memberList, readArguments, taskList } from "./list-rules.ts";
import { itemsOf, type StoredList } from "./stored-list.ts";
import { removeItem, rewriteTask, writeItem, writeProject } from "./write-item.ts";

/** Number of deleted items that are remembered, so that no older answer brings them back. */
const keptGone = 10_000;

/** Items as a cache holds them. */
interface Written {
  readonly tasks: Map<string, Task>;
  readonly labels: Map<string, Label>;
  readonly members: Map<string, Member>;
  readonly comments: Map<string, CommentList>;
}

type Noun = keyof Written;

const environment = { random: Math.random, signals: { isVisible: () => true } };

/** Changes of a project's items, by noun. */
interface Difference {
  readonly tasks: readonly ItemChange<Task>[];
  readonly labels: readonly ItemChange<Label>[];
  readonly members: readonly ItemChange<Member>[];
  readonly comments: readonly ItemChange<CommentList>[];
}

/** Keeps a cache in step with one open project. */
export class ProjectSync {
  readonly project: ObservedProject;
  readonly #cache: ApolloCache;
  #written = createWritten();
  /** Keys of confirmed items that may differ from the written ones; null: any may. */
  #touched: Set<string> | null = null;
  #startsOver = false;
  /** State that the base cache shows, and the project's own parts. */
  #state: ProjectState | null = null;
  #shown: readonly unknown[] | null = null;
  /** Number of items that belong into each stored list, by the name of its field. */
  readonly #totals = new Map<string, number>();
  /** Highest number of the project that an answer has shown. */
  #answered = 0;
  /** Versions in answers that the store has not reached, by key. */
  readonly #ahead = new Map<string, number>();
  /** Tasks whose comments are on their way. */
  readonly #loading = new Set<string>();
  readonly #closing = new AbortController();
  /** Values of the pending view that the layer holds, by key. */
  #layered: ReadonlyMap<string, unknown> = new Map();
  /** Versions of deleted items, by key; those without a version have 0. */
  readonly #gone = new Map<string, number>();

  constructor(project: ObservedProject, cache: ApolloCache) {
    this.project = project;
    this.#cache = cache;
  }

  /** Notes a change of the store. */
  note({ confirmed, startsOver }: StoreChange): void {
    this.#startsOver ||= startsOver;
    if (!confirmed) this.#touched = null;
    else for (const key of confirmed) this.#touched?.add(key);
  }

  /** The cache was emptied: everything is written anew. */
  restart(): void {
    this.#written = createWritten();
    this.#totals.clear();
    this.#touched = null;
    this.#state = null;
    this.#shown = null;
    this.#answered = 0;
    this.#ahead.clear();
    this.#layered = new Map();
  }

  /** An answer shows the project at this number. The base cache stays as it is until the store is there, too. */
  noteAnswered(seq: number): void {
    this.#answered = Math.max(this.#answered, seq);
  }

  /** An answer shows an item in a version that the store has not reached. */
  noteAhead(key: string, version: number): void {
    this.#ahead.set(key, version);
  }

  /** Writes an item again, or takes it out again. */
  touch(key: string): void {
    this.#touched?.add(key);
  }

  /** Follows the comments that an item of the stream changes. */
  noteItem(item: StreamItem): void {
    if (item.kind !== "events") return;
    for (const event of item.events) if ("comment" in event || "commentId" in event) this.#adoptComments(event.task.id);
  }

  /** Loads the comments of a task into the store, which follows them from then on. Tries until they are there. */
  async loadComments(taskId: string): Promise<void> {
    if (this.#loading.has(taskId)) return;
    this.#loading.add(taskId);
    const { signal } = this.#closing;
    for (let failures = 1; this.project.store.confirmed?.tasks.has(taskId) && !signal.aborted; failures += 1) {
      if ((await this.project.loadComments(taskId, signal)) === null) break;
      await new Promise((resolve) => setTimeout(resolve, chooseWait(failures, environment)));
    }
    this.#loading.delete(taskId);
  }

  /** Loads nothing more. */
  close(): void {
    this.#closing.abort();
  }

  /** Returns the version in which an item was deleted; undefined for one that was not. */
  findGone(key: string): number | undefined {
    return this.#gone.get(key);
  }

  /** Returns true while the store is behind what an answer has shown. */
  get isBehind(): boolean {
    return this.project.state.seq < this.#answered;
  }

  /** Brings the base cache to the confirmed state. Returns true when it has changed something. */
  writeConfirmed(): boolean {
    const { project } = this;
    const { confirmed } = project.store;
    const startsOver = this.#startsOver;
    if (!confirmed) return this.#forget();
    if (startsOver) {
      this.#answered = 0;
      this.#gone.clear();
      this.#ahead.clear();
    } else if (this.#touched === null) this.noteAnswered(this.#readSeq());
    if (this.isBehind) return false;
    const isWhole = this.#touched === null;
    if (this.#touched?.size === 0 && this.#state === project.state) return false;
    this.#state = project.state;
    const difference = this.#compare(confirmed);
    this.#startsOver = false;

    this.#writeProject(confirmed);
    this.#writeItems(difference);
    this.#touched = new Set();
    for (const noun of ["tasks", "labels", "members"] as const) {
      for (const { id, before, after } of difference[noun]) this.#bury(`${noun}:${id}`, before, after);
    }
    for (const list of difference.comments) {
      for (const { id, before, after } of compareComments(list.before, list.after)) {
        this.#bury(`comment:${id}`, before, after);
      }
    }
    this.#followLists(difference, confirmed, isWhole && !project.state.isPartial, true);
    for (const noun of nouns) {
      const written: Map<string, unknown> = this.#written[noun];
      for (const { id, after } of difference[noun]) {
        if (after) written.set(id, after);
        else written.delete(id);
      }
    }
    return true;
  }

  #writeProject({ project, viewerRole }: Board): void {
    const { projectId, state } = this.project;
    const { seq, cursor, present } = state;
    const shown: readonly unknown[] = [project, viewerRole, present];
    if (!this.#shown?.every((each, index) => each === shown[index])) {
      writeProject(this.#cache, { ...project, id: projectId, seq, cursor, viewerRole, present });
    } else {
      this.#cache.modify<{ seq: number; cursor: string | null }>({
        id: `Project:${projectId}`,
        fields: { seq: () => seq, cursor: () => cursor },
        broadcast: false,
      });
    }
    this.#shown = shown;
  }

  /** Returns true when the pending view differs from the layer, or the layer hides what the base cache has now. */
  get isLayerOutdated(): boolean {
    const entries = this.#listPending();
    if (entries.size !== this.#layered.size) return true;
    for (const [key, value] of entries) if (!this.#layered.has(key) || this.#layered.get(key) !== value) return true;
    return false;
  }

  get hasPending(): boolean {
    return this.#listPending().size > 0;
  }

  /** Writes the pending view into the layer that is being recorded. Called again when a layer below it goes. */
  writePending(): void {
    const { confirmed, view } = this.project.store;
    this.#layered = this.#listPending();
    if (!view || !confirmed || this.#layered.size === 0) return;
    const toChanges = <T>(entries: ReadonlyMap<string, T | null>, base: ReadonlyMap<string, T>) =>
      [...entries].map(([id, after]) => ({ id, before: base.get(id) ?? null, after }));
    const difference: Difference = {
      tasks: toChanges(view.tasks.entries(), confirmed.tasks),
      labels: toChanges(view.labels.entries(), confirmed.labels),
      comments: toChanges(view.comments.entries(), confirmed.comments),
      members: [],
    };
    this.#writeItems(difference);
    this.#followLists(difference, view, false, false);
    for (const { id, before, after } of difference.tasks) {
      if (before && after && before.commentCount !== after.commentCount) this.#adoptComments(id);
    }
  }

  /** Where the cache lists comments that the store does not know, it loads them: they have changed. */
  #adoptComments(taskId: string): void {
    if (this.project.store.comments(taskId)) return;
    let isListed = false;
    this.#cache.modify<{ comments: unknown }>({
      id: `Task:${taskId}`,
      fields: {
        comments: (list) => {
          isListed = true;
          return list;
        },
      },
      broadcast: false,
    });
    if (isListed) void this.loadComments(taskId);
  }

  /** Takes the project's items out of the cache: nobody is to see them any more. */
  #forget(): boolean {
    const { tasks, labels, members, comments } = this.#written;
    const isEmpty = tasks.size + labels.size + members.size === 0;
    for (const id of tasks.keys()) removeItem(this.#cache, "Task", id);
    for (const id of labels.keys()) removeItem(this.#cache, "Label", id);
    for (const id of members.keys()) removeItem(this.#cache, "Member", id);
    for (const list of comments.values()) for (const { id } of list.comments) removeItem(this.#cache, "Comment", id);
    if (!isEmpty) removeItem(this.#cache, "Project", this.project.projectId);
    this.restart();
    return !isEmpty;
  }

  #readSeq(): number {
    let seq = 0;
    this.#cache.modify<{ seq: number }>({
      id: `Project:${this.project.projectId}`,
      fields: {
        seq: (value) => {
          seq = value;
          return value;
        },
      },
      broadcast: false,
    });
    return seq;
  }

  #compare(confirmed: Board & { readonly [N in Noun]: ReadonlyMap<string, unknown> }): Difference {
    const compare = <T>(noun: Noun): ItemChange<T>[] => {
      const written = this.#written[noun] as ReadonlyMap<string, unknown> as ReadonlyMap<string, T>;
      const items = confirmed[noun] as ReadonlyMap<string, T>;
      const prefix = `${noun}:`;
      const ids = this.#touched
        ? [...this.#touched].flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []))
        : new Set([...written.keys(), ...items.keys()]);
      const changes: ItemChange<T>[] = [];
      for (const id of ids) {
        const [before, after] = [written.get(id) ?? null, items.get(id) ?? null];
        if (before !== after || !after) changes.push({ id, before, after });
      }
      return changes;
    };
    return {
      tasks: compare("tasks"),
      labels: compare("labels"),
      members: compare("members"),
      comments: compare<CommentList>("comments").filter(({ id, after }) => {
        const isUnknown = !after && confirmed.tasks.get(id) !== undefined;
        if (isUnknown) this.#adoptComments(id);
        return !isUnknown;
      }),
    };
  }

  #writeItems({ tasks, labels, members, comments }: Difference): void {
    const cache = this.#cache;
    const { projectId } = this.project;
    for (const { id, after } of labels) {
      if (after) writeItem(cache, "Label", after);
      else removeItem(cache, "Label", id);
    }
    for (const { id, after } of members) {
      if (after) writeItem(cache, "Member", after);
      else removeItem(cache, "Member", id);
    }
    for (const { id, before, after } of tasks) {
      if (after && this.#isAhead(`tasks:${id}`, after.version)) continue;
      if (!after) removeItem(cache, "Task", id);
      else if (!before || !rewriteTask(cache, before, after)) writeItem(cache, "Task", { ...after, projectId });
    }
    // A comment that an event has brought back, though it was deleted.
    for (const key of this.#touched ?? []) {
      const [noun, id = ""] = key.split(":");
      if (noun === "comment" && this.#gone.has(key)) removeItem(cache, "Comment", id);
    }
    for (const { before, after } of comments) {
      for (const change of compareComments(before, after)) {
        if (change.after) writeItem(cache, "Comment", change.after);
        else removeItem(cache, "Comment", change.id);
      }
    }
  }

  /** `isWhole`: items that the board does not know leave the lists. */
  #followLists(
    { tasks, labels, members, comments }: Difference,
    board: Board,
    isWhole: boolean,
    isBase: boolean,
  ): void {
    const id = `Project:${this.project.projectId}`;
    const visited = new Set<string>();
    const follow =
      <T extends ListedItem>(rule: ListRule, changes: readonly ItemChange<T>[], items: () => Iterable<T>) =>
      (list: unknown, { storeFieldName, readField }: FieldDetails) => {
        visited.add(storeFieldName);
        const args = readArguments(storeFieldName);
        const known = list as StoredList;
        const own = isWhole
          ? [...changes, ...findUnknown(rule, known, new Set([...items()].map((item) => item.id)))]
          : changes;
        const matches = rule.matches(args);
        const count = () => {
          let total = 0;
          for (const item of items()) if (matches(item)) total += 1;
          return total;
        };
        const total = () => (isBase ? this.#countTotal(storeFieldName, count) : count());
        if (isBase) this.#raiseTotal(storeFieldName, own, matches);
        return followList(known, {
          rule,
          args,
          changes: own,
          total,
          readField: (field, from) => readField(field, from),
        });
      };
    const fields: Record<string, (value: unknown, details: FieldDetails) => unknown> = {};
    if (tasks.length > 0 || isWhole) fields["tasks"] = follow(taskList, tasks, () => board.tasks.values());
    if (members.length > 0 || isWhole) fields["members"] = follow(memberList, members, () => board.members.values());
    if (labels.length > 0 || isWhole) {
      fields["labels"] = () => [...board.labels.values()].map((label) => ({ __ref: `Label:${label.id}` }));
    }
    if (Object.keys(fields).length > 0) this.#cache.modify({ id, fields: fields as never, broadcast: false });
    for (const { id: taskId, before, after } of comments) {
      if (!after) continue;
      const changes = compareComments(before, after);
      const ids = new Set(after.comments.map((comment) => comment.id));
      this.#cache.modify({
        id: `Task:${taskId}`,
        fields: {
          comments: ((list: StoredList, { storeFieldName, readField }: FieldDetails) =>
            followList(list, {
              rule: commentList,
              args: readArguments(storeFieldName),
              changes: before ? changes : [...changes, ...findUnknown(commentList, list, ids)],
              total: () => after.comments.length,
              readField: (field, from) => readField(field, from),
            })) as never,
        },
        broadcast: false,
      });
    }
  }

  #countTotal(storeFieldName: string, count: () => number): number {
    const total = this.#totals.get(storeFieldName) ?? count();
    this.#totals.set(storeFieldName, total);
    return total;
  }

  #raiseTotal<T extends ListedItem>(
    storeFieldName: string,
    changes: readonly ItemChange<T>[],
    matches: (item: ListedItem) => boolean,
  ): void {
    const total = this.#totals.get(storeFieldName);
    if (total === undefined) return;
    let change = 0;
    for (const { before, after } of changes) {
      change += Number(after !== null && matches(after)) - Number(before !== null && matches(before));
    }
    this.#totals.set(storeFieldName, total + change);
  }

  #isAhead(key: string, version: number): boolean {
    const ahead = this.#ahead.get(key);
    if (ahead === undefined) return false;
    if (version >= ahead) this.#ahead.delete(key);
    return version < ahead;
  }

  #bury(key: string, before: object | null, after: object | null): void {
    if (after) this.#gone.delete(key);
    else if (before) this.#gone.set(key, "version" in before ? Number(before.version) : 0);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > keptGone && oldest !== undefined) this.#gone.delete(oldest);
  }

  #listPending(): ReadonlyMap<string, unknown> {
    const { view } = this.project.store;
    const pending = new Map<string, unknown>();
    if (!view) return pending;
    for (const noun of ["tasks", "labels", "comments"] as const) {
      for (const [id, value] of view[noun].entries()) pending.set(`${noun}:${id}`, value);
    }
    return pending;
  }
}

interface FieldDetails {
  readonly storeFieldName: string;
  readonly readField: (field: string, from: Reference) => unknown;
}

const nouns = ["tasks", "labels", "members", "comments"] as const;

function createWritten(): Written {
  return { tasks: new Map(), labels: new Map(), members: new Map(), comments: new Map() };
}

function compareComments(before: CommentList | null, after: CommentList | null): ItemChange<Comment>[] {
  const known = new Map(before?.comments.map((comment) => [comment.id, comment]));
  const changes: ItemChange<Comment>[] = [];
  for (const comment of after?.comments ?? []) {
    const old = known.get(comment.id) ?? null;
    known.delete(comment.id);
    if (old !== comment) changes.push({ id: comment.id, before: old, after: comment });
  }
  for (const [id, old] of known) changes.push({ id, before: old, after: null });
  return changes;
}

function findUnknown({ typename }: ListRule, list: StoredList, ids: ReadonlySet<string>): ItemChange<never>[] {
  return (itemsOf(list) ?? []).flatMap(({ __ref }) => {
    const id = __ref.slice(typename.length + 1);
    return ids.has(id) ? [] : { id, before: null, after: null };
  });
}
