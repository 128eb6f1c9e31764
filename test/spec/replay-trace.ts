import { setImmediate as settle } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Stream } from "../../src/engine/feed/stream.ts";
import { parseCursor } from "../../src/engine/log/cursor.ts";
import type { Delivery } from "../../src/engine/log/entry.ts";
import { ForbiddenError, NotFoundError } from "../../src/errors/expected-error.ts";
import type { Activity } from "../../src/model/events.ts";
import type { ProjectAccess } from "../../src/operations/project-access.ts";
import { createSimulatedState, type SimulatedDraft, type SimulatedState } from "../simulation/domain.ts";
import { FakeDatabase, type FakeStream } from "../simulation/fake-log.ts";
import { describePlace, type Place, type SpecState, type SpecStep } from "./spec-trace.ts";
import { replaceTimers, SteeredInstance } from "./steered-instance.ts";

const streamId = "stream";
const people = ["ann", "ben"] as const;

/** More messages than a stream can have to say. */
const many = 12;

/** Turns in which a stream may read before it hands out a message. */
const patience = 10;

/**
 * Does on the engine what a trace of the specification does, step by step. After each step both must have told the same
 * messages, and their feeds must stand at the same entries. Returns the first difference; null: there is none.
 */
export async function replayTrace(states: readonly SpecState[]): Promise<string | null> {
  const restoreTimers = replaceTimers();
  const replay = new Replay();
  try {
    for (const [index, { done, ...expected }] of states.entries()) {
      const found = { news: await replay.take(done), ...replay.describe() };
      if (!isDeepStrictEqual(found, expected)) return describeDifference(states.slice(0, index + 1), found);
    }
    return null;
  } finally {
    replay.close();
    restoreTimers();
  }
}

function describeDifference(states: readonly SpecState[], found: Omit<SpecState, "done">): string {
  const { done: _, ...expected } = states.at(-1) ?? {};
  const steps = states.map(({ done }) => JSON.stringify(done));
  return [...steps, `Specification: ${JSON.stringify(expected)}`, `Engine:        ${JSON.stringify(found)}`].join("\n");
}

interface Client {
  at: number;
  stream: Stream<ProjectAccess, Activity, { readonly id: string }> | null;
  /** Error of the opening, until the client is told. */
  refusal: unknown;
  place: Place | null;
  told: string[];
}

class Replay {
  readonly #database = new FakeDatabase<SimulatedState>();
  /** The stream after each commit, by the number of the token. */
  readonly #backups = new Map<number, FakeStream<SimulatedState>>();
  /** Messages by the number of the token. */
  readonly #messages = new Map<number, string>();
  readonly #clients = new Map<string, Client>();
  readonly #instances = new Map<number, SteeredInstance>();
  #tokens = 0;

  constructor() {
    this.#database.create(streamId, createSimulatedState(people));
    this.#backups.set(0, this.#stored);
    // Instance 0 only commits.
    for (const at of [0, 1, 2]) this.#start(at);
    for (const who of people) this.#clients.set(who, { at: 0, stream: null, refusal: null, place: null, told: [] });
  }

