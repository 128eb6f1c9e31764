import type { UserSnapshot } from "../model/user.ts";

/**
 * Who is in which project right now, on all instances together. Best effort and never in the way: nothing here throws,
 * rejects or waits long, and whatever was missed is made up for within one heartbeat.
 */
export interface Presence {
  /**
   * Shows the user as present until the returned function is called and the grace after it is over; several at once
   * count as one, and so does a return within the grace, here or elsewhere. Whoever asks here sees it at once.
   */
  join(projectId: string, user: UserSnapshot): () => void;

  /**
   * Who is there as far as it is known here: everyone, if the project is watched here, else those who joined here. Each
   * user once, in the order of their coming.
   */
  list(projectId: string): readonly UserSnapshot[];

  /** The lists of many projects, watched here or not, in one round trip; after 200 ms at most, what is known here. */
  read(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly UserSnapshot[]>>;

  /**
   * Follows a project until `stop`. Resolves when everyone there is known, or after 200 ms at most. `onChange` is called
   * synchronously each time changes were added to the chain, also before this resolves; it must not throw.
   */
  watch(projectId: string, onChange: () => void): Promise<PresenceWatch>;

  /**
   * To be called when an instance rang for the project: reads it again, once for all rings of a moment. One's own ring,
   * which comes back over the bus, tells nothing new.
   */
  refresh(projectId: string, instanceId: string): void;

  /** To be called when rings may have been missed. */
  refreshAll(): void;

  /** Whether the lists of other instances can be read, and the own ones written, right now. */
  isConnected(): boolean;

  /** Whoever is still there is shown elsewhere for one more grace, so that they can come back on another instance. */
  close(): Promise<void>;
}

export interface PresenceWatch {
  /** The newest moment. Taken in the same turn, `list` and what follows the moment are the whole truth. */
  readonly moment: PresenceMoment;
  list(): readonly UserSnapshot[];
  /** May be called more than once. */
  stop(): void;
}

/** A point in a project's presence, shared by all who stand there. What happens next is hung on it. */
export interface PresenceMoment {
  readonly next: NextPresenceMoment | null;
}

export interface NextPresenceMoment extends PresenceMoment {
  /** What led from the moment before to this one. */
  readonly change: PresenceChange;
}

export interface PresenceChange {
  readonly type: "PresenceJoined" | "PresenceLeft";
  readonly user: UserSnapshot;
}
