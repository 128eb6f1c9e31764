import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { dismissIntent, resolveIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Durability } from "../../../../client/core/outbox/intent-log.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change, Task } from "../../../../client/core/wire.ts";
import { Random } from "../../../simulation/random.ts";
import { VirtualClock } from "../../../simulation/virtual-clock.ts";
import type { Action, EditKind, Plan } from "./action.ts";
import { checkEnd, checkView } from "./check-history.ts";
import { FakeDisk } from "./fake-disk.ts";
import { FakeNetwork } from "./fake-network.ts";
import { FakeServer, grace, projectId } from "./fake-server.ts";
import { Tab } from "./tab.ts";

/** Something that Ada wrote. */
export interface Word {
  readonly word: string;
  /** Id of the change as the tab has told it. */
  readonly id: string;
  readonly field: "title" | "description" | "body" | "delete";
  readonly taskId: string;
  readonly tab: Tab;
  readonly order: number;
  /** Null: the tab has not told yet. */
  accepted: Durability | null;
}

/** All that one history knows. */
export interface History {
  readonly time: VirtualClock;
  readonly random: Random;
  readonly server: FakeServer;
  readonly disk: FakeDisk;
  readonly network: FakeNetwork;
  readonly tabs: (Tab | undefined)[];
  readonly words: Word[];
  /** Intents whose changes a restore has lost while they were still in the outbox. */
  readonly unconfirmed: Set<string>;
  /** Words that Ada gave up: dismissed, cancelled, or resolved. */
  readonly dropped: Set<string>;
  readonly seen: Set<string>;
  /** Absent while nothing is traced, so that the words need not be computed. */
  readonly note: ((...words: readonly unknown[]) => void) | undefined;
  tabsOpened: number;
  order: number;
}

const priorities = ["NONE", "LOW", "HIGH"] as const;
const statuses = ["TODO", "IN_PROGRESS", "DONE"] as const;

/** Actions that leave a person's edits behind. */
const edits: ReadonlySet<Action["do"]> = new Set(["edit", "burst", "chorus", "duet", "family"]);

/** Runs a history to its end, and to a peaceful time after it. Throws an error that names what must not be. */
export async function runHistory({ seed, actions }: Plan, trace?: string[]): Promise<void> {
  const random = new Random(seed);
  const time = new VirtualClock(1_700_000_000_000);
  const server = new FakeServer();
  const start = time.now;
  const history: History = {
    ...{ time, random, server, disk: new FakeDisk(time), network: new FakeNetwork(time, server, random) },
    ...{ tabs: [], words: [], unconfirmed: new Set(), dropped: new Set(), seen: new Set(), tabsOpened: 0, order: 0 },
    note: trace && ((...words) => trace.push(`${String(time.now - start).padStart(7)} ${words.map(print).join(" ")}`)),
  };
  server.onCommit = () => {
    history.note?.("server", server.data.seq, server.data.log.at(-1));
    for (const tab of history.tabs) tab?.ring();
  };
  try {
    open(history, 0);
    await time.advance(100);
    for (const action of actions) {
      history.note?.("ACTION", action);
      history.seen.add(action.do);
      await act(history, action);
      for (const tab of history.tabs) if (tab) checkView(tab);
    }
    await makePeace(history);
    checkEnd(history);
  } finally {
    for (const tab of history.tabs) tab?.kill();
  }
}

