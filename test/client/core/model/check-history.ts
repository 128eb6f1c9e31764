import { isDeepStrictEqual } from "node:util";
import { isPending } from "../../../../client/core/outbox/intents.ts";
import { createBoard } from "../../../../client/core/store/board.ts";
import { BoardView } from "../../../../client/core/store/board-view.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { ProjectEvent } from "../../../../client/core/wire.ts";
import type { FakeNetwork } from "./fake-network.ts";
import { ada, grace, projectId } from "./fake-server.ts";
import type { History, Word } from "./run-history.ts";
import type { Tab } from "./tab.ts";

const statuses = ["TODO", "IN_PROGRESS", "DONE"] as const;

/** Checks the rules that hold at any time. */
export function checkTab(tab: Tab, network: FakeNetwork): void {
  checkView(tab);
  checkHoldup(tab, network);
}

/**
 * Longest quiet time in which changes may wait and nothing says why, in milliseconds. They wait for the disk then, or
 * for events of what was answered.
 */
const longestQuiet = 5_000;

/** Changes that wait are on their way, or the outbox says why not. */
function checkHoldup({ number, isLeading, runner, outbox, quietTime }: Tab, { isHalfOpen }: FakeNetwork): void {
  if (!isLeading || !runner || isHalfOpen || quietTime <= longestQuiet) return;
  const waiting = outbox.pendingOf(projectId).filter(({ standing }) => standing.kind === "waiting");
  if (waiting.length === 0 || runner.holdup(projectId)) return;
  throw new Error(`tab ${number}: nothing says why changes wait: ${waiting.map(({ id }) => id)}`);
}

/** The view that is kept up to date equals the one that is made in one go. */
function checkView({ store, outbox, number }: Tab): void {
  const copy = store.toCopy();
  if (!copy) return;
  const pending = outbox.intents.filter(isPending);
  const fresh = new BoardView(createBoard(copy.board, copy.comments));
  fresh.setPending(pending);
  for (const status of statuses) {
    expectSame(store.column(status), fresh.columns.get(status), `tab ${number}: column ${status} of the view is wrong`);
  }
  for (const { id } of fresh.tasks.values()) {
    expectSame(store.task(id), fresh.tasks.get(id), `tab ${number}: a task of the view is wrong`);
    expectSame(store.comments(id), fresh.comments.get(id)?.comments, `tab ${number}: comments of the view are wrong`);
  }
}

/** Throws unless the history has ended as the outbox guarantees. */
export function checkEnd(history: History): void {
  const { server, disk, tabs, words } = history;
  if (server.violations[0]) throw new Error(server.violations[0]);
  const intents = [...disk.intents.values()];
  checkDrained(history, intents);
  for (const tab of tabs) if (tab) checkConverged(history, tab);
  const own = server.committed.filter(({ event }) => event.actor.id === ada.id);
  const told = own.map((committed): Told => ({ ...committed, text: JSON.stringify(committed.event) }));
  const held = intents
    .flatMap((intent) => [intent, ...(intent.displaced ?? [])])
    .map((intent): Held => ({ ids: [intent.id, ...(intent.carries ?? [])], text: JSON.stringify(intent.change) }));
  for (const word of words) {
    if (word.field === "delete") checkDeletion(history, word, held);
    else if (word.field === "cancel") checkCancellation(history, word, told, held);
    else checkWord(history, word, told, held);
  }
  for (const intent of intents) checkItem(history, intent, intents);
  checkTitles(history, held);
  checkOnce(history);
  checkOthersTexts(history);
}

/** Nothing waits any more, but for a creation that failed. */
function checkDrained(_: History, intents: readonly StoredIntent[]): void {
  const failed = new Set(intents.flatMap(({ standing, change }) => (isWaiting(standing) ? [] : idOf(change))));
  for (const { standing, change, id } of intents) {
    if (!isWaiting(standing)) continue;
    const { taskId } = change.input as { taskId?: string };
    if (taskId === undefined || !failed.has(taskId))
      throw new Error(`${id} is still ${standing.kind} after 10 seconds.`);
  }
}

