import type { Observable } from "rxjs";

/** State of a link's subscriptions. Requests over HTTP do not affect it. */
export type ConnectionState =
  /** No subscription is open. */
  | { readonly status: "idle" }
  /** Connecting for the first time since `idle`. */
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  /** Reconnecting, without end. `since` stays the same until `live`. */
  | { readonly status: "offline"; readonly since: Date; readonly reason?: string };

/** Emits the current state at once, then each change of it. */
export type ConnectionStates = Observable<ConnectionState> & { readonly value: ConnectionState };
