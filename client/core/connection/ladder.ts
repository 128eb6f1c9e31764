import type { Environment } from "../types.ts";
import { chooseWait, provenAge, shortestWait } from "./backoff.ts";
import { serverEnds } from "./close-codes.ts";
import type { LoadManifests } from "./document-ids.ts";
import { openSocket } from "./socket.ts";
import type { ClientTransport, Socket, SocketEnd, SocketOptions } from "./transport.ts";

const allTransports: readonly ClientTransport[] = ["websocket", "sse", "polling"];

/** Pause after a fault of this client or of a server that speaks another protocol, in milliseconds. */
const faultWait = 30_000;

/** Attempts in a row that fail before the next transport is tried. */
const mostMisses = 2;

/** Time until a better transport is tried, in milliseconds. It doubles after each attempt that fails. */
const firstUpward = 15_000;
const longestUpward = 300_000;

export interface LadderOptions {
  /** Transports to choose from, the best first (default: all). */
  readonly transports?: readonly ClientTransport[] | undefined;
  /** Documents that are sent by their ids (default: none). */
  readonly loadManifests?: LoadManifests | undefined;
}

/** Opens a socket by a transport that was chosen. */
export type Opener = (options: SocketOptions) => Socket;

/** Chooses the transport, the best one that works, and the pauses between attempts. */
export class Ladder {
  readonly #order: readonly ClientTransport[];
  readonly #loadManifests: LoadManifests | undefined;
  #rung = 0;
  /** Transport before the last one opened. */
  #before = 0;
  #misses = 0;
  #upwards = 0;
  readonly #environment: Environment;
  /** Failures since a socket last worked for a while. */
  #failures = 0;
  /** Null: none is open. */
  #openedAt: number | null = null;

  constructor({
    transports = allTransports,
    loadManifests,
    environment,
  }: LadderOptions & { readonly environment: Environment }) {
    this.#environment = environment;
    this.#order = transports;
    this.#loadManifests = loadManifests;
  }

  get isLow(): boolean {
    return this.#rung > 0;
  }

  /**
   * Loads the code of the next attempt. `isUpward`: by a better transport; several take turns. Rejects when the code
   * cannot be loaded.
   */
  async choose(isUpward: boolean): Promise<Opener> {
    const rung = isUpward ? this.#upwards % this.#rung : this.#rung;
    const transport = this.#order[rung] as ClientTransport;
    const load = this.#loadManifests;
    const documentIds = load && (await (await import("./document-ids.ts")).loadDocumentIds(load));
    if (transport === "websocket") return (options) => openSocket({ ...options, documentIds });
    const { openHttpSocket } = await import("./http-socket.ts");
    return (options) => openHttpSocket({ ...options, documentIds }, transport);
  }

  /** Time until a better transport is tried, in milliseconds. */
  get upwardWait(): number {
    return Math.min(longestUpward, firstUpward * 2 ** this.#upwards);
  }

  opened(transport: ClientTransport): void {
    if (this.#isProven) this.#failures = 0;
    this.#openedAt = this.#environment.now();
    this.#before = this.#rung;
    this.#rung = this.#order.indexOf(transport);
  }

  missedUpward(): void {
    this.#upwards += 1;
  }

  /** Forgets the failures: the next pause is short. */
  calm(): void {
    this.#failures = 0;
  }

  /**
   * An attempt has failed, or could not be made. Returns the time until the next, in milliseconds; 0: another transport
   * is next, or another token is needed.
   */
  failed(end: SocketEnd, isTried: boolean): number {
    this.#failures += 1;
    return isTried && this.#isOtherAfterFailure(end) ? 0 : this.#choosePause(end);
  }

  /** An open socket was lost. Returns the time as `failed`. */
  lost(end: SocketEnd): number {
    const isProven = this.#isProven;
    this.#openedAt = null;
    if (isProven) this.#failures = 0;
    const pause = this.#isOtherAfterLoss(end, isProven) ? 0 : this.#choosePause(end);
    // A server may take each connection and end it at once.
    if (!isProven) this.#failures += 1;
    return pause;
  }

  get #isProven(): boolean {
    return this.#openedAt !== null && Math.abs(this.#environment.now() - this.#openedAt) >= provenAge;
  }

  #choosePause({ code, wait = 0 }: SocketEnd): number {
    if (code === 4401 || (code === 4403 && this.#failures === 0)) return 0;
    const pause = serverEnds.get(code)?.pause;
    if (pause === "fault") return faultWait;
    if (this.#failures > 0 || pause === "busy") {
      return Math.max(wait, chooseWait(this.#failures + 1, this.#environment));
    }
    return this.#environment.random() * shortestWait;
  }

  #isOtherAfterFailure({ code, isSilence, isBlocked }: SocketEnd): boolean {
    if (wasReached(code)) return false;
    if (this.#rung > 0 && !isBlocked) {
      // Nothing reaches the server: the transport is not at fault.
      this.#rung = 0;
      this.#misses = mostMisses - 1;
      return false;
    }
    this.#misses += isSilence || isBlocked ? mostMisses : 1;
    return this.#stepDown();
  }

  #isOtherAfterLoss({ code }: SocketEnd, isProven: boolean): boolean {
    if (wasReached(code) || isProven) {
      this.#misses = 0;
      this.#before = this.#rung;
      if (isProven && this.#rung === 0) this.#upwards = 0;
      return false;
    }
    if (this.#rung < this.#before) {
      this.#upwards += 1;
      this.#rung = this.#before;
      return true;
    }
    this.#misses += 1;
    return this.#stepDown();
  }

  #stepDown(): boolean {
    if (this.#misses < mostMisses || this.#rung === this.#order.length - 1) return false;
    this.#rung += 1;
    this.#misses = 0;
    return true;
  }
}

/** Returns true where a server that speaks the protocol has ended the connection. */
function wasReached(code: number | null): boolean {
  const end = serverEnds.get(code);
  return end !== undefined && end.pause !== "fault";
}
