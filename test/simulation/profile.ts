import type { Random } from "./random.ts";

/** Kinds of faults. Each history has some of them, so that rare combinations come about. */
const faults = [
  "lose",
  "double",
  "late",
  "garble",
  "ringOnly",
  "long",
  "cutBus",
  "failReads",
  "cutDatabase",
  "restore",
  "vanish",
  "prune",
  "revoke",
  "deleteStream",
  "crash",
  "reconnect",
  "pause",
  "invent",
  "forget",
] as const;
export type Fault = (typeof faults)[number];

/** Faults by which a message, or a read that it caused, can be lost for good: only the reconciler makes up for them. */
const losing: ReadonlySet<Fault> = new Set([
  "lose",
  "garble",
  "cutBus",
  "failReads",
  "cutDatabase",
  "restore",
  "vanish",
  "crash",
]);

/** Sizes, speeds and faults of one history. */
export interface Profile {
  readonly faults: ReadonlySet<Fault>;
  /** Nothing goes wrong and messages take no time: then every read finds something. */
  readonly isCalm: boolean;
  readonly instances: number;
  readonly streams: number;
  readonly people: number;
  readonly subscribers: number;
  readonly actions: number;
  /** Mean milliseconds between two actions. */
  readonly pace: number;
  /** Milliseconds between rounds of the reconciler. It stops after the first one where nothing can be lost. */
  readonly interval: number;
  readonly ringBytes: number;
  readonly replayLimit: number;
  /** Entries that one read brings at most. */
  readonly readEntries: number;
  /** Longest delays in milliseconds. */
  readonly messageDelay: number;
  readonly readDelay: number;
  readonly pullDelay: number;
}

/** An interval that no history lives to see. */
const never = 1e9;

export function createProfile(random: Random): Profile {
  const isCalm = random.chance(0.1);
  const share = random.pick([0.1, 0.25, 0.5]);
  const has = new Set(isCalm ? [] : faults.filter(() => random.chance(share)));
  const isLosing = [...has].some((fault) => losing.has(fault));
  const interval = Math.round(random.between(500, 2_500));
  return {
    faults: has,
    isCalm,
    instances: random.int(1, 3),
    streams: random.pick([1, 1, 2]),
    people: random.int(1, 3),
    subscribers: random.int(1, 4),
    actions: random.int(5, 30),
    pace: random.pick([2, 10, 50, 200, 800]),
    interval: isLosing || isCalm ? interval : never,
    ringBytes: random.pick([0, 300, 1_500, 1_000_000]),
    replayLimit: isCalm ? 10_000 : random.pick([3, 10, 10_000, 10_000]),
    readEntries: random.pick([1, 2, 5, 1_000]),
    messageDelay: isCalm ? 0 : random.pick([1, 5, 30]),
    readDelay: random.pick([1, 5, 30, 200]),
    pullDelay: random.pick([0, 5, 50, 500]),
  };
}
