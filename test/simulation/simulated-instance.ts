import { pino } from "pino";
import { Feeds } from "../../src/engine/feed/feeds.ts";
import type { Activity } from "../../src/model/events.ts";
import { type ProjectAccess, projectPolicy, reduceProject } from "../../src/operations/project-access.ts";
import { createSimulatedCodec, reduceDraft, type SimulatedDraft, type SimulatedState } from "./domain.ts";
import type { FakeBus } from "./fake-bus.ts";
import { createFakeLog, type FakeLog } from "./fake-log.ts";
import type { World } from "./world.ts";

const logger = pino({ level: "silent" });

/** One run of one instance: the engine's own parts on a fake log and a fake bus. */
export class SimulatedInstance {
  readonly name: string;
  readonly feeds: Feeds<ProjectAccess, Activity, { readonly id: string }>;
  readonly bus: FakeBus;
  readonly #world: World;
  readonly #log: FakeLog<SimulatedState, Activity, SimulatedDraft>;

  constructor(world: World, name: string) {
    const { database, network, profile, random } = world;
    this.name = name;
    this.#world = world;
    this.bus = network.createBus(logger);
    const log = createFakeLog<SimulatedState, Activity, SimulatedDraft>({
      ...{ database, kind: "project", reduce: reduceDraft },
      codec: createSimulatedCodec(profile.faults.has("invent") && random.chance(0.5) ? 1 : 2),
      createToken: () => world.createToken(),
      now: () => "2026-01-01T00:00:00.000Z",
      read: (method, look) => world.read(name, method, look),
      pass: (moment) => (moment === "answer" && profile.isCalm ? Promise.resolve() : world.pass(profile.readDelay)),
    });
    const limit = { entries: profile.readEntries, bytes: 1e9 };
    this.#log = {
      ...log,
      readStream: (streamId, after) => log.readStream(streamId, after, limit),
      readPage: (streamId, after) => log.readPage(streamId, after, limit),
    };
    this.feeds = new Feeds<ProjectAccess, Activity, { readonly id: string }>({
      ...{ log: this.#log, bus: this.bus, reduce: reduceProject, policy: projectPolicy, logger },
      ...{ ringBytes: profile.ringBytes, replayLimit: profile.replayLimit, reconcileInterval: profile.interval },
    });
  }

  /** Makes a change, told by this instance unless it ends before. `draft` may return null: no change. */
  change(streamId: string, draft: (state: SimulatedState, seq: number) => SimulatedDraft | null): void {
    const world = this.#world;
    const request = { streamId, actorId: this.name, operation: "change", input: {}, idempotencyKey: null };
    this.#log
      .change(request, async ({ guard, seq, append }) => {
        const made = guard.isDeleted ? null : draft(guard, seq);
        if (made) await append(made);
      })
      .catch(() => world.note(streamId, "does not exist, nothing was changed"));
  }

  close(): void {
    void this.feeds.close();
    void this.bus.close();
  }
}
