import type { Observable } from "rxjs";

/** How a link's subscriptions stand. Requests over HTTP have no part in it. */
export type ConnectionState =
  /** Nobody subscribes. */
  | { readonly status: "idle" }
  /** For the first time since it was idle. */
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  /** It tries to come back, without end. `since` stays the same until it is live again. */
  | { readonly status: "offline"; readonly since: Date; readonly reason?: string };

/** Tells the current state at once, then each other one. */
export type ConnectionStates = Observable<ConnectionState> & { readonly value: ConnectionState };
