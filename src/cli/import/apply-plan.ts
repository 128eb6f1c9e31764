import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, CheckError } from "../check/client/deployment.ts";
import { describe, type Person } from "../check/client/person.ts";
import type { Fault } from "./draft.ts";
import { ImportDocument, type ImportMutation } from "./generated/graphql.ts";
import type { Plan, PlannedChange } from "./plan-changes.ts";
import type { Target } from "./target.ts";

/** Result of an import. */
export interface Imported {
  readonly made: Readonly<Record<PlannedChange["kind"], number>>;
  /** Items that were imported before: they stay as they are, deleted ones too. */
  readonly existing: number;
  readonly refused: readonly Fault[];
}

/** Bounds of a request: fewer changes than the API takes, so that other writers of the project wait less. */
const mostChanges = 100;
const mostBytes = 500_000;

/** Time for which an unreachable deployment is asked again, and the longest pause before that, in milliseconds. */
const patience = 120_000;
const longestPause = 5_000;

/**
 * Sends the changes in order, and tells after each request how many are done. A request that failed is sent again: each
 * item is made once. Rejects with one sentence when the deployment stays away or the project is full, and with the
 * reason of `signal`.
 */
export async function applyPlan(
  person: Person,
  { projectId, seq }: Target,
  { changes, existing }: Plan,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Imported> {
  const made = { label: 0, task: 0, comment: 0 };
  const refused: Fault[] = [];
  let there = existing.tasks;
  let most = mostChanges;
  for (let done = 0; done < changes.length; ) {
    const batch = takeBatch(changes, done, most);
    const answer = await send(person, projectId, batch, signal);
    if (typeof answer === "number") {
      most = answer;
      continue;
    }
    for (const [index, result] of answer.entries()) {
      const { kind, place } = batch[index] ?? failCount();
      if (result.__typename !== "ChangeRefused") {
        // A comment that an earlier import made is answered as it stands.
        if ("comment" in result && result.comment.createdSeq <= seq) there += 1;
        else made[kind] += 1;
      } else if (isThere(kind, result)) there += 1;
      else if (isFull(kind, result))
        throw new Error(`The import stopped. ${result.message} Then run it again to go on.`);
      else refused.push({ place, sentence: result.message });
    }
    done += batch.length;
    onProgress(done);
  }
  return { made, existing: there, refused };
}

type Results = NonNullable<ImportMutation["applyChanges"]>["results"];
type Refusal = Extract<Results[number], { readonly __typename: "ChangeRefused" }>;

/** True: somebody else imported the item, or it or its task was deleted since. */
function isThere(kind: PlannedChange["kind"], { code, path }: Refusal): boolean {
  return (code === "BAD_USER_INPUT" && path?.at(-1) === "id") || (kind === "comment" && code === "NOT_FOUND");
}

/** True: the project takes no more, which is no fault of the item. Labels have a limit of their own. */
function isFull(kind: PlannedChange["kind"], { code, path }: Refusal): boolean {
  return kind !== "label" && code === "BAD_USER_INPUT" && path?.at(-1) === placeOf[kind];
}

const placeOf = { label: "createLabel", task: "createTask", comment: "createComment" } as const;

function takeBatch(changes: readonly PlannedChange[], from: number, most: number): readonly PlannedChange[] {
  let bytes = 0;
  let to = from;
  while (to < changes.length && to - from < most) {
    bytes += Buffer.byteLength(JSON.stringify(changes[to]?.change));
    if (bytes > mostBytes && to > from) break;
    to += 1;
  }
  return changes.slice(from, to);
}

/** Returns the results, or the number of changes that one request may hold at most. */
async function send(
  person: Person,
  projectId: string,
  batch: readonly PlannedChange[],
  signal: AbortSignal,
): Promise<Results | number> {
  const deadline = performance.now() + patience;
  const input = { projectId, changes: batch.map(({ change }) => change) };
  for (let pause = 250; ; pause = Math.min(2 * pause, longestPause)) {
    signal.throwIfAborted();
    const { data, errors } = await person.request(ImportDocument, { input }).catch(toUnavailable);
    if (data?.applyChanges) return data.applyChanges.results;
    const { code, retryAfter, budget } = errors?.[0]?.extensions ?? {};
    if (code === "RATE_LIMITED" && budget != null) return budget;
    const mayRepeat = code === "RATE_LIMITED" || (code === "UNAVAILABLE" && performance.now() < deadline);
    if (!mayRepeat) throw new Error(`The import stopped (${describe(errors)}). Run it again to go on.`);
    await sleep(retryAfter === undefined ? pause : retryAfter * 1_000, undefined, { signal }).catch(() => {});
  }
}

/** A deployment that cannot be reached may be restarting. */
function toUnavailable(error: unknown): Answer<ImportMutation> {
  if (!(error instanceof CheckError)) throw error;
  return { data: null, errors: [{ message: error.message, extensions: { code: "UNAVAILABLE" } }] };
}

function failCount(): never {
  throw new Error("The deployment answers more results than changes were sent.");
}
