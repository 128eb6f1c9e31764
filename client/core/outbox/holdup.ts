/**
 * Reason why the intents of a project are not on their way.
 *
 * - `stream`: the project's stream is not live.
 * - `parked`: there is no valid token. The person must sign in.
 * - `retrying`: the last attempt failed, and the next one follows by itself.
 * - `storage`: storage takes no writes. The intents stand there in another form, which another tab may send.
 * - `other-account`: another person made them.
 * - `blocked`: they need an item whose creation was refused, or is in conflict. They go once that is decided.
 */
export type Holdup =
  | {
      readonly kind: "stream";
      /** Sentence for the person, where the server refuses the stream for now, for example beyond a limit. */
      readonly reason?: string;
    }
  | {
      readonly kind: "parked";
      /** For code: `no-token` or `UNAUTHENTICATED`. */
      readonly code: string;
      /** Sentence for the person. */
      readonly reason: string;
    }
  | {
      readonly kind: "retrying";
      /**
       * For code: the code of the server's error, `HTTP 502` or the like, or a kind of `Outcome`, such as
       * `unreachable`.
       */
      readonly code: string;
      /** Sentence for the person. */
      readonly reason: string;
      /** Time of the next attempt, in milliseconds since 1970. In the past: it is under way. */
      readonly until: number;
    }
  | {
      readonly kind: "storage";
      /** Sentence for the person. */
      readonly reason: string;
    }
  | { readonly kind: "other-account" }
  | { readonly kind: "blocked" };

/** By the projects' ids. Those whose intents are on their way are left out. */
export type Holdups = Readonly<Record<string, Holdup>>;
