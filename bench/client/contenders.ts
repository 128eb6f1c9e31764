import type { ProjectEvent } from "../../client/core/wire.ts";
import type { Contender } from "../bench.ts";
import { cpuOf } from "./cpu-of.ts";
import { createEvents, createSnapshot } from "./project-data.ts";
import { type WatchedBoard, watchCollection, watchStore } from "./views.ts";
import { watchApollo } from "./watch-apollo.ts";

export const unit = "ms of CPU";
export const core = "Lockstep core";
export const adapter = "Lockstep with Apollo Client";

/** Tasks of the board. */
const size = 2_000;

/** Boards of 2,000 tasks that get changes. The figure is the CPU time of `apply` for each of `count` shares. */
export function boardContenders(
  events: number,
  count: number,
  apply: (board: WatchedBoard, events: readonly ProjectEvent[]) => void,
): readonly Contender[] {
  return [
    { label: core, create: watchStore },
    { label: adapter, create: (count: number) => watchApollo(count, "store") },
    { label: `${adapter}, ids of columns by its queries`, create: (count: number) => watchApollo(count, "ids") },
    { label: `${adapter}, whole columns by its queries`, create: (count: number) => watchApollo(count, "rows") },
    { label: "TanStack DB", create: watchCollection },
  ].map(({ label, create }) => ({
    label,
    units: [unit],
    start: async () => ({
      server: null,
      async round() {
        const board = await create(size);
        const changes = createEvents(createSnapshot(size).tasks, events);
        const used = cpuOf(() => apply(board, changes));
        requireChanged(board, events);
        return { [unit]: used / count };
      },
      close: async () => {},
    }),
  }));
}

/** Throws unless every change shows in the columns. */
function requireChanged(board: WatchedBoard, events: number): void {
  const tasks = board.read().flat();
  const changed = tasks.filter(({ version }) => version === 2).length;
  if (tasks.length !== size || changed !== events)
    throw new Error(`${changed} of ${events} changes show, and ${tasks.length} tasks.`);
}
