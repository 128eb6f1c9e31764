import type { Following, FollowState } from "../connection/follow-project.ts";
import type { Listeners } from "../listeners.ts";
import type { LoadedCopy } from "../store/load-project-copy.ts";
import type { ProjectCopy } from "../store/project-copy.ts";
import type { ProjectStore } from "../store/project-store.ts";

/** A project that a tab shows, or follows for another tab or for its intents. */
export interface ProjectSession {
  readonly store: ProjectStore;
  /** Null until the code is there that writes it. */
  copy: ProjectCopy | null;
  /** Null where nothing was loaded from disk. */
  loaded: LoadedCopy | null;
  /** Handles of this tab. */
  users: number;
  /** Other tabs that have it open. */
  readonly tabs: Set<string>;
  /** Null in a tab that does not lead. */
  following: Following | null;
  state: FollowState;
  /** Disk was read. */
  isLoaded: boolean;
  /** Followed so that the person is present. */
  isAnnounced: boolean;
  readonly listeners: Listeners;
  detach(): void;
}

/** A tab has it open: the person is present. */
export function isShown({ users, tabs }: ProjectSession): boolean {
  return users > 0 || tabs.size > 0;
}
