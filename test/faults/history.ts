/** A row of the log, as PostgreSQL holds it. */
export interface LogRow {
  readonly projectId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actorId: string;
  readonly clientMutationId: string | null;
  /** The state right after the change, without the columns above. */
  readonly snapshot: Readonly<Record<string, unknown>>;
}

/** A message to a subscriber. `text` is the event as JSON; equal texts are one string. */
export type Message =
  | { readonly kind: "change"; readonly seq: number; readonly text: string }
  | { readonly kind: "Ready"; readonly seq: number }
  | { readonly kind: "Resync"; readonly seq: number; readonly reason: string };

/** One subscription, from its `subscribe` on the wire to its end. */
export interface SubscriptionRecord {
  readonly subscriber: string;
  readonly userId: string;
  readonly projectId: string;
  /** The `since` that was sent; null for none. */
  readonly since: number | null;
  /** Milliseconds since the epoch, as all times here. */
  readonly begunAt: number;
  readonly messages: Message[];
  /** Null while it is open. */
  end: SubscriptionEnd | null;
}

export type SubscriptionEnd = { readonly at: number } & (
  | { readonly kind: "left" }
  | { readonly kind: "closed"; readonly code: number }
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "complete" }
);

/** One mutation, with all its attempts under one `clientMutationId`. */
export interface MutationRecord {
  readonly id: string;
  readonly operation: string;
  readonly userId: string;
  readonly projectId: string;
  /** User whose membership it changes. */
  readonly memberId: string | null;
  readonly mayChangeNothing: boolean;
  readonly begunAt: number;
  readonly endedAt: number;
  /** Number of attempts without an answer, or with a masked one. */
  readonly unknownAttempts: number;
  readonly outcome: MutationOutcome;
}

export type MutationOutcome =
  /** `seq` is the number answered; of an update that changed nothing it is another change's. */
  | { readonly kind: "done"; readonly seq: number }
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly code: string };

/** All that a run has written down. */
export interface History {
  /** In the order of project and number. */
  readonly log: readonly LogRow[];
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly mutations: readonly MutationRecord[];
}

/** A guarantee that was broken. */
export interface Violation {
  readonly kind: ViolationKind;
  /** Subscriber, place, and details. */
  readonly what: string;
}

export type ViolationKind =
  | "missing"
  | "twice"
  | "out of order"
  | "after revocation"
  | "wrong content"
  | "wrong place"
  | "unexpected Resync"
  | "unexpected end"
  | "hole in the log"
  | "mutation lost"
  | "mutation misplaced"
  | "mutation refused"
  | "write after revocation"
  | "behind"
  | "stuck"
  | "server error"
  | "server end";
