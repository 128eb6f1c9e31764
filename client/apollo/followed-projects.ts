import { isReference, type StoreObject } from "@apollo/client";
import { RecentMap } from "../core/recent-map.ts";
import type { ActivityEvent } from "./project-view.ts";

/** A change, and how it is stored: what it is about lies in the cache by itself. */
export interface AppliedChange {
  readonly event: ActivityEvent;
  readonly entry: StoreObject;
}

interface Followed {
  /** The newest change that all lists of the project show. */
  seq: number;
  /** The newest changes up to that one, oldest first, without a hole. */
  readonly changes: AppliedChange[];
}

/** How many changes of a project are kept for answers that are older than what the cache shows. */
const keptChanges = 1_000;

/** How many of the changes that bear a client's id are remembered by it. */
const keptEchoes = 10_000;

/** How far the projects in a cache follow their streams, and what came last. */
export class FollowedProjects {
  readonly #projects = new Map<string, Followed>();
  readonly #echoes = new RecentMap<true>(keptEchoes);

  /** Undefined for a project that was never followed. */
  seq(projectId: string): number | undefined {
    return this.#projects.get(projectId)?.seq;
  }

  /** The project is shown as of this number, and changes follow from there; what came before is of no use any more. */
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

  /** The changes after a number, in order; undefined when they are not all kept. */
  changesAfter(projectId: string, seq: number): readonly AppliedChange[] | undefined {
    const followed = this.#projects.get(projectId);
    if (!followed || seq >= followed.seq) return [];
    const count = followed.seq - seq;
    return count > followed.changes.length ? undefined : followed.changes.slice(-count);
  }

  /** The kept changes of a task's comments that are newer than this version of the task, in order. */
  commentChangesAfter(taskId: string, version: number): readonly AppliedChange[] {
    return [...this.#projects.values()]
      .flatMap(({ changes }) => changes)
      .filter(({ event }) => "task" in event && event.task.id === taskId && event.task.version > version);
  }

  /** What the kept changes refer to, by its ids in the cache. */
  references(): ReadonlySet<string> {
    const changes = [...this.#projects.values()].flatMap((followed) => followed.changes);
    const values = changes.flatMap(({ entry }) => Object.values(entry));
    return new Set(values.flatMap((value) => (isReference(value) ? [value.__ref] : [])));
  }

  /** Whether the change that somebody made under this id has come from the stream. */
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
