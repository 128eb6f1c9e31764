import { cancelIntent } from "../../../../client/core/outbox/cancel-intent.ts";
import { dismissIntent, resolveIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import { describeChange } from "../../../../client/core/outbox/describe-change.ts";
import type { Durability } from "../../../../client/core/outbox/intent-log.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import { Random } from "../../../simulation/random.ts";
import { VirtualClock } from "../../../simulation/virtual-clock.ts";
import type { Action, Plan } from "./action.ts";
import { checkEnd, checkTab } from "./check-history.ts";
import { FakeDisk } from "./fake-disk.ts";
import { FakeNetwork } from "./fake-network.ts";
import { FakeServer, projectId } from "./fake-server.ts";
import { edit, editAsGrace } from "./make-edits.ts";
import { Tab } from "./tab.ts";

/** Something that Ada wrote, or a new task whose creation she cancelled. */
export interface Word {
  readonly word: string;
  /** Id of the change as the tab has told it. */
  readonly id: string;
  readonly field: "title" | "description" | "body" | "delete" | "cancel";
  readonly taskId: string;
  readonly tab: Tab;
  readonly order: number;
  /** Intents that the tab knew then, done ones too, as JSON; null: no clock was changed, and times tell the order. */
  readonly knew: string | null;
  /** Null: the tab has not told yet. */
  accepted: Durability | null;
  /** Ada has taken the deletion back. `asked`: it may be done all the same. `done`: on disk. */
  undo?: "asked" | "done";
  /** Attempts to take it back that are under way. */
  undoing: number;
}

/** All that one history knows. */
export interface History {
  readonly time: VirtualClock;
  readonly random: Random;
  readonly server: FakeServer;
  readonly disk: FakeDisk;
  readonly network: FakeNetwork;
  readonly tabs: (Tab | undefined)[];
  /** Tabs that were killed, and whose last writes to the disk are still under way. */
  readonly dying: Set<Tab>;
  readonly words: Word[];
  /** Intents whose changes a restore has lost while they were still in the outbox. */
  readonly unconfirmed: Set<string>;
  /** Words that Ada gave up: dismissed, cancelled, or resolved. */
  readonly dropped: Set<string>;
  readonly seen: Set<string>;
  /** Milliseconds by which the machine's clock is ahead of the true time. */
  ahead: number;
  /** Absent while nothing is traced, so that the words need not be computed. */
  readonly note: ((...words: readonly unknown[]) => void) | undefined;
  tabsOpened: number;
  /** Two tabs have led at the same time: each sent edits that the other did not know. */
  hadLeaders: boolean;
  order: number;
}

/** Milliseconds until every tab knows what the others have stored. */
const sharing = 20;

const day = 24 * 60 * 60 * 1_000;

const lastTab = 2;

/** Actions that leave a person's edits behind. */
const edits: ReadonlySet<Action["do"]> = new Set(["edit", "burst", "chorus", "duet", "family"]);

/** Runs a history to its end, and to a peaceful time after it. Throws an error that names what must not be. */
export async function runHistory({ seed, actions }: Plan, trace?: string[]): Promise<void> {
  const random = new Random(seed);
  const time = new VirtualClock(1_700_000_000_000);
  const server = new FakeServer();
  const network = new FakeNetwork(time, server, random);
  const start = time.now;
  const history: History = {
    ...{ time, random, server, disk: new FakeDisk(time), network },
    ...{
      tabs: [],
      dying: new Set(),
      words: [],
      unconfirmed: new Set(),
      dropped: new Set(),
      seen: new Set(),
      tabsOpened: 0,
      order: 0,
    },
    ...{ ahead: 0, hadLeaders: false },
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
      for (const tab of history.tabs) if (tab) checkTab(tab, network);
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
    case "transport":
      network.transport = action.by;
      for (const tab of history.tabs) tab?.move();
      break;
    case "sign":
      network.isSignedIn = action.isIn;
      if (action.isIn) for (const tab of history.tabs) tab?.runner?.wake();
      break;
    case "disk":
      disk.isFull = action.isFull;
      break;
    case "clock":
      // Where tabs cannot share what they hold, the clock alone tells which of two titles came last.
      if (history.tabs.some((tab) => tab?.outbox.durability === "memory")) break;
      await time.advance(sharing);
      if (Math.abs(action.ahead - history.ahead) > day) {
        // A request that is under way may be done after the board was taken that judges it.
        if (network.underWay > 0) break;
        // To the client these are days in which the server may have forgotten its answers.
        history.seen.add("days");
      }
      history.ahead = action.ahead;
      for (const tab of history.tabs) if (tab) tab.environment.shift = action.ahead;
      break;
    case "kill":
      kill(history, action.tab);
      break;
    case "open":
      open(history, action.tab);
      break;
    case "lead":
    case "follow":
      lead(history, history.tabs[action.tab], action.do === "lead");
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
      time.now += 8 * day;
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

/** Neither the disk nor a tab knows that the server has taken it, nor will the disk learn it from a tab that died. */
function isUnconfirmed({ disk, tabs, dying, server }: History, id: string): boolean {
  const { seq = 0 } = server.committed.findLast(({ event }) => event.clientMutationId === id)?.event ?? {};
  return disk.intents.has(id) && ![...tabs, ...dying].some((tab) => tab && isKnown(tab, id, seq));
}

/** A tab whose runner is still being loaded takes the intent out later. */
function isKnown({ outbox, runner, heard }: Tab, id: string, seq: number): boolean {
  return outbox.intents.every((intent) => intent.id !== id) || (!runner && heard >= seq);
}

function kill({ tabs, dying }: History, number: number): void {
  const tab = tabs[number];
  tabs[number] = undefined;
  if (!tab) return;
  dying.add(tab);
  tab.kill(() => dying.delete(tab));
}

function open(history: History, number: number): void {
  if (history.tabs[number]) return;
  const { time, random, disk, network, server } = history;
  const onWritten = (writer: Tab) => {
    for (const tab of history.tabs)
      if (tab && tab !== writer) time.schedule(2, () => tab.isDead || void tab.outbox.reread());
  };
  const tab = new Tab({ number, time, random, disk, network, server, onWritten });
  tab.environment.shift = history.ahead;
  history.tabs[number] = tab;
  tab.outbox.subscribe(() => history.note?.("tab", number, "has", tab.outbox.intents.map(describe)));
  history.tabsOpened += 1;
  // The last tab does not wait until another one has noticed that it leads no more.
  lead(history, tab, number === lastTab || !history.tabs.some((each) => each?.isLeading));
}

function lead(history: History, tab: Tab | undefined, isLeading: boolean): void {
  tab?.lead(isLeading);
  if (history.tabs.filter((each) => each?.isLeading).length > 1) history.hadLeaders = true;
}

function handleItem(history: History, action: Extract<Action, { item: number }>): void {
  const tab = "tab" in action ? history.tabs[action.tab] : undefined;
  if (!tab) return;
  if (action.do === "undo") {
    undo(history, tab, action.item);
    return;
  }
  const { outbox } = tab;
  const decided = ["conflict", "refused"].flatMap((kind) =>
    outbox.intents.filter((each) => each.standing.kind === kind),
  );
  const items = action.do === "cancel" ? outbox.pendingOf(projectId) : decided;
  const chosen = items[action.item % Math.max(1, items.length)];
  if (!chosen) return;
  history.note?.("chosen", chosen);
  if (action.do === "retry") return void retryIntent(outbox, chosen.id);
  for (const { word } of history.words) if (JSON.stringify(chosen.change).includes(word)) history.dropped.add(word);
  if (action.do === "resolve") return void resolveIntent(outbox, tab.environment, chosen.id);
  const decision = action.do === "cancel" ? cancelIntent(outbox, chosen.id) : dismissIntent(outbox, chosen.id);
  if (action.do === "cancel" && chosen.change.kind === "createTask") noteCancelled(history, tab, chosen, decision);
  const ids = [chosen.id, ...(chosen.carries ?? [])];
  const deletions = history.words.filter(({ id, field }) => field === "delete" && ids.includes(id));
  noteUndone(deletions, tab, decision);
}

function undo({ words }: History, tab: Tab, item: number): void {
  const own = words.filter((word) => word.field === "delete" && word.tab === tab);
  const chosen = own[item % Math.max(1, own.length)];
  if (chosen) noteUndone([chosen], tab, cancelIntent(tab.outbox, chosen.id));
}

/** A cancellation that was too late is none. */
function noteCancelled(
  history: History,
  tab: Tab,
  { id, change }: StoredIntent,
  decision: Promise<Durability | boolean>,
): void {
  const { words } = history;
  history.order += 1;
  const { order } = history;
  const taskId = describeChange(change).target;
  const word: Word = {
    word: `<${order}>`,
    id,
    field: "cancel",
    taskId,
    tab,
    order,
    knew: null,
    accepted: null,
    undoing: 0,
  };
  words.push(word);
  void decision.then((isDone) => {
    if (isDone) word.accepted = tab.outbox.durability;
    else words.splice(words.indexOf(word), 1);
  });
}

function noteUndone(deletions: readonly Word[], { outbox }: Tab, decision: Promise<Durability | boolean>): void {
  for (const word of deletions) word.undoing += 1;
  void decision.then((isDone) => {
    const isStored = outbox.durability === "disk";
    for (const word of deletions) {
      word.undoing -= 1;
      if (isDone && word.undo !== "done") word.undo = isStored ? "done" : "asked";
    }
  });
}

/** Everything works again, and one tab leads. */
async function makePeace(history: History): Promise<void> {
  const { network, disk, server, time, tabs } = history;
  history.note?.("PEACE");
  const wasSignedIn = network.isSignedIn;
  network.isSignedIn = true;
  disk.isFull = false;
  server.data.role = "MEMBER";
  network.set("good");
  if (!tabs.some(Boolean)) open(history, 0);
  const [first] = tabs.filter((tab) => tab !== undefined);
  if (!tabs.some((tab) => tab?.isLeading)) first?.lead(true);
  if (!wasSignedIn) for (const tab of tabs) tab?.runner?.wake();
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

function print(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
