import { createHash } from "node:crypto";
import type { SimulatedDraft, SimulatedState } from "./domain.ts";
import type { FakeStream } from "./fake-log.ts";
import { createProfile, type Fault, type Profile } from "./profile.ts";
import { Random } from "./random.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { SimulatedSubscriber } from "./simulated-subscriber.ts";
import { replaceTimers, VirtualClock } from "./virtual-clock.ts";
import { latest, World } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  /** First thing that must never be; null: all went well. */
  readonly violation: string | null;
  readonly profile: Profile;
  /** One line for each event; empty unless it was asked for. */
  readonly trace: readonly string[];
  /** Hash of the trace; empty unless it was asked for. */
  readonly hash: string;
}

/** Runs one history. The same seed always gives the same one. Histories of one process run one after another. */
export async function simulateHistory(seed: number, isTraced = false): Promise<Outcome> {
  const clock = new VirtualClock();
  const random = new Random(seed);
  const profile = createProfile(random);
  const trace: string[] = [];
  const world = new World(clock, random, profile, isTraced ? trace : null);
  const restoreTimers = replaceTimers(clock);
  const onRejection = (error: unknown) => world.fail("a promise was rejected and nobody heard:", String(error));
  process.on("unhandledRejection", onRejection);
  try {
    await new History(world).run();
  } catch (error) {
    world.fail("an error was thrown:", error instanceof Error ? (error.stack ?? "") : String(error));
  } finally {
    process.off("unhandledRejection", onRejection);
    restoreTimers();
  }
  const hash = isTraced ? createHash("sha256").update(trace.join("\n")).digest("hex") : "";
  return { seed, violation: world.violation, profile, trace, hash };
}

/** Milliseconds of peace in which all must be caught up, besides three rounds of the reconciler. */
const patience = latest + 3_500;

class History {
  readonly #world: World;
  readonly #instances: SimulatedInstance[];
  readonly #subscribers: readonly SimulatedSubscriber[];
  #backups: ReadonlyMap<string, FakeStream<SimulatedState>>[];
  #count = 0;

