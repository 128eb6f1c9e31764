import { createCollection, createLiveQueryCollection, eq } from "@tanstack/db";
import { ProjectStore } from "../../client/core/store/project-store.ts";
import type { ProjectEvent, Task } from "../../client/core/wire.ts";
import { createSnapshot, statuses, toItem } from "./project-data.ts";

/** A board in memory whose columns somebody watches. */
export interface WatchedBoard {
  /** Applies changes that arrive together. */
  apply(events: readonly ProjectEvent[]): void;
  /** Reads all columns. */
  read(): readonly (readonly Task[])[];
}

/** Lockstep's store, with a listener for each column and each task. */
export function watchStore(count: number): WatchedBoard {
  const store = new ProjectStore("project-1");
  const board = createSnapshot(count);
  store.receive({ kind: "board", board, startsOver: false });
  const columns = statuses.map((status) => store.column(status));
  for (const [index, status] of statuses.entries()) {
    store.subscribe(`column:${status}`, () => {
      columns[index] = store.column(status);
    });
  }
  for (const { id } of board.tasks) store.subscribe(`task:${id}`, () => void store.task(id));
  return { apply: (events) => store.receive(toItem(events)), read: () => columns };
}

/** The same with TanStack DB: one collection, and an ordered live query for each column. */
export function watchCollection(count: number): WatchedBoard {
  let write: (tasks: readonly Task[]) => void = () => {};
  const tasks = createCollection<Task, string>({
    id: `tasks-${crypto.randomUUID()}`,
    getKey: ({ id }) => id,
    startSync: true,
    sync: {
      sync(sync) {
        sync.begin();
        for (const value of createSnapshot(count).tasks) sync.write({ type: "insert", value });
        sync.commit();
        sync.markReady();
        write = (changed) => {
          sync.begin();
          for (const value of changed) sync.write({ type: "update", value });
          sync.commit();
        };
      },
    },
  });
  const queries = statuses.map((status) =>
    createLiveQueryCollection({
      startSync: true,
      query: (from) =>
        from
          .from({ task: tasks })
          .where(({ task }) => eq(task.status, status))
          .orderBy(({ task }) => task.position),
    }),
  );
  const columns = queries.map((query): readonly Task[] => query.toArray);
  for (const [index, query] of queries.entries()) {
    // Without its initial state a subscriber hears of no task that leaves.
    query.subscribeChanges(
      () => {
        columns[index] = query.toArray;
      },
      { includeInitialState: true },
    );
  }
  return {
    apply: (events) => write(events.flatMap((event) => ("task" in event && "title" in event.task ? event.task : []))),
    read: () => columns,
  };
}
