import { sample } from "fast-check";
import { attackByRequest } from "./attack-by-request.ts";
import { attackBySocket } from "./attack-by-socket.ts";
import type { Targets } from "./hostile-documents.ts";
import { type Attack, attacks } from "./hostile-input.ts";

export interface FuzzOptions {
  /** Where the server listens. */
  readonly url: string;
  readonly token: string;
  readonly targets: Targets;
  /** Decides every attack: batch n is made of seed + n, and of nothing else. */
  readonly seed: number;
  /** Number of messages and requests that the server is to read, at least; whole batches are sent. */
  readonly messages: number;
  /** Called after each batch; returns what went wrong in it besides the answers, such as lines of the log. */
  readonly inspect: (report: FuzzReport) => readonly string[];
}

/** Counts of messages that the server read, and of its answers. */
export interface FuzzReport {
  readonly handled: number;
  /** Number of answers by transport and kind, e.g. `post accepted`, `post 400`, `socket close 4400`. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Forbidden reactions of the server, each with the seed of its batch. */
  readonly problems: readonly string[];
}

/** Attacks under way at a time, and attacks of a batch. */
const width = 8;
const batch = 120;

/** Attacks a server with generated messages of all kinds over all transports. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, token, targets, seed, messages, inspect } = options;
  const arbitrary = attacks(targets);
  const outcomes = new Map<string, number>();
  const problems: string[] = [];
  let handled = 0;

  async function make(attack: Attack, name: string): Promise<void> {
    const bearer = attack.isKnown ? token : undefined;
    try {
      const reaction = await (attack.kind === "socket"
        ? attackBySocket(url, bearer, attack)
        : attackByRequest(url, bearer, attack));
      handled += reaction.handled;
      for (const outcome of reaction.outcomes.map((what) => `${attack.kind} ${what}`)) {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      problems.push(...reaction.faults.map((fault) => `${name}: ${fault}`));
    } catch (error) {
      problems.push(`${name}: ${error}`);
    }
  }

  for (let round = seed; handled < messages && problems.length < 100; round += 1) {
    const made = sample(arbitrary, { seed: round, numRuns: batch }).entries();
    const work = async () => {
      // The workers share one iterator.
      for (const [index, attack] of made) await make(attack, `seed ${round}, attack ${index} (${attack.kind})`);
    };
    await Promise.all(Array.from({ length: width }, work));
    problems.push(...inspect({ handled, outcomes, problems }).map((fault) => `seed ${round}: ${fault}`));
  }
  return { handled, outcomes, problems };
}

/** The transports on which not both occurred: something that was accepted, and something that was refused. */
export function findUncovered({ outcomes }: FuzzReport): string[] {
  const kinds: Attack["kind"][] = ["socket", "post", "get", "auth"];
  return kinds
    .flatMap((kind) => ["accepted", "refused"].map((what) => `${kind} ${what}`))
    .filter((it) => !outcomes.has(it));
}
