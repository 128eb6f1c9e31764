import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { CheckError, type Deployment } from "../client/deployment.ts";
import type { Person } from "../client/person.ts";
import { ProjectDocument } from "../generated/graphql.ts";
import type { Faults } from "./sequence.ts";
import { type LoadStart, type Subscriber, subscribe } from "./subscriber.ts";
import { type Latency, Tally } from "./tally.ts";
import { type Written, writeSteadily } from "./write-steadily.ts";

export interface LoadOptions {
  /** Number of subscribers, each with its own socket. */
  readonly clients: number;
  /** Changes per second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Result of a load. The faults are sums over all subscribers. */
export interface LoadReport extends LoadOptions, Faults {
  /** Changes that were answered. */
  readonly changes: number;
  readonly deliveries: number;
  /** Deliveries after a break, from the log. */
  readonly replayed: number;
  readonly reconnects: number;
  readonly resyncs: number;
  /** Number of deliveries that differ from another subscriber's delivery of the same change. */
  readonly differing: number;
  /** Answered changes that no subscriber received under their number. */
  readonly unheard: number;
  /** Number of repeated requests. */
  readonly repeats: number;
  /** Reasons why changes were given up, and why the server ended subscriptions. */
  readonly failures: readonly string[];
  readonly latency: Latency | null;
}

export interface LoadStage {
  readonly deployment: Deployment;
  readonly owner: Person;
  /** The members, the owner first. The clients subscribe and change the project in their names, in turn. */
  readonly people: readonly Person[];
  readonly projectId: string;
  /** Called several times per second. */
  readonly onProgress: (elapsedSeconds: number, tally: Tally) => void;
}

/** Time limits for opening all sockets, and for the last change to reach everybody, in milliseconds. */
const openLimit = 30_000;
const settleLimit = 15_000;

/** Time in which a wrong delivery would still arrive, in milliseconds. */
const aftermath = 250;

/** Each client is cut off once in this number of seconds, and at least once. */
const cutInterval = 10;

/** Rejects once `signal` is aborted, and when a subscriber cannot subscribe. */
export async function runLoad(stage: LoadStage, options: LoadOptions, signal: AbortSignal): Promise<LoadReport> {
  const { deployment, owner, people, projectId, onProgress } = stage;
  const { clients, rate, seconds } = options;
  const tally = new Tally();
  const place = await findPlace(owner, projectId);
  const subscribers = Array.from({ length: clients }, (_, index) =>
    subscribe(deployment, people[index % people.length] ?? owner, place, tally),
  );
  const beganAt = performance.now();
  const progress = setInterval(() => onProgress((performance.now() - beganAt) / 1_000, tally), 200);
  try {
    await allReady(subscribers, signal);
    const [written] = await Promise.all([
      writeSteadily({ writers: people, projectId, rate, seconds, tally }, signal),
      cutEvenly(subscribers, seconds, signal),
    ]);
    const { seq: last } = await findPlace(owner, projectId);
    await settle(subscribers, last, signal);
    return report(options, { tally, subscribers, last, written });
  } finally {
    clearInterval(progress);
    for (const subscriber of subscribers) subscriber.leave();
  }
}

async function findPlace(owner: Person, projectId: string): Promise<LoadStart> {
  const { project } = await owner.expect(ProjectDocument, { projectId });
  if (!project) throw new CheckError("The project of the load does not exist.");
  return { projectId, ...project };
}

async function allReady(subscribers: readonly Subscriber[], signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(openLimit)]);
  const tooLate = once(deadline, "abort").then(() => {
    signal.throwIfAborted();
    throw new CheckError(`${subscribers.length} clients are not all subscribed after ${openLimit / 1_000} seconds.`);
  });
  await Promise.race([Promise.all(subscribers.map(({ ready }) => ready)), tooLate]);
}

/** Cuts every client off, one after the other at even intervals. */
async function cutEvenly(subscribers: readonly Subscriber[], seconds: number, signal: AbortSignal): Promise<void> {
  const rounds = Math.max(1, Math.floor(seconds / cutInterval));
  const distance = (seconds * 1_000) / (rounds * subscribers.length + 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const subscriber of subscribers) {
      await sleep(distance, undefined, { signal }).catch(() => signal.throwIfAborted());
      subscriber.cut();
    }
  }
}

/** Waits until all subscribers have received everything, or until the limit. */
async function settle(subscribers: readonly Subscriber[], last: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + settleLimit;
  const isBehind = ({ sequence, failure }: Subscriber) => failure === null && sequence.newest < last;
  while (subscribers.some(isBehind) && performance.now() < deadline) await sleep(20, undefined, { signal });
  await sleep(aftermath, undefined, { signal });
}

interface Outcome {
  readonly tally: Tally;
  readonly subscribers: readonly Subscriber[];
  readonly last: number;
  readonly written: Written;
}

function report(options: LoadOptions, { tally, subscribers, last, written }: Outcome): LoadReport {
  const faults = subscribers.map(({ sequence }) => sequence.judge(last));
  const sum = (fault: keyof Faults) => faults.reduce((total, each) => total + each[fault], 0);
  const { answered, repeats, failures } = written;
  const endings = subscribers.flatMap(({ failure }) => failure ?? []);
  return {
    ...options,
    changes: answered.size,
    deliveries: tally.deliveries,
    replayed: tally.replayed,
    reconnects: tally.reconnects,
    resyncs: tally.resyncs,
    lost: sum("lost"),
    doubled: sum("doubled"),
    outOfOrder: sum("outOfOrder"),
    differing: tally.differing,
    unheard: [...answered].filter(([seq, id]) => !tally.bearsOut(seq, id)).length,
    repeats,
    failures: [...new Set([...failures, ...endings])],
    latency: tally.latency,
  };
}
