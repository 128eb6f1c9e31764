import type { Environment, Outcome, StoredIntent } from "../types.ts";
import type { Intents } from "./intents.ts";
import { judgeOutcome, type Reason, type Result, reasonOf, type Verdict } from "./judge-outcome.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxSync } from "./outbox-sync.ts";
import type { Pace } from "./pace.ts";
import type { Suspects } from "./suspects.ts";

/** Parts of the sending of a project on which an answer has an effect. */
export interface Sending {
  readonly projectId: string;
  readonly outbox: Outbox;
  readonly sync: OutboxSync;
  readonly environment: Environment;
  readonly pace: Pace;
  readonly suspects: Suspects;
  /** Sends changes as they are. */
  readonly request: (changes: readonly unknown[]) => Promise<Outcome>;
  /** Called when nothing may be sent before somebody wakes the runner. */
  readonly onParked: (reason: Reason) => void;
}

/** Failures in a row after which the next requests are smaller. */
const failuresOfSize = 2;

const refusedOnTheWay = "Something between this device and the server refuses this change.";

/** Milliseconds until a project that was not found is looked at again. */
const secondLook = 2_000;

/** Draws the consequences of an answer to a batch. `wasSent`: ids of those that were sent before, too. */
export async function takeVerdict(
  sending: Sending,
  batch: Intents,
  verdict: Verdict,
  wasSent: ReadonlySet<string>,
): Promise<void> {
  const { pace } = sending;
  switch (verdict.kind) {
    case "results":
      return takeResults(sending, batch, verdict.results);
    case "retry":
      // A large request may never arrive, as on a slow line, where a smaller one passes.
      if (verdict.isTooMuch || (verdict.mayBeSize && pace.failures >= failuresOfSize)) pace.halve(batch.length);
      return pace.delay(verdict, verdict.after);
    case "suspect":
      return suspect(sending, batch, verdict);
    case "halve":
      if (batch.length > 1) return pace.halve(batch.length);
      return refuse(sending, batch, verdict);
    case "invalid":
      // A request that does not validate costs the server nothing, so what is left goes with the next ones.
      pace.grow(batch.length - verdict.refusals.size);
      return settleBatch(sending, batch, (index) => verdict.refusals.get(index));
    case "forbidden":
      return forbid(sending, batch, verdict, wasSent);
    case "park":
      return sending.onParked({ code: verdict.code, reason: verdict.reason });
  }
}

async function takeResults(sending: Sending, batch: Intents, results: readonly Result[]): Promise<void> {
  const { outbox, pace } = sending;
  await settleBatch(sending, batch, (index) => results[index]);
  const left = new Set(outbox.intents);
  const isDeferred = batch.every((each) => each.standing.kind === "waiting" && left.has(each));
  if (isDeferred) pace.delay(reasonOf("deferred"));
  else pace.succeed();
}

/** Answers that the server remembers come before the refusal: what may have been done is asked for alone. */
async function forbid(
  sending: Sending,
  batch: Intents,
  { code, message, isFinal }: Extract<Verdict, { kind: "forbidden" }>,
  wasSent: ReadonlySet<string>,
): Promise<void> {
  const { pace } = sending;
  if (!isFinal && pace.failures === 0) return pace.delay({ code, reason: message }, secondLook / 1_000);
  if (batch.length > 1 && batch.some(({ id }) => wasSent.has(id))) return pace.halve(batch.length);
  await refuse(sending, batch, { code, message, path: ["projectId"] });
  if (wasSent.size > 0) pace.count = 1;
}

async function suspect(
  sending: Sending,
  batch: Intents,
  verdict: Extract<Verdict, { kind: "suspect" }>,
): Promise<void> {
  const { pace, suspects } = sending;
  const { code, reason, isServers } = verdict;
  const [only] = batch;
  if (batch.length > 1 || !only) {
    if (pace.failures === 0) return pace.delay(verdict);
    pace.halve(batch.length);
    // The search for the culprit does not lengthen the back-off.
    pace.failures = 0;
    return pace.delay(verdict, 0);
  }
  const isTaking = await isTakingOthers(sending, only, isServers);
  const isGuilty = suspects.note(only.id, seqOf(sending), isTaking);
  if (isGuilty) return refuse(sending, batch, { code, message: isServers ? reason : refusedOnTheWay });
  pace.why = { code, reason };
  if (!isTaking) pace.delay(verdict);
}

/** Resolves with true when the server takes other changes. It is asked where no other one tells. */
async function isTakingOthers(sending: Sending, { id }: StoredIntent, isServers: boolean): Promise<boolean> {
  const { suspects, environment, request } = sending;
  // Changes of others tell nothing of the way that requests take.
  if (isServers && suspects.isOvertaken(id, seqOf(sending))) return true;
  if (!suspects.has(id)) return false;
  // A change of a task that is not there changes nothing.
  const nothing = environment.createId();
  const outcome = await request([{ updateTask: { taskId: nothing, title: nothing } }]);
  return judgeOutcome(outcome, 1).kind === "results";
}

/** Number of the project's newest change. */
function seqOf({ outbox, projectId }: Sending): number {
  return outbox.storeOf(projectId)?.state.seq ?? 0;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly path?: readonly string[];
}

function refuse(sending: Sending, batch: Intents, { code, message, path }: Refusal): Promise<void> {
  return settleBatch(sending, batch, () => ({ kind: "refused", code, message, ...(path && { path }) }));
}

/** Puts the answers to a batch down. One without an answer waits on. */
export async function settleBatch(
  { sync, suspects }: Sending,
  batch: Intents,
  resultOf: (index: number) => Result | undefined,
): Promise<void> {
  const results = new Map<string, Result>();
  for (const [index, { id }] of batch.entries()) {
    const result = resultOf(index);
    if (result) results.set(id, result);
    suspects.clear(id);
  }
  await sync.settle(results);
}