async function act(history: History, action: Action): Promise<void> {
  const { time, network, disk, server } = history;
  switch (action.do) {
    case "edit":
      edit(history, history.tabs[action.tab], action.kind, action.item, action.n);
      break;
    case "burst":
      for (let count = 0; count < 3; count += 1) {
        edit(history, history.tabs[action.tab], action.kind, action.item, action.n + count);
      }
      break;
    case "chorus":
      for (const [index, tab] of history.tabs.entries()) {
        edit(history, tab, action.kind, action.item, action.n + index);
        await time.advance(1);
      }
      break;
    case "duet": {
      const taskId = edit(history, history.tabs[action.tab], action.kind, action.item, action.n);
      await time.advance(action.n);
      editAsGrace(history, action.kind, taskId ?? action.item, action.n + 2);
      edit(history, history.tabs[action.tab], action.kind, taskId ?? action.item, action.n + 4);
      break;
    }
    case "family": {
      const taskId = edit(history, history.tabs[action.tab], "create", 0, action.n);
      for (const kind of ["comment", "move", "title"] as const) {
        if (taskId) edit(history, history.tabs[action.tab], kind, taskId, action.n);
      }
      break;
    }
    case "grace":
      editAsGrace(history, action.kind, action.item, action.n);
      break;
    case "wait":
      await time.advance(action.milliseconds);
      break;
    case "network":
      network.set(action.mode);
      break;
    case "sign":
      network.isSignedIn = action.isIn;
      if (action.isIn) for (const tab of history.tabs) tab?.runner?.wake();
      break;
    case "disk":
      disk.isFull = action.isFull;
      break;
    case "kill":
      history.tabs[action.tab]?.kill();
      history.tabs[action.tab] = undefined;
      break;
    case "open":
      open(history, action.tab);
      break;
    case "lead":
    case "follow":
      history.tabs[action.tab]?.lead(action.do === "lead");
      break;
    case "restart":
      for (const tab of history.tabs) tab?.interrupt();
      break;
    case "back up":
      server.backUp();
      break;
    case "restore":
      for (const id of server.restore()) {
        // It may have been lost before, and made again.
        if (isUnconfirmed(history, id)) history.unconfirmed.add(id);
        else history.unconfirmed.delete(id);
      }
      for (const tab of history.tabs) tab?.interrupt();
      for (let count = 0; count < action.n; count += 1) editAsGrace(history, "priority", count, action.n + count);
      break;
    case "days":
      network.era += 1;
      server.data.remembered.clear();
      time.now += 8 * 24 * 60 * 60 * 1_000;
      for (const tab of history.tabs) tab?.interrupt();
      break;
    case "role":
      server.data.role = action.role;
      if (action.role === null) for (const tab of history.tabs) tab?.end();
      break;
    default:
      handleItem(history, action);
  }
  // A person takes a moment from one edit to the next one in another tab.
  await time.advance(edits.has(action.do) ? 1 : 0);
}

/** Neither the disk nor a tab knows that the server has taken it. */
function isUnconfirmed({ disk, tabs }: History, id: string): boolean {
  const isKnown = (tab: Tab | undefined) => tab?.outbox.intents.some((intent) => intent.id === id) !== false;
  return disk.intents.has(id) && tabs.every(isKnown);
}

function open(history: History, number: number): void {
  if (history.tabs[number]) return;
  const { time, random, disk, network, server } = history;
  const onWritten = (writer: Tab) => {
    for (const tab of history.tabs)
      if (tab && tab !== writer) time.schedule(2, () => tab.isDead || void tab.outbox.reread());
  };
  const tab = new Tab({ number, time, random, disk, network, server, onWritten });
  history.tabs[number] = tab;
  tab.outbox.subscribe(() => history.note?.("tab", number, "has", tab.outbox.intents.map(describe)));
  history.tabsOpened += 1;
  tab.lead(true);
}

/** Edits a task, known by its place or its id. Returns its id; undefined: the tab is not there, or shows nothing. */
function edit(
  history: History,
  tab: Tab | undefined,
  kind: EditKind,
  item: number | string,
  n: number,
): string | undefined {
  if (!tab?.store.view || !tab.store.project) return undefined;
  const { server } = history;
  const tasks = statuses.flatMap((status) => tab.store.column(status));
  const task = pickTask(tasks, item);
  history.order += 1;
  const { order } = history;
  const word = `<${order}>`;
  const [change, field] = createEdit(kind, task, tasks, word, n);
  if (!change) return undefined;
  if (kind === "comment" && task && n % 2 === 0) {
    const comments = server.comments(task.id);
    tab.store.loadComments({ taskId: task.id, seq: server.data.seq, comments });
  }
  history.note?.("tab", tab.number, change);
  const { id, accepted } = tab.outbox.submit(projectId, change);
  const taskId = (kind === "create" ? id : task?.id) ?? "";
  if (!field) return taskId;
  const written: Word = { word, id, field, taskId, tab, order, accepted: null };
  history.words.push(written);
  void accepted.then((durability) => {
    written.accepted = durability;
  });
  return taskId;
}

function pickTask(tasks: readonly Task[], item: number | string): Task | undefined {
  return typeof item === "string" ? tasks.find(({ id }) => id === item) : tasks[item % Math.max(1, tasks.length)];
}

