import type { PlantedBug } from "../../../simulation/planted-bugs.ts";

/** Module of the worker that runs histories of the client's core. */
export const clientWorker = "test/client/core/model/model-worker.ts";

const intents = "client/core/outbox/intents.ts";
const submitChange = "client/core/outbox/submit-change.ts";
const cancelIntent = "client/core/outbox/cancel-intent.ts";
const checkSeen = "client/core/outbox/check-seen.ts";
const followOwn = "client/core/outbox/follow-own.ts";
const settleIntents = "client/core/outbox/settle-intents.ts";
const nextBatch = "client/core/outbox/next-batch.ts";
const intentLog = "client/core/outbox/intent-log.ts";
const outbox = "client/core/outbox/outbox.ts";
const outboxSync = "client/core/outbox/outbox-sync.ts";
const projectSender = "client/core/outbox/project-sender.ts";
const findCause = "client/core/outbox/find-cause.ts";
const takeVerdict = "client/core/outbox/take-verdict.ts";
const pause = "client/core/outbox/pause.ts";
const boardView = "client/core/store/board-view.ts";
const projectCopy = "client/core/store/project-copy.ts";
const projectStore = "client/core/store/project-store.ts";

/** Mistakes in the client's core that its model must notice. */
export const clientBugs: readonly PlantedBug[] = [
  bug(
    "a sent intent takes up later edits",
    intents,
    'wire === null && standing.kind === "waiting"',
    'wire !== undefined && standing.kind === "waiting"',
  ),
  bug(
    "an intent is sent before it is on disk",
    outboxSync,
    "await outbox.run((intents) => {\n      if (sent",
    "void outbox.run((intents) => {\n      if (sent",
  ),
  bug(
    "intents are sent out of order",
    nextBatch,
    "intents.filter((each) => each.projectId === projectId)",
    "intents.filter((each) => each.projectId === projectId).toReversed()",
  ),
  bug(
    "the position is stored without the events before it",
    projectCopy,
    "storage.append(projectId, entry)",
    "storage.append(projectId, { ...entry, events: [] })",
  ),
  bug("a conflict drops the text", settleIntents, "foldInto(draft, intent, result);", "draft.remove(intent);"),
  bug(
    "a refusal drops the text",
    settleIntents,
    "draft.replace({ ...intent, standing: isGone(result) ?",
    "draft.remove({ ...intent, standing: isGone(result) ?",
  ),
  bug(
    "each send has an id of its own",
    nextBatch,
    "if (intent.wire) return intent.wire;\n  const { change, projectId, id, base, following } = rebase(intent, confirmed);",
    "const { change, projectId, base, following } = intent;\n  const id = intent.id + intents.length;",
  ),
  bug(
    "a tab overwrites what another one has stored",
    intentLog,
    'if (result === "stale") {',
    'if (result === "stale" && this.#isClosed) {',
  ),
  bug(
    "an edit does not name the own ones that it builds on",
    nextBatch,
    "if (following.length > 0) input",
    "if (following.length > 1_000) input",
  ),
  bug(
    "intents overtake the one that they need",
    nextBatch,
    "[target, parent, ...listed].some((id) => needed.has(id))",
    "false",
  ),
  bug(
    "text typed on own text overwrites what was merged into it",
    settleIntents,
    "const text = mergeText(sent, mine, theirs);",
    "const text: string | null = mine;",
  ),
  bug(
    "all changes of a batch pay for one",
    takeVerdict,
    "if (batch.length > 1) return pace.halve(batch.length);\n      return refuse",
    "return refuse",
  ),
  bug("nothing is sent after an answer", projectSender, "if (!isIdle) return onDue();", "if (!isIdle) return;"),
  bug(
    "the view keeps to the old order of pending intents",
    boardView,
    "this.#isOutdated ||= this.#isAffected(patch);",
    "",
  ),
  bug(
    "a change is not found once another tab's intent has taken it up",
    outbox,
    "const isMoved = carrier !== told;",
    "const isMoved = false;",
  ),
  bug(
    "words typed after the clock was set back are dropped",
    outbox,
    "return Math.max(this.#environment.now(), this.index.latest);",
    "return this.#environment.now();",
  ),
  bug(
    "a clock that is set back lengthens a pause",
    pause,
    "return pausedAt <= time && time < retryAt;",
    "return pausedAt < retryAt && time < retryAt;",
  ),
  bug(
    "a deletion forgets the edits that it cancels",
    submitChange,
    "{ ...added, following, displaced: [...displaced] }",
    "{ ...added, following }",
  ),
  bug(
    "cancelling a new item leaves what was planned for it",
    cancelIntent,
    "intents.filter((each) => !isAsShown(each))",
    "intents.filter((each) => each !== seen)",
  ),
  bug(
    "an edit does not follow own ones of another tab",
    followOwn,
    "return follow({ ...edit, change, before, base }, own);",
    "return edit;",
  ),
  bug(
    "text of another tab is overwritten",
    followOwn,
    "const text = seen === theirs ? mine : mergeText(String(seen), String(mine), String(theirs));",
    "const text: string | null = mine as string;",
  ),
  bug(
    "an edit of a lost history is sent unseen",
    checkSeen,
    "if (!intent || !isUnsent(intent)) return;",
    "if (intent) return;",
  ),
  bug(
    "text of others is overwritten after a lost history",
    checkSeen,
    'mergeText(String(seen ?? ""), mine, String(theirs ?? ""))',
    "mine",
  ),
  bug(
    "an edit is sent while an earlier one of the same value is unanswered",
    nextBatch,
    "return unanswered.has(value) ||",
    "return",
  ),
  bug(
    "an own answer that its stream has not brought yet is taken for a lost history",
    checkSeen,
    "if (base > item.version && isAnswered(draft, described.target, base)) return;",
    "",
  ),
  bug(
    "nothing says why changes wait that build on one without a cause of their own",
    findCause,
    "pending.some((intent) => outbox.isStuck(intent))",
    "pending.every((intent) => outbox.isStuck(intent))",
  ),
  bug("comments of a lost history stay", projectStore, "else if (!this.#isResumed) this.#resume();", ""),
];

function bug(name: string, file: string, text: string, by: string): PlantedBug {
  return { name, replacements: [{ file, text, by }] };
}