function isWaiting({ kind }: StoredIntent["standing"]): boolean {
  return kind === "waiting" || kind === "answered";
}

function idOf(change: StoredIntent["change"]): string[] {
  return change.kind === "createTask" ? [String(change.input.id)] : [];
}

function checkConverged({ server, disk }: History, tab: Tab): void {
  const { store, outbox, number } = tab;
  const { confirmed } = store;
  if (!confirmed) throw new Error(`tab ${number} shows nothing.`);
  const board = server.board();
  expectSame(store.state.seq, board.seq, `tab ${number} is at another number`);
  const byId = (items: Iterable<{ readonly id: string }>) =>
    [...items].sort((one, other) => (one.id < other.id ? -1 : 1));
  expectSame(byId(confirmed.tasks.values()), byId(board.tasks), `tab ${number} has other tasks`);
  for (const list of confirmed.comments.values()) {
    expectSame(list.comments, server.comments(list.taskId), `tab ${number} has other comments`);
  }
  if (outbox.durability !== "disk") throw new Error(`tab ${number} does not write to its disk.`);
  const ids = [...disk.intents.keys()].sort();
  expectSame(outbox.intents.map(({ id }) => id).sort(), ids, `tab ${number} has other intents than the disk`);
}

/** A committed event, and the same as JSON. */
type Told = History["server"]["committed"][number] & { readonly text: string };

/** A change in the outbox, or one that a deletion there keeps: the ids by which it is found, and the change as JSON. */
interface Held {
  readonly ids: readonly string[];
  readonly text: string;
}

/** A word that was accepted is on the server, or in the outbox, unless Ada herself replaced or dropped it. */
function checkWord(history: History, written: Word, told: readonly Told[], held: readonly Held[]): void {
  const { word, field } = written;
  if (history.dropped.has(word)) return;
  if (!isSafe(written) || isReplaced(history, written, told, held)) return;
  const holders = held.filter(({ text }) => text.includes(word));
  const made = told.filter(({ text }) => text.includes(word));
  // A later text holds the words of those before it.
  const isKnown = made.length > 0 || holders.some(({ ids }) => ids.includes(written.id));
  if (holders.length > 0 && !isKnown) throw new Error(`${word} (${field}) is not found by the id that was told.`);
  if (holders.length > 0) return;
  if (made.some(({ isLost }) => !isLost)) return;
  const isConfirmedLoss = made.some(({ event }) => !history.unconfirmed.has(event.clientMutationId ?? ""));
  if (!isConfirmedLoss)
    throw new Error(`${word} (${field}) was accepted and is neither on the server nor in the outbox.`);
}

/** It was accepted, and its tab has not taken it along where storage did not take it. */
function isSafe({ accepted, tab }: Word): boolean {
  return accepted === "disk" || (accepted === "memory" && !tab.isDead);
}

/** A deletion that was accepted and not taken back is done, or in the outbox. */
function checkDeletion(history: History, deletion: Word, held: readonly Held[]): void {
  if (
    deletion.accepted !== "disk" ||
    deletion.undo !== undefined ||
    deletion.undoing > 0 ||
    isHeld(deletion, held) ||
    isGone(history, deletion.taskId)
  )
    return;
  throw new Error(`${deletion.word} (delete) was accepted and is neither done nor in the outbox.`);
}

/** A new task whose creation was cancelled is not made, and nothing is left of what its tab had planned for it. */
function checkCancellation({ words }: History, cancelled: Word, told: readonly Told[], held: readonly Held[]): void {
  const { taskId, tab, accepted, order } = cancelled;
  if (accepted !== "disk") return;
  if (told.some(({ event }) => event.__typename === "TaskCreated" && event.task.id === taskId))
    throw new Error(`${taskId} was cancelled and is made all the same.`);
  // Another tab's later text may hold the words of a description.
  for (const { word, field, taskId: item, tab: own, order: written } of words) {
    if (item !== taskId || own !== tab || written > order || (field !== "title" && field !== "body")) continue;
    if (held.some(({ text }) => text.includes(word))) throw new Error(`${word} was planned for a cancelled task.`);
  }
}

