import { setTimeout as sleep } from "node:timers/promises";
import type { LoadCommands, OpenOptions, OpenSubscriber, Received } from "./load/load.ts";
import type { GraphqlProtocolName } from "./load/protocols.ts";
import type { Child } from "./process/child.ts";
import type { Server } from "./process/server.ts";
import type { PublisherCommands } from "./publishers/publisher.ts";

/** The subscribers of a measurement. */
export interface AudienceOptions {
  readonly projects: number;
  readonly subscribersEach: number;
  /** Number of different documents among the subscribers (default 1). */
  readonly documents?: number;
  /** True: servers that can compress, and subscribers offer `permessage-deflate`. Default: nobody does. */
  readonly compression?: boolean;
  /** Protocol between Lockstep and its subscribers (default "graphql", over WebSocket). Each peer has its own. */
  readonly protocol?: GraphqlProtocolName;
}

export interface AudienceParts {
  readonly server: Server;
  readonly publisher: Child<PublisherCommands>;
  readonly load: Child<LoadCommands>;
}

/** Milliseconds until an event counts as lost. */
const within = 60_000;

/** A server with its subscribers, and a process that makes events elsewhere. */
export class Audience {
  readonly options: AudienceOptions;
  readonly #parts: AudienceParts;

  constructor(options: AudienceOptions, parts: AudienceParts) {
    this.options = options;
    this.#parts = parts;
  }

  get server(): Server {
    return this.#parts.server;
  }

  /** The numbers of all projects. */
  get projects(): number[] {
    return Array.from({ length: this.options.projects }, (_, index) => index);
  }

  /**
   * Makes an event in each of the projects, lets all go at once, and waits until all who follow them have them. Returns
   * how long that took from when the first was handed to Redis, in microseconds.
   */
  async publish(projects: readonly number[], patience = within): Promise<number> {
    const { publisher, load } = this.#parts;
    await load.call("expect", { deliveries: projects.length * this.options.subscribersEach });
    const began = await publisher.call("publish", { projects });
    const { at } = await load.call("arrival", { within: patience });
    return at - began;
  }

  /** Throws unless every subscriber got so many events since it was last asked. */
  verify(each: number): Promise<Received> {
    return this.#parts.load.call("verify", { each });
  }

  /** The first event that came, as text. */
  sample(): Promise<string> {
    return this.#parts.load.call("sample");
  }

  /** Publishes until everybody hears it: few servers say when a subscription stands. Then warms them up. */
  async warmUp(times: number): Promise<void> {
    const { load } = this.#parts;
    for (let tries = 0; !(await this.#reachesAll()); tries += 1) {
      if (tries === 10) throw new Error("subscribers do not hear what is published");
    }
    // Deliveries of a try that failed may still be under way.
    await sleep(2_000);
    await load.call("reset");
    for (let count = 0; count < times; count += 1) await this.publishEverywhere();
    await this.verify(times);
  }

  /** An event in each project, a few at a time. */
  async publishEverywhere(patience = within): Promise<void> {
    const { projects } = this;
    const atOnce = 16;
    for (let index = 0; index < projects.length; index += atOnce) {
      await this.publish(projects.slice(index, index + atOnce), patience);
    }
  }

  async #reachesAll(): Promise<boolean> {
    return this.publishEverywhere(2_000).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    const { server, publisher, load } = this.#parts;
    await Promise.all([load.stop(), publisher.stop(), server.stop()]);
  }
}

/** Runs when this many subscribers are open, before more are opened. */
export interface Pause {
  readonly after: number;
  readonly act: (server: Server) => Promise<void>;
}

/** Pauses come in the order of their places. */
export async function openSubscribers(
  { server, load }: AudienceParts,
  { subscribers, ...options }: Omit<OpenOptions, "url">,
  pauses: readonly Pause[] = [],
): Promise<void> {
  const open = (from: number, to?: number) =>
    load.call("open", { url: server.url, subscribers: subscribers.slice(from, to), ...options });
  let opened = 0;
  for (const { after, act } of pauses) {
    await open(opened, after);
    await act(server);
    opened = after;
  }
  await open(opened);
}

/** Subscriber after subscriber, project by project. */
export function spreadSubscribers(
  { projects, subscribersEach, documents = 1 }: AudienceOptions,
  subscriberOf: (project: number, position: number) => Omit<OpenSubscriber, "document">,
): OpenSubscriber[] {
  return Array.from({ length: projects * subscribersEach }, (_, index) => ({
    ...subscriberOf(Math.floor(index / subscribersEach), index % subscribersEach),
    document: index % documents,
  }));
}
