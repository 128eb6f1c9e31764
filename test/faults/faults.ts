import { setTimeout as sleep } from "node:timers/promises";
import { administer } from "../support/administer.ts";
import type { TestRedis } from "../support/redis.ts";
import type { Fleet, Instance } from "./fleet.ts";
import type { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import type { Subscriber } from "./subscriber.ts";
import type { TcpProxy } from "./tcp-proxy.ts";

/** Parts that can be broken. */
export interface Target {
  readonly fleet: Fleet;
  readonly redis: TestRedis;
  /** The way to PostgreSQL that nothing disturbs. */
  readonly databaseUrl: string;
  readonly subscribers: readonly Subscriber[];
  readonly journal: Journal;
}

/** A way to break something for a while. */
interface Fault {
  readonly kind: string;
  readonly instance: number | null;
  /** Parts that no other fault may touch meanwhile. */
  readonly claims: readonly string[];
  /** Breaks, holds, and puts right, also when the hold is cut short. */
  run(random: Random, hold: () => Promise<void>): Promise<void>;
}

/** Number of faults at the same time. */
const lanes = 3;

/** Claimed by what needs an instance to be down: the others stay up, and no other start falls into it. */
const down = "an instance is down";

/** Breaks one thing after the other in several lanes until the signal aborts; resolves when all is put right. */
export async function injectFaults(target: Target, random: Random, signal: AbortSignal): Promise<void> {
  const kinds = groupByKind(listFaults(target));
  const claimed = new Set<string>();
  const pause = async (milliseconds: number) => {
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  };

  async function run(chance: Random): Promise<void> {
    while (!signal.aborted) {
      const fault = chance.pick(chance.pick(kinds));
      const duration = chance.integer(100, 2_000);
      if (fault.claims.some((claim) => claimed.has(claim))) {
        await pause(50);
        continue;
      }
      for (const claim of fault.claims) claimed.add(claim);
      const record = { kind: fault.kind, instance: fault.instance, from: Date.now(), to: Number.POSITIVE_INFINITY };
      target.journal.faults.push(record);
      await fault.run(chance, () => pause(duration));
      record.to = Date.now();
      for (const claim of fault.claims) claimed.delete(claim);
      await pause(chance.integer(0, 600));
    }
  }

  await Promise.all(Array.from({ length: lanes }, () => run(random.fork())));
}

function listFaults({ fleet, redis, databaseUrl, subscribers, journal }: Target): Fault[] {
  const common: Fault[] = [
    {
      kind: "client sockets cut",
      instance: null,
      claims: [],
      async run(random) {
        const share = random.pick([0.1, 0.3, 1]);
        for (const subscriber of subscribers) if (random.chance(share)) subscriber.cut();
      },
    },
    {
      kind: "Redis killed",
      instance: null,
      claims: ["redis"],
      async run(_random, hold) {
        await redis.kill();
        await hold();
        await redis.restart();
      },
    },
    {
      kind: "Redis frozen",
      instance: null,
      claims: ["redis"],
      async run(_random, hold) {
        redis.pause();
        await hold();
        redis.resume();
      },
    },
    {
      kind: "backends terminated",
      instance: null,
      claims: [down],
      async run(random) {
        await terminateBackends(databaseUrl, random.pick([0.2, 1]));
      },
    },
  ];
  return [...common, ...fleet.instances.flatMap((instance) => listInstanceFaults(instance, journal))];
}

function listInstanceFaults(instance: Instance, journal: Journal): Fault[] {
  const { index } = instance;
  const database = `database ${index}`;
  // A server that starts while PostgreSQL cannot be reached may exit at once, as it should.
  const claims = [down, database];
  return [
    ...listWayFaults("Redis", instance.redis, index, `redis ${index}`),
    ...listWayFaults("PostgreSQL", instance.database, index, database),
    {
      kind: "instance killed",
      instance: index,
      claims,
      async run(_random, hold) {
        await instance.kill();
        await hold();
        await startAgain(instance, journal);
      },
    },
    {
      kind: "instance drained",
      instance: index,
      claims,
      async run(_random, hold) {
        await instance.drain();
        await hold();
        await startAgain(instance, journal);
      },
    },
  ];
}

/** Faults of an instance's connections. */
function listWayFaults(name: string, proxy: TcpProxy, instance: number, claim: string): Fault[] {
  const common = { instance, claims: [claim] };
  return [
    { kind: `${name} cut`, ...common, run: async () => proxy.cut() },
    {
      kind: `${name} stalled`,
      ...common,
      async run(random, hold) {
        proxy.turn({ kind: "stalled" });
        await hold();
        // Bytes that were held back arrive late, or never.
        if (random.chance(0.5)) proxy.cut();
        proxy.turn({ kind: "fair" });
      },
    },
    {
      kind: `${name} slow`,
      ...common,
      async run(random, hold) {
        proxy.turn({ kind: "slow", latency: random.pick([5, 30, 150]) });
        await hold();
        proxy.turn({ kind: "fair" });
      },
    },
    {
      kind: `${name} refused`,
      ...common,
      async run(_random, hold) {
        proxy.turn({ kind: "refusing" });
        proxy.cut();
        await hold();
        proxy.turn({ kind: "fair" });
      },
    },
  ];
}

async function startAgain(instance: Instance, journal: Journal): Promise<void> {
  try {
    await instance.start();
  } catch (error) {
    journal.report("server end", `instance ${instance.index} did not start again: ${error}`);
  }
}

/** Ends about such a share of all sessions in the database but its own. */
async function terminateBackends(databaseUrl: string, share: number): Promise<void> {
  await administer(
    databaseUrl,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() <= ${share}`,
  );
}

/** Every kind is as likely as any other, on however many instances it can happen. */
function groupByKind(faults: readonly Fault[]): Fault[][] {
  const kinds = new Map<string, Fault[]>();
  for (const fault of faults) kinds.set(fault.kind, [...(kinds.get(fault.kind) ?? []), fault]);
  return [...kinds.values()];
}