  constructor(world: World) {
    const { random, profile, people, truths } = world;
    this.#world = world;
    this.#instances = Array.from({ length: profile.instances }, () => this.#start());
    const streams = [...truths.keys()];
    this.#subscribers = Array.from(
      { length: profile.subscribers },
      (_, index) =>
        new SimulatedSubscriber(world, `subscriber ${index + 1}`, random.pick(streams), random.pick(people)),
    );
    this.#backups = [world.database.streams];
  }

  async run(): Promise<void> {
    const { clock, random, profile } = this.#world;
    for (const subscriber of this.#subscribers) subscriber.connect(random.pick(this.#instances));
    for (let action = 0; action < profile.actions; action += 1) {
      await this.#pass(random.between(0, 2 * profile.pace));
      this.#act();
    }
    await this.#pass(profile.pace);
    this.#makePeace();
    const end = clock.now + patience + (profile.interval < 1e6 ? 3 * profile.interval : 0);
    await this.#pass(end - clock.now);
    this.#checkCaughtUp(end);
    await this.#checkClosed();
  }

  async #pass(duration: number): Promise<void> {
    const { clock } = this.#world;
    await clock.advance(duration, () => this.#world.violation === null);
  }

  #start(): SimulatedInstance {
    this.#count += 1;
    return new SimulatedInstance(this.#world, `instance ${this.#count}`);
  }

  /** Does one thing: half of the time a change, otherwise one of the faults that this history has. */
  #act(): void {
    const { random, database, truths } = this.#world;
    const streamId = random.pick([...truths.keys()]);
    const instance = random.pick(this.#instances);
    if (random.chance(0.2)) this.#backups.push(database.streams);
    const fault = random.chance(0.5) ? undefined : this.#faults.find(([kind, odds]) => this.#world.happens(kind, odds));
    if (fault) fault[2](instance, streamId);
    else this.#edit(instance, streamId, random.pick([1, 1, 1, 2, 5]));
  }

  /** Faults with their odds, each tried when those before it did not happen. */
  readonly #faults: readonly [
    kind: Fault,
    odds: number,
    run: (instance: SimulatedInstance, streamId: string) => void,
  ][] = [
    ["revoke", 0.5, (instance, streamId) => this.#changeMembers(instance, streamId)],
    ["restore", 0.3, (instance, streamId) => this.#restore(instance, streamId)],
    ["reconnect", 0.4, () => this.#reconnect()],
    ["cutBus", 0.4, (instance) => this.#cutOrHeal(instance)],
    ["cutDatabase", 0.3, () => this.#world.cutOrHealDatabase()],
    ["crash", 0.3, (instance) => this.#restart(instance)],
    ["prune", 0.5, (_, streamId) => this.#prune(streamId)],
    ["forget", 0.2, (instance) => instance.feeds.forget()],
    ["vanish", 0.1, (_, streamId) => this.#world.remove(streamId)],
    ["deleteStream", 0.1, (instance, streamId) => instance.change(streamId, () => ({ type: "ProjectDeleted" }))],
  ];

  #edit(instance: SimulatedInstance, streamId: string, count: number): void {
    const world = this.#world;
    for (let left = count; left > 0; left -= 1) {
      const text = world.happens("long", 0.002) ? "long ".repeat(14_000) : `text ${world.random.int(0, 1e6)}`;
      instance.change(streamId, () => ({ type: world.happens("invent", 0.2) ? "Invented" : "Edited", text }));
    }
  }

  #changeMembers(instance: SimulatedInstance, streamId: string): void {
    const id = this.#world.random.pick(this.#world.people);
    const remove: SimulatedDraft = { type: "MemberRemoved", user: { id } };
    const change = () =>
      instance.change(streamId, ({ members, former }, seq) =>
        members.has(id)
          ? remove
          : { type: "MemberAdded", member: { user: { id } }, sinceSeq: former.has(id) ? seq : 1 },
      );
    change();
    if (this.#world.random.chance(0.3)) change();
  }

  /** Cuts the history back. Often a burst passes the old head before anybody looks. */
  #restore(instance: SimulatedInstance, streamId: string): void {
    const world = this.#world;
    const backup = world.random.pick(this.#backups.slice(-4));
    world.database.restore(backup);
    world.note(
      "the database is restored:",
      ...[...backup].flatMap(([id, { head }]) => [id, "at", head.seq, head.token]),
    );
    if (world.random.chance(0.6)) this.#edit(instance, streamId, world.random.int(1, 8));
  }

  #prune(streamId: string): void {
    const { random, database } = this.#world;
    const through = Math.max(0, (database.streams.get(streamId)?.head.seq ?? 0) - random.int(0, 8));
    this.#world.note(streamId, "is pruned through", through);
    database.prune(streamId, through);
  }

  #reconnect(): void {
    const { random } = this.#world;
    const subscriber = random.pick(this.#subscribers);
    if (subscriber.instance && random.chance(0.6)) subscriber.disconnect();
    else {
      subscriber.disconnect();
      subscriber.connect(random.pick(this.#instances));
    }
  }

  #cutOrHeal(instance: SimulatedInstance): void {
    this.#world.note("the bus of", instance.name, "is", instance.bus.isConnected() ? "cut" : "healed");
    if (instance.bus.isConnected()) instance.bus.cut();
    else instance.bus.heal();
  }

  /** Ends an instance, whatever it is at. Its subscribers lose their connection and resume somewhere. */
  #restart(instance: SimulatedInstance): void {
    const { random } = this.#world;
    const cut = this.#subscribers.filter((subscriber) => subscriber.instance === instance);
    for (const subscriber of cut) subscriber.disconnect();
    instance.close();
    this.#instances[this.#instances.indexOf(instance)] = this.#start();
    this.#world.note(instance.name, "is restarted as", `instance ${this.#count}`);
    for (const subscriber of cut) if (random.chance(0.8)) subscriber.connect(random.pick(this.#instances));
  }

  /** From now on nothing goes wrong, and all subscribers follow. */
  #makePeace(): void {
    const world = this.#world;
    world.note("there is peace");
    world.isPeaceful = true;
    world.isDatabaseDown = false;
    for (const { bus } of this.#instances) bus.heal();
    for (const subscriber of this.#subscribers) {
      if (!subscriber.instance) subscriber.connect(world.random.pick(this.#instances));
    }
  }

  #checkCaughtUp(end: number): void {
    const world = this.#world;
    for (const subscriber of this.#subscribers) {
      const { name, streamId, personId } = subscriber;
      const stream = world.database.streams.get(streamId);
      const isOpen = stream?.state.isDeleted === false && stream.state.members.has(personId);
      const lag = isOpen ? subscriber.findLag(stream.head) : null;
      if (lag !== null) world.fail(name, lag, "and not at the head", stream?.head.seq ?? 0, stream?.head.token ?? "");
      if (!isOpen && subscriber.instance) world.fail(name, "still follows what is closed to it");
    }
    const opened = Math.max(...this.#subscribers.map(({ openedAt }) => openedAt));
    if (world.profile.isCalm && world.reads.lastAt > opened) world.fail("the log is read although nothing is missing");
    if (world.reads.lastAt > end - 1_000) world.fail("the log is read although all are caught up");
  }

  async #checkClosed(): Promise<void> {
    const { clock } = this.#world;
    for (const subscriber of this.#subscribers) subscriber.disconnect();
    for (const instance of this.#instances) instance.close();
    await this.#pass(0);
    if (clock.timers > 0) this.#world.fail(clock.timers, "timers are left after the end");
    await this.#pass(latest);
    if (clock.timers > 0) this.#world.fail(clock.timers, "timers were started after the end");
  }
}
