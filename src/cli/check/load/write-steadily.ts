import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, CheckError } from "../client/deployment.ts";
import { describe, type Person } from "../client/person.ts";
import { CreateTaskDocument, type CreateTaskMutation } from "../generated/graphql.ts";
import type { Tally } from "./tally.ts";

export interface Written {
  /** The `clientMutationId` of each answered change, by its number. */
  readonly answered: ReadonlyMap<number, string>;
  /** Number of repeated requests: the outcome was unknown, or the server asked to wait. */
  readonly repeats: number;
  /** Reasons why changes were given up. */
  readonly failures: readonly string[];
}

export interface WritingOptions {
  /** The changes are made in their names, in turn. */
  readonly writers: readonly Person[];
  readonly projectId: string;
  /** Changes per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly tally: Tally;
}

/** Maximum number of unanswered changes, which spares a server that is slower than the rate. */
const mostUnderWay = 64;

/** Maximum number of attempts per change, and the shortest wait between two, in milliseconds. */
const attempts = 20;
const pause = 500;

/** Errors after which a retry may succeed. */
const passingCodes: ReadonlySet<string | undefined> = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED", "UNAVAILABLE"]);

/** Changes a project at an even rate, independent of the answers, and awaits the last one. Ends early at `signal`. */
export async function writeSteadily(options: WritingOptions, signal: AbortSignal): Promise<Written> {
  const { writers, projectId, rate, seconds, tally } = options;
  const answered = new Map<number, string>();
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let repeats = 0;

  async function write(writer: Person, title: string): Promise<void> {
    const input = { projectId, title, clientMutationId: randomUUID() };
    tally.send(input.clientMutationId);
    let reason = "";
    let wait = pause;
    for (let attempt = 1; attempt <= attempts && !signal.aborted; attempt += 1) {
      if (attempt > 1) {
        repeats += 1;
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
      const { data, errors } = await writer.request(CreateTaskDocument, { input }).catch(toFailure);
      if (data?.createTask) return void answered.set(data.createTask.seq, input.clientMutationId);
      reason = describe(errors);
      wait = Math.max(pause, (errors?.[0]?.extensions?.retryAfter ?? 0) * 1_000);
      if (!passingCodes.has(errors?.[0]?.extensions?.code)) break;
    }
    failures.push(reason);
  }

  const beganAt = performance.now();
  for (let count = 0; count < rate * seconds && !signal.aborted; count += 1) {
    const wait = beganAt + (count * 1_000) / rate - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    while (underWay.size >= mostUnderWay) await Promise.race(underWay);
    if (performance.now() - beganAt > seconds * 1_000) break;
    const writer = writers[count % writers.length];
    if (!writer) break;
    const change = write(writer, `Change ${count + 1}`).finally(() => underWay.delete(change));
    underWay.add(change);
  }
  await Promise.all(underWay);
  return { answered, repeats, failures };
}

/** After a request without an answer the outcome is unknown. */
function toFailure(error: unknown): Answer<CreateTaskMutation> {
  if (!(error instanceof CheckError)) throw error;
  return { errors: [{ message: error.message, extensions: { code: "UNAVAILABLE" } }] };
}
