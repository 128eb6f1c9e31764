import { describe, expect, it } from "vitest";
import { checkSeen } from "../../../../client/core/outbox/check-seen.ts";
import { followOwn } from "../../../../client/core/outbox/follow-own.ts";
import { IntentDraft } from "../../../../client/core/outbox/intent-draft.ts";
import type { Result } from "../../../../client/core/outbox/judge-outcome.ts";
import { nextBatch } from "../../../../client/core/outbox/next-batch.ts";
import { reconsiderIntents } from "../../../../client/core/outbox/reconsider-intents.ts";
import { confirmIntents, settleIntents } from "../../../../client/core/outbox/settle-intents.ts";
import { createBoard } from "../../../../client/core/store/board.ts";
import type { StoredIntent } from "../../../../client/core/types.ts";
import type { Change, WireChange } from "../../../../client/core/wire.ts";
import { FakeServer } from "../model/fake-server.ts";
import { taskOf } from "../storage/samples.ts";

const tasks = Array.from({ length: 200 }, (_, index) => taskOf(index));
const confirmed = createBoard({ ...new FakeServer().board(), tasks }, {});

/** Work on intents that have nothing to do with each other. */
const works: Readonly<Record<string, (intents: readonly StoredIntent[]) => unknown>> = {
  "answers that it is done": (intents) => settleIntents(intents, answer(intents, doneOf)),
  conflicts: (intents) => settleIntents(intents, answer(intents, conflictOf)),
  "refusals of missing tasks": (intents) =>
    settleIntents(
      intents,
      answer(intents, () => notFound),
    ),
  "events of one message": (intents) =>
    confirmIntents(
      intents,
      intents.map(({ id }, index) => ({ id, item: taskOf(index) })),
    ),
  "changes that are about to be sent": (intents) => {
    const draft = new IntentDraft(followOwn(intents, "project"));
    for (const { id } of intents) checkSeen(draft, id, confirmed);
    return chooseAll(draft.intents);
  },
  "changes that were sent before": chooseAll,
  "changes of a lost history": (intents) =>
    reconsiderIntents(intents, { projectId: "project", confirmed, renew: ({ id }) => `renewed-${id}` }),
};

function chooseAll(intents: readonly StoredIntent[]) {
  return nextBatch(intents, "project", confirmed, { count: intents.length, bytes: Number.POSITIVE_INFINITY });
}

const changes: Readonly<Record<string, (taskId: string) => Change>> = {
  edits: (taskId) => ({ kind: "updateTask", input: { taskId, title: "Mine" } }),
  comments: (taskId) => ({ kind: "createComment", input: { id: `comment-${taskId}`, taskId, body: "Mine" } }),
  deletions: (taskId) => ({ kind: "deleteTask", input: { taskId } }),
};

describe.each(Object.keys(works))("%s", (work) => {
  it.each(Object.keys(changes))("cost each of many %s the same", (kind) => {
    const [few, many] = [countReads(work, kind, 50), countReads(work, kind, 200)];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(5 * few);
  });
});

/** Returns how often the work reads something of an intent. */
function countReads(work: string, kind: string, count: number): number {
  let reads = 0;
  const intents = Array.from({ length: count }, (_, index): StoredIntent => {
    const change = changes[kind]?.(`task-${index}`) as Change;
    const intent: StoredIntent = {
      ...{ format: 1, id: `intent-${index}`, projectId: "project", actorId: "ada", place: index, revision: 0 },
      ...{ change, base: 0, before: null, following: [], createdAt: index, sentAt: null },
      wire: work === "changes that were sent before" ? ({} as WireChange) : null,
      standing: { kind: "waiting" },
    };
    return new Proxy(intent, {
      get(target, name) {
        reads += 1;
        return Reflect.get(target, name);
      },
    });
  });
  works[work]?.(intents);
  return reads;
}

function answer(intents: readonly StoredIntent[], resultOf: (index: number) => Result): Map<string, Result> {
  return new Map(intents.map(({ id }, index) => [id, resultOf(index)]));
}

function doneOf(index: number): Result {
  return { kind: "done", seq: index, item: taskOf(index) };
}

function conflictOf(index: number): Result {
  return { kind: "conflict", message: "", fields: ["TITLE"], currentVersion: 1, current: taskOf(index) };
}

const notFound: Result = { kind: "refused", code: "NOT_FOUND", message: "Task not found." };
