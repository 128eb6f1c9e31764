import type { Focus, Present } from "../model/present.ts";
import type { UserSnapshot } from "../model/user.ts";

/**
 * Tells the people who are present in each project, on all instances together. Best effort and never in the way:
 * nothing here throws, rejects or waits long, and whatever was missed is made up for within one heartbeat.
 */
export interface Presence {
  /**
   * Shows the user as present until the returned function is called and the grace period after it has passed. Several
   * at once count as one, and so does a return within the grace period, here or elsewhere. Callers here see it at once.
   * `holders` name what a focus of this tab may belong to beside the person, such as its connection (default: nothing).
   */
  join(projectId: string, user: UserSnapshot, holders?: readonly string[]): () => void;

  /**
   * Returns the people known here: everyone, if the project is watched here, else those who joined here. Each user
   * once, in the order of their joins.
   */
  list(projectId: string): readonly Present[];

  /**
   * Shows what a person has open. It belongs to the first of the `holders` (default: the person) that has a tab here.
   * It counts until the next call for that one, or until its last tab is gone. Among several, on any instance, the
   * newest is shown. Returns false, and shows nothing, where none of the holders has a tab here.
   */
  focus(projectId: string, userId: string, focus: Focus, holders?: readonly string[]): boolean;

  /** The lists of many projects, watched here or not, in one round trip; after 200 ms at most, what is known here. */
  read(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly Present[]>>;

  /**
   * Follows a project until `stop`. Resolves when everyone there is known, or after 200 ms at most. `onChange` is
   * called synchronously each time changes were added to the chain, also before this resolves; it must not throw.
   */
  watch(projectId: string, onChange: () => void): Promise<PresenceWatch>;

  /**
   * Call it when an instance sent a signal for the project: reads it again, once for all signals of a moment. The own
   * one, which returns over the bus, brings nothing new.
   */
  refresh(projectId: string, instanceId: string): void;

  /** To be called when signals may have been missed. */
  refreshAll(): void;

  /** True while the lists of other instances can be read, and the own ones written. */
  isConnected(): boolean;

  /** Shows the remaining people elsewhere for one more grace period, so that they can reconnect to another instance. */
  close(): Promise<void>;
}

export interface PresenceWatch {
  /** The newest moment. Taken in the same turn, `list` and what follows the moment are the whole truth. */
  readonly moment: PresenceMoment;
  list(): readonly Present[];
  /** May be called more than once. */
  stop(): void;
}

/** A point in a project's presence, shared by all subscribers at it. The next change is linked to it. */
export interface PresenceMoment {
  readonly next: NextPresenceMoment | null;
}

export interface NextPresenceMoment extends PresenceMoment {
  /** Change that led from the moment before to this one. */
  readonly change: PresenceChange;
}

/** A join tells no focus: where there is one, a change follows. */
export type PresenceChange =
  | { readonly type: "PresenceJoined" | "PresenceLeft"; readonly user: UserSnapshot }
  | ({ readonly type: "PresenceChanged" } & Present);