/** Actions after which another title than the last one that Ada typed may stand. */
const decisions = ["restore", "days", "clock", "resolve", "retry", "dismiss", "cancel", "undo"];

/** The title of a task is the one that Ada typed last, in whichever tab, unless it waits for her decision. */
function checkTitles({ server, words, seen, dropped }: History, held: readonly Held[]): void {
  if (decisions.some((each) => seen.has(each))) return;
  for (const [taskId, { value }] of server.data.tasks) {
    const isOthers = server.committed.some(({ event }) => event.actor.id === grace.id && isTitled(event, taskId));
    const typed = words.filter((word) => word.field === "title" && word.taskId === taskId);
    const last = typed.at(-1);
    if (isOthers || !last || !typed.every((word) => isSafe(word) && !dropped.has(word.word))) continue;
    if (value.title !== last.word && !held.some(({ text }) => text.includes(last.word)))
      throw new Error(`${last.word} was typed last, and ${value.title} stands.`);
  }
}

function isTitled(event: ProjectEvent, taskId: string): boolean {
  return event.__typename === "TaskUpdated" && event.task.id === taskId && event.taskChanges.includes("TITLE");
}

function isHeld({ id }: Word, held: readonly Held[]): boolean {
  return held.some(({ ids }) => ids.includes(id));
}

/** The task is not there, or was deleted in a history that a restore has lost. */
function isGone({ server }: History, taskId: string): boolean {
  const isDeletion = ({ event }: { readonly event: ProjectEvent }) =>
    event.__typename === "TaskDeleted" && event.taskId === taskId;
  return !server.data.tasks.has(taskId) || server.committed.some(isDeletion);
}

/**
 * A later title that is found takes its place, or a later deletion that Ada has not taken back and that is done. It
 * goes with a new task that is cancelled later.
 */
function isReplaced(history: History, replaced: Word, told: readonly Told[], held: readonly Held[]): boolean {
  const { field, taskId } = replaced;
  return history.words.some((other) => {
    if (other.field === "cancel" && other.taskId === taskId && other.order > replaced.order) return true;
    if (other === replaced || other.taskId !== taskId || taskId === "" || !isLater(other, replaced)) return false;
    if (other.field === "delete") return other.undo !== "done" && !isHeld(other, held) && isGone(history, taskId);
    const isFound = history.dropped.has(other.word) || [...told, ...held].some(({ text }) => text.includes(other.word));
    return other.field === field && field === "title" && isFound;
  });
}

/** Two tabs that did not know of each other's edits have only the clock to tell which came last. */
function isLater(other: Word, { order, tab, knew }: Word): boolean {
  return other.order > order || (knew !== null && other.tab !== tab && !knew.includes(other.word));
}

