import type { StoredIntent } from "../../client/core/types.ts";
import type { Task } from "../../client/core/wire.ts";
import { targetOf } from "./edit.ts";
import type { Finding } from "./judge-storm.ts";
import type { StormRecord, TabReport, Truth } from "./storm-record.ts";

/** Finds tabs that have not settled, or hold another state than the server, or than the disk of their person. */
export function findDivergences({ tabs, truth }: StormRecord): Finding[] {
  return tabs.flatMap((report) => {
    const { tab, person, state } = report;
    if (!state) return [{ kind: "unsettled", text: `Tab ${tab} does not answer` }];
    const waiting = findWaiting(state.intents);
    if (!state.isLive || waiting.length > 0) {
      const { isLive, connection, holdup, durability } = state;
      const ids = waiting.map(({ id, change, standing }) => `${id} (${change.kind}, ${standing.kind})`);
      const text = JSON.stringify({ isLive, connection, holdup, durability, waiting: ids });
      return [{ kind: "unsettled", text: `Tab ${tab} has not settled: ${text}` }];
    }
    const differences = compareBoard(report, truth);
    const siblings = tabs.filter((each) => each.person === person && each.state);
    const [first] = siblings;
    const ids = (each: TabReport | undefined) =>
      (each?.state?.intents ?? [])
        .map(({ id }) => id)
        .sort()
        .join(" ");
    if (ids(first) !== ids(report)) differences.push(`other intents than tab ${first?.tab}`);
    return differences.map((text): Finding => ({ kind: "diverged", text: `Tab ${tab} has ${text}` }));
  });
}

/** Intents that wait, and not only for an item whose creation failed. */
export function findWaiting(intents: readonly StoredIntent[]): StoredIntent[] {
  const failed = new Set<string>();
  return intents.filter(({ standing, change }) => {
    const { taskId }: { taskId?: string } = change.input as object;
    const isCreation = change.kind.startsWith("create");
    const isWaiting = standing.kind === "waiting" || standing.kind === "answered";
    const isBlocked = failed.has(targetOf(change)) || (taskId !== undefined && failed.has(taskId));
    if (isCreation && (!isWaiting || isBlocked)) failed.add(targetOf(change));
    return isWaiting && !isBlocked;
  });
}

function compareBoard({ person, state }: TabReport, { boards, comments }: Truth): string[] {
  const [own, wanted] = [state?.board, boards.get(person)];
  if (!state || !own || !wanted) return ["no board"];
  const differences: string[] = [];
  if (own.seq !== wanted.seq) differences.push(`number ${own.seq} instead of ${wanted.seq}`);
  for (const name of ["project", "viewerRole", "me"] as const) {
    if (print(own[name]) !== print(wanted[name])) differences.push(difference(name, own[name], wanted[name]));
  }
  for (const name of ["tasks", "labels", "members"] as const) {
    differences.push(...compareItems(name, own[name], wanted[name]));
  }
  for (const [taskId, list] of Object.entries(state.comments)) {
    const known = comments.get(taskId);
    if (known && print(list.comments) !== print(known))
      differences.push(difference(`comments of ${taskId}`, list.comments, known));
  }
  // Columns also show changes that wait for a failed creation.
  if (state.intents.every(({ standing }) => standing.kind !== "waiting")) {
    const ids = print(columnsOf(wanted.tasks));
    const shown = Object.fromEntries(Object.entries(state.columns).filter(([, column]) => column.length > 0));
    if (print(shown) !== ids) differences.push(difference("columns", shown, columnsOf(wanted.tasks)));
  }
  return differences;
}

function compareItems(name: string, own: readonly Item[], wanted: readonly Item[]): string[] {
  const known = new Map(own.map((item) => [item.id, item]));
  const missing = wanted.filter(({ id }) => !known.has(id)).map(({ id }) => `${name} without ${id}`);
  const extra = own.filter(({ id }) => !wanted.some((each) => each.id === id)).map(({ id }) => `${name} with ${id}`);
  const others = wanted.flatMap((item) => {
    const mine = known.get(item.id);
    return mine && print(mine) !== print(item) ? [difference(`${name} ${item.id}`, mine, item)] : [];
  });
  return [...missing, ...extra, ...others];
}

interface Item {
  readonly id: string;
}

function columnsOf(tasks: readonly Task[]): Readonly<Record<string, readonly string[]>> {
  const columns: Record<string, string[]> = {};
  const sorted = [...tasks].sort((one, other) => compare(one.position, other.position) || compare(one.id, other.id));
  for (const { status, id } of sorted) columns[status] = [...(columns[status] ?? []), id];
  return columns;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Tells a value that is another one than it must be. */
export function difference(name: string, own: unknown, wanted: unknown): string {
  return `another ${name}: ${print(own)} instead of ${print(wanted)}`;
}

/** Prints the fields of objects in one order. */
export function print(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => compare(one, other)));
  });
}