  /** Returns the messages that each person got. */
  async take({ step, who, at, seq, token, form }: SpecStep): Promise<Record<string, readonly string[]>> {
    for (const client of this.#clients.values()) client.told = [];
    const instance = this.#instance(at);
    const steps: Record<string, () => unknown> = {
      "": async () => {
        await this.#change(0, "Edited", "");
        await this.#change(0, "Edited", "");
        await this.#makePeace();
      },
      change: () => this.#change(at, form, who),
      hear: () => instance.hear(this.#inForm(token, form)),
      beginRead: () => instance.beginRead(),
      seeLater: () => instance.seeLater(),
      endRead: () => instance.end("readStream"),
      beginRound: () => instance.beginRound(),
      endRound: () => instance.end("readHeads"),
      prune: () => this.#database.prune(streamId, seq),
      restore: () => this.#restore(token, seq),
      connect: () => this.#connect(who, at),
      cut: () => this.#cut(who),
      take: () => this.#tell(who),
      forget: () => instance.run(() => instance.feeds.forget()),
      restart: () => this.#restart(at),
      peace: () => this.#makePeace(),
    };
    const act = steps[step];
    if (!act) throw new Error(`The specification has a new step: ${step}.`);
    await act();
    await settle();
    return Object.fromEntries([...this.#clients].map(([name, { told }]) => [name, told]));
  }

  describe(): Pick<SpecState, "heads" | "timers"> {
    const heads = [1, 2].map((at) => {
      const [feed] = this.#instance(at).feeds.list();
      return feed ? describePlace({ seq: feed.head.seq, token: toNumber(feed.head.token) }) : null;
    });
    return { heads, timers: [1, 2].filter((at) => this.#instance(at).hasTimer) };
  }

  close(): void {
    for (const who of people) this.#cut(who);
    for (const instance of this.#instances.values()) instance.close();
  }

  get #stored(): FakeStream<SimulatedState> {
    const stored = this.#database.streams.get(streamId);
    if (!stored) throw new Error("The stream is missing.");
    return stored;
  }

  #instance(at: number): SteeredInstance {
    const instance = this.#instances.get(at);
    if (!instance) throw new Error(`There is no instance ${at}.`);
    return instance;
  }

  #client(who: string): Client {
    const client = this.#clients.get(who);
    if (!client) throw new Error(`There is no client ${who}.`);
    return client;
  }

  #start(at: number): void {
    const publish = (message: string) => {
      const { token } = JSON.parse(message) as { token: string };
      if (at > 0) this.#messages.set(toNumber(token), message);
    };
    const createToken = () => {
      this.#tokens += 1;
      return toToken(this.#tokens);
    };
    this.#instances.set(at, new SteeredInstance({ database: this.#database, createToken, publish }));
  }

  async #change(at: number, type: string, id: string): Promise<void> {
    const instance = this.#instance(at);
    const request = { streamId, actorId: "writer", operation: "change", input: {}, idempotencyKey: null };
    await instance.run(() =>
      instance.log.change(request, async ({ seq, append }) => void (await append(createDraft(type, id, seq)))),
    );
    this.#backups.set(this.#tokens, this.#stored);
  }

  #inForm(token: number, form: string): string {
    const message = this.#messages.get(token);
    if (message === undefined) throw new Error(`No message has token ${token}.`);
    const { seq, token: named } = JSON.parse(message) as { seq: number; token: string };
    if (form === "entry") return message;
    return JSON.stringify(form === "number" ? { kind: "number", seq, token: named } : { seq });
  }

  async #restore(token: number, count: number): Promise<void> {
    const backup = this.#backups.get(token);
    if (!backup) throw new Error(`There is no backup of token ${token}.`);
    this.#database.put(streamId, backup);
    for (let made = 0; made < count; made += 1) await this.#change(0, "Edited", "");
  }

  async #connect(who: string, at: number): Promise<void> {
    const client = this.#client(who);
    const instance = this.#instance(at);
    const after = client.place && { seq: client.place.seq, token: toToken(client.place.token) };
    Object.assign(client, { at, stream: null, refusal: null });
    instance
      .run(() => instance.feeds.open(streamId, { viewer: { id: who }, after }))
      .then(
        (stream) => Object.assign(client, { stream }),
        (refusal: unknown) => Object.assign(client, { refusal }),
      );
    await settle();
  }

  #cut(who: string): void {
    const client = this.#client(who);
    const { stream, at } = client;
    if (stream) this.#instance(at).run(() => void stream.return());
    Object.assign(client, { at: 0, stream: null, refusal: null });
  }

  #restart(at: number): void {
    const instance = this.#instance(at);
    for (const [who, client] of this.#clients) if (client.at === at) this.#cut(who);
    instance.run(() => instance.close());
    this.#start(at);
  }

  /** Takes one message if there is one. */
  async #tell(who: string): Promise<void> {
    const client = this.#client(who);
    for (let turn = 0; turn < patience && client.at > 0; turn += 1) {
      try {
        if (client.refusal) throw client.refusal;
        const delivery = this.#instance(client.at).run(() => client.stream?.take() ?? null);
        if (delivery) {
          this.#note(client, delivery);
          return;
        }
      } catch (error) {
        Object.assign(client, { at: 0, stream: null, refusal: null });
        client.told.push(`End ${describeError(error)}`);
      }
      await settle();
    }
  }

  #note(client: Client, { event, extensions }: Delivery): void {
    const { type, reason } = event as { type: string; reason?: string };
    const named = parseCursor("project", extensions?.cursor ?? "");
    if (!named) throw new Error(`${type} names no place.`);
    client.place = { seq: named.seq, token: toNumber(named.token) };
    client.told.push([type, ...(reason === undefined ? [] : [reason]), describePlace(client.place)].join(" "));
  }

  async #makePeace(): Promise<void> {
    for (const at of [1, 2]) {
      const instance = this.#instance(at);
      instance.end("readStream");
      await settle();
      instance.end("readHeads");
      await settle();
      if (instance.feeds.size === 0) continue;
      instance.beginRound();
      await settle();
      instance.end("readHeads");
      await settle();
    }
    for (const who of people) {
      await this.#tellAll(who);
      if (this.#client(who).at > 0) continue;
      await this.#connect(who, who === "ann" ? 1 : 2);
      await this.#tellAll(who);
    }
  }

  async #tellAll(who: string): Promise<void> {
    for (let count = 0; count < many; count += 1) await this.#tell(who);
  }
}

/** Every entry has about the same size. */
function createDraft(type: string, id: string, seq: number): SimulatedDraft {
  const pad = "x".repeat(350);
  if (type === "Edited") return { type, text: pad };
  const user = { id, pad };
  return type === "MemberAdded" ? { type, member: { user }, sinceSeq: seq } : { type: "MemberRemoved", user };
}

function describeError(error: unknown): string {
  if (error instanceof ForbiddenError) return "FORBIDDEN";
  return error instanceof NotFoundError ? "NOT_FOUND" : String(error);
}

function toToken(number: number): string {
  return number === 0 ? "0" : (0x1000 + number).toString(16);
}

function toNumber(token: string): number {
  return token === "0" ? 0 : Number.parseInt(token, 16) - 0x1000;
}