function createEdit(
  kind: EditKind,
  task: Task | undefined,
  tasks: readonly Task[],
  word: string,
  n: number,
): readonly [Change?, Word["field"]?] {
  if (kind === "create") {
    const title = n === 11 ? `POISON ${word}` : word;
    return [{ kind: "createTask", input: { title, status: "TODO", description: "one\ntwo\nthree" } }, "title"];
  }
  if (!task) return [];
  const taskId = task.id;
  const other = tasks[(n * 7) % tasks.length]?.id ?? null;
  switch (kind) {
    case "title":
      return [{ kind: "updateTask", input: { taskId, title: word } }, "title"];
    case "rewrite":
      return [{ kind: "updateTask", input: { taskId, title: word, priority: pick(priorities, n) } }, "title"];
    case "text":
      return [{ kind: "updateTask", input: { taskId, description: write(task.description, word, n) } }, "description"];
    case "priority":
      return [{ kind: "updateTask", input: { taskId, priority: pick(priorities, n) } }];
    case "move": {
      const place = n % 3 === 0 ? {} : n % 3 === 1 ? { afterTaskId: other } : { beforeTaskId: other };
      return [{ kind: "moveTask", input: { taskId, status: pick(statuses, n), ...place } }];
    }
    case "comment":
      return [{ kind: "createComment", input: { taskId, body: word } }, "body"];
    case "delete":
      return n < 5 ? [{ kind: "deleteTask", input: { taskId } }, "delete"] : [];
  }
}

function editAsGrace(history: History, kind: EditKind, item: number | string, n: number): void {
  const { server } = history;
  const tasks = [...server.data.tasks.values()].map(({ value }) => value);
  const task = pickTask(tasks, item);
  history.order += 1;
  const word = `(${history.order})`;
  const [change] = createEdit(kind, task, tasks, word, n === 11 ? 10 : n);
  if (!change) return;
  const input: Record<string, unknown> = { ...change.input };
  if (change.kind === "createTask" || change.kind === "createComment") input["id"] = `grace-${history.order}`;
  server.change(grace, change.kind, input);
}

function handleItem(history: History, action: Extract<Action, { item: number }>): void {
  const tab = "tab" in action ? history.tabs[action.tab] : undefined;
  if (!tab) return;
  const { outbox } = tab;
  const decided = ["conflict", "refused"].flatMap((kind) =>
    outbox.intents.filter((each) => each.standing.kind === kind),
  );
  const items = action.do === "cancel" ? outbox.pending : decided;
  const chosen = items[action.item % Math.max(1, items.length)];
  if (!chosen) return;
  history.note?.("chosen", chosen);
  if (action.do === "retry") return void retryIntent(outbox, chosen.id);
  for (const { word } of history.words) if (JSON.stringify(chosen.change).includes(word)) history.dropped.add(word);
  if (action.do === "resolve") return void resolveIntent(outbox, tab.environment, chosen.id);
  if (action.do === "cancel") return void cancelIntent(outbox, chosen.id);
  void dismissIntent(outbox, chosen.id);
}

/** Everything works again, and one tab leads. */
async function makePeace(history: History): Promise<void> {
  const { network, disk, server, time, tabs } = history;
  history.note?.("PEACE");
  network.isSignedIn = true;
  disk.isFull = false;
  server.data.role = "MEMBER";
  network.set("good");
  if (!tabs.some(Boolean)) open(history, 0);
  const [first] = tabs.filter((tab) => tab !== undefined);
  first?.lead(true);
  for (const tab of tabs) tab?.runner?.wake();
  // The intents leave within 10 seconds; slower answers of before may take their time first.
  await time.advance(10_000);
  for (const tab of tabs) if (tab) void tab.outbox.reread();
  await time.advance(100);
  for (const { id, standing, change } of disk.intents.values()) history.note?.("left", id, standing, change);
}

function describe({ id, change, wire, standing }: StoredIntent): string {
  const { kind, input } = change;
  return `${id.slice(0, 4)} ${standing.kind} ${wire ? "sent" : "unsent"} ${kind} ${JSON.stringify(input)}`;
}

/** Appends a word to one of the lines. */
function write(text: string | null | undefined, word: string, n: number): string {
  const lines = (text ?? "").split("\n");
  return lines.with(n % lines.length, `${lines[n % lines.length]} ${word}`).join("\n");
}

function pick<T>(values: readonly [T, ...T[]], n: number): T {
  return values[n % values.length] ?? values[0];
}

function print(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
