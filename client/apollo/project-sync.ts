import type { ApolloCache } from "@apollo/client";
import type { ObservedProject } from "../core/lockstep/lockstep.ts";
import type { Board } from "../core/store/board.ts";
import { type LaidNoun, laidNouns, listedNouns, nouns, typenames } from "../core/store/nouns.ts";
import type { ProjectState, StoreChange } from "../core/store/project-store.ts";
import type { StreamItem } from "../core/types.ts";
import { AnsweredVersions } from "./answered-versions.ts";
import { CommentLoader } from "./comment-loader.ts";
import { compareComments, compareItems, createWritten, type Difference } from "./compare-items.ts";
import type { ItemChange } from "./follow-list.ts";
import { followLists } from "./project-lists.ts";
import { removeItem, type Typename, writeItem } from "./write-item.ts";

/** Keeps a cache in step with one open project. */
export class ProjectSync {
  readonly project: ObservedProject;
  readonly versions = new AnsweredVersions();
  readonly comments: CommentLoader;
  readonly #cache: ApolloCache;
  #written = createWritten();
  /** Keys of confirmed items that may differ from the written ones; null: any may. */
  #touched: Set<string> | null = null;
  #startsOver = false;
  /** State that the base cache shows, and the project's own parts. */
  #state: ProjectState | null = null;
  #shown: readonly unknown[] | null = null;
  /** Highest number of the project that an answer has shown. */
  #answered = 0;
  /** Values of the pending view that the layer holds, by key. */
  #layered: ReadonlyMap<string, unknown> = new Map();

  constructor(project: ObservedProject, cache: ApolloCache) {
    this.project = project;
    this.#cache = cache;
    this.comments = new CommentLoader(project, cache);
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
    this.#touched = null;
    this.#state = null;
    this.#shown = null;
    this.#answered = 0;
    this.versions.clearAhead();
    this.#layered = new Map();
  }

  /** An answer shows the project at this number. The base cache stays as it is until the store is there, too. */
  noteAnswered(seq: number): void {
    this.#answered = Math.max(this.#answered, seq);
  }

  /** Writes an item again, or takes it out again. */
  touch(key: string): void {
    this.#touched?.add(key);
  }

  /** Follows the comments that an item of the stream changes. */
  noteItem(item: StreamItem): void {
    if (item.kind !== "events") return;
    for (const event of item.events) if ("comment" in event || "commentId" in event) this.comments.adopt(event.task.id);
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
      this.versions.clear();
    } else if (this.#touched === null) this.noteAnswered(this.#readSeq());
    if (this.isBehind) return false;
    const isWhole = this.#touched === null;
    if (this.#touched?.size === 0 && this.#state === project.state) return false;
    this.#state = project.state;
    const compared = compareItems(this.#written, confirmed, this.#touched);
    // Comments that the store has let go of stay in the cache, and are loaded again.
    const isLetGo = (id: string, after: unknown) => !after && confirmed.tasks.has(id);
    const difference = { ...compared, comments: compared.comments.filter(({ id, after }) => !isLetGo(id, after)) };
    for (const { id, after } of compared.comments) if (isLetGo(id, after)) this.comments.adopt(id);
    this.#startsOver = false;

    const own = this.#writeProject(confirmed);
    this.#writeItems(difference);
    this.#touched = new Set();
    for (const noun of nouns) {
      for (const { id, before, after } of difference[noun]) {
        if (after) this.#written[noun].set(id, after);
        else this.#written[noun].delete(id);
        if (noun !== "comments") this.versions.bury(`${noun}:${id}`, before, after);
      }
    }
    for (const list of difference.comments) {
      for (const { id, before, after } of compareComments(list.before, list.after)) {
        this.versions.bury(`comment:${id}`, before, after);
      }
    }
    followLists(this.#cache, project.projectId, difference, confirmed, isWhole && !project.state.isPartial, own);
    return true;
  }

  /** Returns the modifiers that write the project's position. */
  #writeProject({ project, viewerRole }: Board): Readonly<Record<string, () => unknown>> {
    const { projectId, state } = this.project;
    const { seq, cursor, present } = state;
    const shown: readonly unknown[] = [project, viewerRole, present];
    if (!this.#shown?.every((each, index) => each === shown[index])) {
      writeItem(this.#cache, "Project", null, { ...project, id: projectId, seq, cursor, viewerRole, present });
    }
    this.#shown = shown;
    return { seq: () => seq, cursor: () => cursor };
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
    const toChanges = (noun: LaidNoun) =>
      [...view[noun].entries()].map(([id, after]) => ({ id, before: confirmed[noun].get(id) ?? null, after }));
    const laid = Object.fromEntries(laidNouns.map((noun) => [noun, toChanges(noun)]));
    const difference = { members: [], ...laid } as unknown as Difference;
    this.#writeItems(difference);
    followLists(this.#cache, this.project.projectId, difference, view, false);
    for (const { id, before, after } of difference.tasks) {
      if (before && after && before.commentCount !== after.commentCount) this.comments.adopt(id);
    }
  }

  /** Takes the project's items out of the cache: nobody is to see them any more. */
  #forget(): boolean {
    const isEmpty = this.#written.members.size === 0;
    this.#writeItems(compareItems(this.#written, createWritten(), null));
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

  #writeItems(difference: Difference): void {
    const cache = this.#cache;
    const write = <Item extends { readonly id: string }>(typename: Typename, change: ItemChange<Item>) => {
      if (change.after) writeItem(cache, typename, change.before, change.after);
      else removeItem(cache, typename, change.id);
    };
    for (const noun of listedNouns) {
      const changes: readonly ItemChange<{ readonly id: string }>[] = noun === "tasks" ? [] : difference[noun];
      for (const change of changes) write(typenames[noun], change);
    }
    const project = { id: this.project.projectId };
    for (const { id, before, after } of difference.tasks) {
      if (after && this.versions.isAhead(`tasks:${id}`, after.version)) continue;
      write("Task", { id, before: before && { ...before, project }, after: after && { ...after, project } });
    }
    // A comment that an event has brought back, though it was deleted.
    for (const key of this.#touched ?? []) {
      const [noun, id = ""] = key.split(":");
      if (noun === "comment" && this.versions.findGone(key) !== undefined) removeItem(cache, "Comment", id);
    }
    for (const { before, after } of difference.comments) {
      for (const change of compareComments(before, after)) write("Comment", change);
    }
  }

  #listPending(): ReadonlyMap<string, unknown> {
    const { view } = this.project.store;
    const pending = new Map<string, unknown>();
    if (!view) return pending;
    for (const noun of laidNouns) {
      for (const [id, value] of view[noun].entries()) pending.set(`${noun}:${id}`, value);
    }
    return pending;
  }
}
