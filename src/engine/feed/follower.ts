/** Why a subscriber cannot be led on from where it stands and needs a fresh snapshot. */
export type ResyncReason = "TOO_OLD" | "AHEAD_OF_PROJECT" | "OTHER_EPOCH" | "UNREADABLE";

/** What a feed tells those who follow it. Called synchronously; must not throw. */
export interface Follower {
  /** `seq` has grown. */
  wake(): void;
  /** The numbers now count in another history; the feed stands at its head. */
  restart(reason: ResyncReason): void;
  /** The project no longer exists, not even as a tombstone. */
  gone(): void;
}
