import { setTimeout as sleep } from "node:timers/promises";
import { BoardDocument } from "../support/generated/graphql.ts";
import type { Fleet } from "./fleet.ts";
import type { Journal } from "./journal.ts";
import { ask, type Participant } from "./participant.ts";
import type { Random } from "./random.ts";

export interface SnapshotOptions {
  readonly participant: Participant;
  /** The number of the Resync. */
  readonly least: number;
  readonly fleet: Fleet;
  readonly random: Random;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** Takes a fresh snapshot after a Resync, as a client does, on any instance; it must be at the number of the Resync. */
export async function takeSnapshot(options: SnapshotOptions, journal: Journal): Promise<void> {
  const { participant, least, fleet, random, signal } = options;
  const { name, projectId, token } = participant;
  while (!signal.aborted) {
    const url = fleet.pick(random);
    const answer = url ? await ask(url, token, BoardDocument, { projectId, first: 0 }) : null;
    if (answer && !answer.errors) {
      // Without the project, the participant is out again.
      const { seq = least } = answer.data?.project ?? {};
      if (seq < least) journal.report("wrong place", `${name}: a snapshot at ${seq} after a Resync at ${least}`);
      return;
    }
    await sleep(random.integer(50, 300));
  }
}
