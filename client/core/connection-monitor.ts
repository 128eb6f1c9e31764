import { BehaviorSubject } from "rxjs";
import type { ConnectionState } from "./connection-state.ts";

/** A user of the connection, such as an open subscription. */
export type Follower = object;

interface Loss {
  readonly since: Date;
  readonly reason?: string;
}

/** Derives the state that is shown from the events of the socket and of each follower. */
export class ConnectionMonitor {
  readonly states = new BehaviorSubject<ConnectionState>({ status: "idle" });
  readonly #followers = new Map<Follower, Loss | null>();
  #isOpen = false;

  begin(follower: Follower): void {
    this.#followers.set(follower, null);
    this.#show();
  }

  end(follower: Follower): void {
    this.#followers.delete(follower);
    this.#show();
  }

  /** The server acknowledged the socket. */
  opened(): void {
    this.#isOpen = true;
    for (const follower of this.#followers.keys()) this.#followers.set(follower, null);
    this.#show();
  }

  /** The socket was closed or could not be opened. */
  closed(reason?: string): void {
    this.#isOpen = false;
    for (const follower of this.#followers.keys()) this.lost(follower, reason);
  }

  /** One follower must retry. Its loss began at the first call. */
  lost(follower: Follower, reason = this.#followers.get(follower)?.reason): void {
    const since = this.#followers.get(follower)?.since ?? new Date();
    this.#followers.set(follower, { since, ...(reason !== undefined && { reason }) });
    this.#show();
  }

  /** One follower receives messages again. */
  heard(follower: Follower): void {
    if (!this.#followers.get(follower)) return;
    this.#followers.set(follower, null);
    this.#show();
  }

  #show(): void {
    const next = this.#derive();
    if (!isSame(next, this.states.value)) this.states.next(next);
  }

  #derive(): ConnectionState {
    if (this.#followers.size === 0) return { status: "idle" };
    const loss = [...this.#followers.values()].find((each) => each !== null);
    if (loss) return { status: "offline", ...loss };
    return { status: this.#isOpen ? "live" : "connecting" };
  }
}

function isSame(one: ConnectionState, other: ConnectionState): boolean {
  if (one.status !== "offline" || other.status !== "offline") return one.status === other.status;
  return one.since.getTime() === other.since.getTime() && one.reason === other.reason;
}
