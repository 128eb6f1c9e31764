import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openFleet } from "./fleet.ts";

/**
 * `npm run soak -- scale`: opens subscriptions on many instances in one process, and tells what they cost: memory and
 * CPU while nothing happens, CPU of a change. Resolves with the exit code: 1 where a subscriber missed a change or had
 * one twice.
 *
 * `--together`: the subscribers of a project are on one instance. Otherwise they are on as many as there are of them.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subscribers: { type: "string", default: "100000" },
      instances: { type: "string", default: "20" },
      each: { type: "string", default: "5" },
      seconds: { type: "string", default: "20" },
      changes: { type: "string", default: "2000" },
      together: { type: "boolean", default: false },
    },
  });
  const { together, ...numbers } = values;
  const [subscribers = 0, instances = 0, each = 0, seconds = 0, changes = 0] = [
    ...[numbers.subscribers, numbers.instances, numbers.each, numbers.seconds, numbers.changes],
  ].map(Number);
  if (![subscribers, instances, each, seconds, changes].every((number) => Number.isInteger(number) && number > 0)) {
    throw new Error("--subscribers, --instances, --each, --seconds and --changes are whole numbers from 1 on.");
  }
  const streams = Math.ceil(subscribers / each);
  const fleet = openFleet({ instances, streams });
  /** Instance of a stream's subscriber. */
  const placeOf = (stream: number, member: number) => (stream + (together ? 0 : member)) % instances;

  const empty = weigh();
  const opened = await measure(async () => {
    for (let index = 0; index < subscribers; index += 1) {
      const stream = index % streams;
      await fleet.subscribe(placeOf(stream, Math.floor(index / streams)), stream);
    }
    while (fleet.deliveries < subscribers) await setImmediate();
  });
  const bytes = (weigh() - empty) / subscribers;
  const idle = await measure(() => sleep(seconds * 1_000));

  const before = fleet.deliveries;
  let expected = 0;
  const changed = await measure(async () => {
    for (let number = 0; number < changes; number += 1) {
      const stream = (number * 7_919) % streams;
      expected += Math.floor((subscribers - stream - 1) / streams) + 1;
      fleet.change(placeOf(stream, 0), stream);
      // As a server does that reads its sockets between two changes.
      await setImmediate();
    }
    while (fleet.deliveries - before < expected) await setImmediate();
  });
  // Another round of the reconcilers: whatever was told twice would be written by now.
  await sleep(2_500);
  const delivered = fleet.deliveries - before;
  const background = (idle.cpu / idle.wall) * changed.wall;
  const perChange = ((changed.cpu - background) / changes) * 1e6;
  const rows = [
    [
      "subscribers",
      `${subscribers} in ${streams} projects, ${instances} instances, ${together ? "one" : each} of them a project`,
    ],
    [
      "memory",
      `${(bytes / 1_024).toFixed(1)} KiB a subscriber, ${((bytes * subscribers) / instances / 2 ** 20).toFixed(0)} MiB an instance`,
    ],
    ["opening", `${((opened.cpu / subscribers) * 1e6).toFixed(0)} µs of CPU a subscriber`],
    [
      "idle",
      `${((idle.cpu / idle.wall / subscribers) * 1e6).toFixed(2)} µs of CPU a second and subscriber, ${((idle.cpu / idle.wall / instances) * 1e3).toFixed(2)} ms an instance`,
    ],
    [
      "a change",
      `${perChange.toFixed(0)} µs of CPU in all, ${(perChange / (delivered / changes)).toFixed(1)} a delivery`,
    ],
    ["deliveries", `${delivered} of ${expected}`],
  ];
  for (const [name = "", value = ""] of rows) console.log(`${name.padEnd(12)} ${value}`);
  await fleet.close();
  return delivered === expected ? 0 : 1;
}

interface Cost {
  /** Seconds. */
  readonly cpu: number;
  readonly wall: number;
}

async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1_000 };
}

/** Bytes in use, in and beside the heap, after a full collection. */
function weigh(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
