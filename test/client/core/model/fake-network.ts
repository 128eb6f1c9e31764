import type { Outcome, SendRequest } from "../../../../client/core/types.ts";
import type { ProjectEvent } from "../../../../client/core/wire.ts";
import type { Random } from "../../../simulation/random.ts";
import type { VirtualClock } from "../../../simulation/virtual-clock.ts";
import { ada, type FakeServer, RequestError } from "./fake-server.ts";

export const networkModes = ["good", "slow", "lossy", "bad gateway", "portal", "failing", "half open", "down"] as const;
export type NetworkMode = (typeof networkModes)[number];

/** By which streams arrive. By polling, events of up to two seconds come together. */
export const transports = ["websocket", "sse", "polling"] as const;

interface Request {
  readonly input: { readonly changes: Parameters<FakeServer["applyChanges"]>[1] };
}

/** The way from the tabs to the server. */
export class FakeNetwork {
  mode: NetworkMode = "good";
  isSignedIn = true;
  transport: (typeof transports)[number] = "websocket";
  /** Number of requests that reached the server. */
  requests = 0;
  /**
   * Events of requests that were on their way while the database was restored. These name versions of the history
   * before, and the server cannot know it.
   */
  readonly crossed = new Set<ProjectEvent>();
  /** Number of requests that are under way, those of tabs that died included. */
  underWay = 0;
  /** Requests of an earlier era are lost. */
  era = 0;
  readonly #time: VirtualClock;
  readonly #server: FakeServer;
  readonly #random: Random;
  readonly #onChange = new Set<() => void>();

  constructor(time: VirtualClock, server: FakeServer, random: Random) {
    this.#time = time;
    this.#server = server;
    this.#random = random;
  }

  /** Streams bring nothing, and nobody has noticed it; requests pass. */
  get isHalfOpen(): boolean {
    return this.mode === "half open";
  }

  /** Streams begin, and pass, only then. */
  get isOpen(): boolean {
    return this.mode === "good" || this.mode === "slow" || this.mode === "failing";
  }

  set(mode: NetworkMode): void {
    this.mode = mode;
    for (const listener of [...this.#onChange]) listener();
  }

  /** Calls the listener after each change of the mode. */
  onChange(listener: () => void): () => void {
    this.#onChange.add(listener);
    return () => this.#onChange.delete(listener);
  }

  delay(): number {
    return this.mode === "slow" ? this.#random.int(200, 2_000) : this.#random.int(1, 40);
  }

  /** Milliseconds until a stream brings an event. */
  streamDelay(): number {
    return this.transport === "polling" ? this.#random.int(1, 2_000) : this.delay();
  }

  /** Sends `applyChanges` as Ada. */
  async send(request: SendRequest): Promise<Outcome> {
    this.underWay += 1;
    const outcome = await this.#send(request);
    this.underWay -= 1;
    return outcome;
  }

  async #send({ variables, signal }: SendRequest): Promise<Outcome> {
    if (!this.isSignedIn && this.#random.chance(0.5)) return { kind: "no-token" };
    const { era } = this;
    const { restores } = this.#server;
    await this.#time.pass(this.delay());
    const before = this.#spoil();
    if (before) return before;
    if (era !== this.era) return { kind: "timeout" };
    const { committed } = this.#server;
    const known = committed.length;
    const outcome = this.#answer(JSON.parse(JSON.stringify(variables)));
    if (restores !== this.#server.restores) for (const { event } of committed.slice(known)) this.crossed.add(event);
    await this.#time.pass(this.delay());
    if (signal?.aborted) return { kind: "aborted" };
    return this.#spoil() ?? outcome;
  }

  /** Returns the fate of a request, or of its answer, on the way; null: it passes. */
  #spoil(): Outcome | null {
    switch (this.mode) {
      case "down":
        return this.#random.chance(0.5) ? { kind: "unreachable" } : { kind: "timeout" };
      case "lossy":
        return this.#random.chance(0.5) ? { kind: "timeout" } : null;
      case "bad gateway":
        return { kind: "http", status: 502 };
      case "failing":
        return this.#random.chance(0.15) ? { kind: "http", status: this.#random.pick([403, 502]) } : null;
      case "portal":
        return { kind: "http", status: this.#random.chance(0.5) ? 200 : 403 };
      default:
        return null;
    }
  }

  #answer({ input }: Request): Outcome {
    this.requests += 1;
    if (!this.isSignedIn) return toErrors(new RequestError("UNAUTHENTICATED"));
    if (this.mode === "failing" && this.#random.chance(0.6)) {
      const codes = ["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"] as const;
      const code = this.#random.pick(codes);
      // The outcome is unknown: half of the time it is done.
      if (code === "UNAVAILABLE" && this.#random.chance(0.5)) this.#apply(input.changes);
      return toErrors(new RequestError(code, code, code === "RATE_LIMITED" ? 1 : undefined));
    }
    return this.#apply(input.changes);
  }

  #apply(changes: Parameters<FakeServer["applyChanges"]>[1]): Outcome {
    try {
      return {
        kind: "data",
        data: JSON.parse(JSON.stringify({ applyChanges: this.#server.applyChanges(ada, changes) })),
      };
    } catch (error) {
      if (error instanceof RequestError) return toErrors(error);
      throw error;
    }
  }
}

function toErrors({ code, message, retryAfter }: RequestError): Outcome {
  return { kind: "errors", status: 200, errors: [{ message, extensions: { code, retryAfter } }] };
}
