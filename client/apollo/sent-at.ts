/** Extensions of an answer to a query, added by the link. */
export interface SentAt {
  /** The cache's moment when the request was sent. Undefined for answers that may be older, such as those of retries. */
  readonly lockstepSentAt?: number;
}

/** A cache that counts what it has seen. Each answer and each event that it takes raises the moment. */
export interface Moments {
  readonly moment: number;
}