/** Conflicts and refusals have a cause outside of the outbox. */
function checkItem(history: History, { standing, change, id }: StoredIntent, intents: readonly StoredIntent[]): void {
  const { seen, server, disk, tabsOpened, hadLeaders, words } = history;
  const text = JSON.stringify(change);
  const { taskId = "" } = change.input as { taskId?: string };
  const isRestored = seen.has("restore") || seen.has("days");
  if (standing.kind === "conflict") {
    const isOthers = server.committed.some(({ event }) => event.actor.id === grace.id && isAbout(event, taskId));
    // Texts of two tabs may clash, and a deletion with later edits. Two leaders do not know each other's edits.
    const isText = standing.fields.every((field) => field === "DESCRIPTION" || field === "BODY");
    const isOfOtherTab = hadLeaders || (tabsOpened > 1 && (isText || change.kind === "deleteTask"));
    // Nobody knows of a change that went from a tab's memory while the disk was full, and never stood on it.
    const isOfMemory =
      seen.has("disk") &&
      server.committed.some(({ event }) => {
        const { actor, clientMutationId } = event;
        return actor.id === ada.id && isAbout(event, taskId) && !disk.held.has(clientMutationId ?? "");
      });
    if (!isOthers && !isOfOtherTab && !isOfMemory && !isRestored)
      throw new Error(`${id} conflicts with nobody: ${text}`);
  }
  if (standing.kind !== "refused") return;
  // In another tab, Ada has deleted or cancelled the new task.
  const isAway = (word: Word) => word.taskId === taskId && (word.field === "delete" || word.field === "cancel");
  const isTakenBack = tabsOpened > 1 && words.some(isAway);
  const causes: Readonly<Record<string, boolean>> = {
    BAD_USER_INPUT: text.includes("POISON") || isRestored,
    FORBIDDEN: seen.has("role"),
    NOT_FOUND:
      seen.has("role") ||
      seen.has("dismiss") ||
      isRestored ||
      isTakenBack ||
      server.committed.some(({ event }) => "taskId" in event && event.taskId === taskId),
    INTERNAL_SERVER_ERROR: seen.has("network"),
    "HTTP 403": seen.has("network"),
  };
  const isOrphan = intents.some((each) => each.change.kind === "createTask" && each.change.input.id === taskId);
  if (!causes[standing.code] && !isOrphan)
    throw new Error(`${id} is refused without a cause: ${standing.code} ${text}`);
}

function isAbout(event: ProjectEvent, taskId: string): boolean {
  return "task" in event && event.task.id === taskId && event.seq > 4;
}

/**
 * No history holds a change twice. A request that was on its way while the database was restored may come after the
 * same edit under a new id.
 */
function checkOnce({ server, network, words, dropped }: History): void {
  const present = server.data.log.filter(({ actor }) => actor.id === ada.id);
  const ids = present.flatMap(({ clientMutationId }) => clientMutationId ?? []);
  if (new Set(ids).size < ids.length) throw new Error("A clientMutationId stands twice in the log.");
  const known = present.filter((event) => !network.crossed.has(event));
  for (const { word, field } of words) {
    if (dropped.has(word) || (field !== "title" && field !== "body")) continue;
    const times = known.filter((event) => isMadeBy(event, word, field)).length;
    if (times > 1) throw new Error(`${word} (${field}) was applied ${times} times.`);
  }
}

/** An edit of Ada's never takes out what Grace wrote, unless she decided so. */
function checkOthersTexts({ server, network, seen }: History): void {
  if (seen.has("resolve")) return;
  const texts = new Map<string, string>();
  for (const event of server.data.log) {
    if (!("task" in event) || !("description" in event.task)) continue;
    const { id, description } = event.task;
    const before = texts.get(id) ?? "";
    texts.set(id, description ?? "");
    if (event.actor.id !== ada.id || network.crossed.has(event)) continue;
    const missing = before.match(/\(\d+\)/g)?.filter((word) => !description?.includes(word)) ?? [];
    if (missing.length > 0) throw new Error(`Ada's edit ${event.seq} has taken out ${missing.join(" ")}.`);
  }
}

/** The event has put the word there. */
function isMadeBy(event: ProjectEvent, word: string, field: "title" | "body"): boolean {
  if (field === "body") return event.__typename === "CommentCreated" && event.comment.body === word;
  if (event.__typename === "TaskCreated") return event.task.title === word;
  return event.__typename === "TaskUpdated" && event.taskChanges.includes("TITLE") && event.task.title === word;
}

function expectSame(one: unknown, other: unknown, message: string): void {
  if (isDeepStrictEqual(one, other)) return;
  // Fields that are undefined count as absent.
  const [text, wanted] = [JSON.stringify(one, sorted), JSON.stringify(other, sorted)];
  if (text !== wanted) throw new Error(`${message}:\n${text}\n${wanted}`);
}

/** Prints the fields of objects in one order. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
