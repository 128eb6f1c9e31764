import { isReference, type StoreObject } from "@apollo/client";
import { RecentMap } from "../core/recent-map.ts";
import type { ActivityEvent } from "./project-view.ts";

/** A change and its stored form. The items of the change are in the cache themselves. */
export interface AppliedChange {
  readonly event: ActivityEvent;
  readonly entry: StoreObject;
}

interface Followed {
  /** Number of the newest change that all lists of the project show. */
  seq: number;
  /** The newest changes up to that one, oldest first, without a gap. */
  readonly changes: AppliedChange[];
}

/** Number of changes kept per project, for answers that are older than the cache. */
const keptChanges = 1_000;

/** Number of remembered `clientMutationId`s of changes. */
const keptEchoes = 10_000;

/** The projects in a cache that follow their streams, with the newest changes of each. */
export class FollowedProjects {
  readonly #projects = new Map<string, Followed>();
  readonly #echoes = new RecentMap<true>(keptEchoes);

  /** Undefined for a project that was never followed. */
  seq(projectId: string): number | undefined {
    return this.#projects.get(projectId)?.seq;
  }

  /** The cache shows the project as of this number, and changes follow from there. Earlier ones are dropped. */
  startFrom(projectId: string, seq: number): void {
    this.#projects.set(projectId, { seq, changes: [] });
  }

  append(change: AppliedChange): void {
    const { projectId, seq, clientMutationId } = change.event;
    const followed = this.#projects.get(projectId) ?? { seq, changes: [] };
    followed.seq = seq;
    followed.changes.push(change);
    if (followed.changes.length > keptChanges) followed.changes.shift();
    this.#projects.set(projectId, followed);
    if (clientMutationId) this.#echoes.add(clientMutationId, true);
  }

  /** Returns the changes after a number, in order; undefined when they are not all kept. */
  changesAfter(projectId: string, seq: number): readonly AppliedChange[] | undefined {
    const followed = this.#projects.get(projectId);
    if (!followed || seq >= followed.seq) return [];
    const count = followed.seq - seq;
    return count > followed.changes.length ? undefined : followed.changes.slice(-count);
  }

  /** Returns the kept changes of a task's comments that are newer than this version of the task, in order. */
  commentChangesAfter(taskId: string, version: number): readonly AppliedChange[] {
    return [...this.#projects.values()]
      .flatMap(({ changes }) => changes)
      .filter(({ event }) => "task" in event && event.task.id === taskId && event.task.version > version);
  }

  /** Returns the cache ids to which the kept changes refer. */
  references(): ReadonlySet<string> {
    const changes = [...this.#projects.values()].flatMap((followed) => followed.changes);
    const values = changes.flatMap(({ entry }) => Object.values(entry));
    return new Set(values.flatMap((value) => (isReference(value) ? [value.__ref] : [])));
  }

  /** Returns true when the change with this id has arrived from the stream. */
  isEcho(clientMutationId: string): boolean {
    return this.#echoes.has(clientMutationId);
  }

  /** The project's history is another one. */
  forget(projectId: string): void {
    this.#projects.delete(projectId);
  }

  /** Forgets everything: the cache belongs to another user. */
  clear(): void {
    this.#projects.clear();
    this.#echoes.clear();
  }
}
