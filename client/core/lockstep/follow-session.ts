import type { Connection } from "../connection/connection.ts";
import { type Following, type FollowState, followProject } from "../connection/follow-project.ts";
import { namesFormerMembers } from "../connection/names-former-members.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Environment, Send, StreamItem } from "../types.ts";
import { isShown, type ProjectSession } from "./project-session.ts";

/** Age of a board after which the names of former members are asked for again, in milliseconds. */
const longestTrust = 24 * 3_600_000;

export interface FollowSessionOptions {
  readonly session: ProjectSession;
  readonly connection: Connection;
  readonly send: Send;
  readonly environment: Environment;
  readonly outbox: Outbox;
  onItem(item: StreamItem): void;
  onState(state: FollowState): void;
}

/** Follows the project of a session from where its store stands. */
export function followSession({ session, outbox, onState, ...options }: FollowSessionOptions): Following {
  const { store } = session;
  const { seq, cursor } = store.state;
  session.isAnnounced = isShown(session);
  return followProject({
    ...options,
    projectId: store.projectId,
    from: cursor === null ? null : { seq, cursor },
    // Followed for its intents alone, it shows nobody as present.
    announce: session.isAnnounced,
    isUrgent: () => outbox.projects.includes(store.projectId),
    onState(state) {
      onState(state);
      // It is the reason why changes wait.
      if (state.kind === "waiting") outbox.tell();
      if (state.kind === "following" && state.isLive) renewNames();
    },
  });

  /**
   * The server tells of new names of members alone. Those of people who have left, or were erased, come with a board.
   */
  function renewNames(): void {
    if (options.environment.now() - (session.copy?.boardAt ?? 0) < longestTrust) return;
    if (store.confirmed && namesFormerMembers(store.confirmed)) session.following?.reload();
  }
}
