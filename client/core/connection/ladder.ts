import type { LoadManifests } from "./document-ids.ts";
import { openSocket } from "./socket.ts";
import type { ClientTransport, Socket, SocketEnd, SocketOptions } from "./transport.ts";

const allTransports: readonly ClientTransport[] = ["websocket", "sse", "polling"];

/** Close codes of a server, which was reached. */
const serverCodes: readonly (number | null)[] = [1012, 1013, 4401, 4403, 4429];

/** Attempts in a row that fail before the next transport is tried. */
const mostMisses = 2;

/** Age at which a socket counts as one that works, in milliseconds. */
const provenAge = 10_000;

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

/** Chooses the transport: the best one that works. */
export class Ladder {
  readonly #order: readonly ClientTransport[];
  readonly #loadManifests: LoadManifests | undefined;
  #rung = 0;
  /** Transport before the last one opened. */
  #before = 0;
  #misses = 0;
  #upwards = 0;

  constructor({ transports = allTransports, loadManifests }: LadderOptions) {
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
    this.#before = this.#rung;
    this.#rung = this.#order.indexOf(transport);
  }

  missedUpward(): void {
    this.#upwards += 1;
  }

  /** An attempt has failed. Returns true when another transport is next, which may be tried at once. */
  failed({ code, isSilence, isBlocked }: SocketEnd): boolean {
    if (serverCodes.includes(code)) return false;
    if (this.#rung > 0 && !isBlocked) {
      // Nothing reaches the server: the transport is not at fault.
      this.#rung = 0;
      this.#misses = mostMisses - 1;
      return false;
    }
    this.#misses += isSilence || isBlocked ? mostMisses : 1;
    return this.#stepDown();
  }

  /** An open socket was lost at an age in milliseconds. Returns true as `failed`. */
  lost({ code }: SocketEnd, age: number): boolean {
    if (serverCodes.includes(code) || age >= provenAge) {
      this.#misses = 0;
      this.#before = this.#rung;
      if (age >= provenAge && this.#rung === 0) this.#upwards = 0;
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
