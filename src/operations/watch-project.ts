import type { Feed } from "../engine/feed/feed.ts";
import type { Feeds } from "../engine/feed/feeds.ts";
import type { ResyncReason } from "../engine/feed/follower.ts";
import { ProjectStream } from "../engine/feed/project-stream.ts";
import { BadUserInputError, NotFoundError } from "../errors/expected-error.ts";
import type { UserSnapshot } from "../model/snapshots.ts";
import type { Presence } from "../presence/presence.ts";

export interface WatchProjectOptions {
  readonly projectId: string;
  /** The last change the client has; what came after it is replayed. */
  readonly since?: number | undefined;
  /** The history that `since` counts in. */
  readonly epoch?: string | undefined;
  /** Whether the viewer is shown as present; true when absent. */
  readonly announce?: boolean | undefined;
}

export interface WatchProjectContext {
  readonly feeds: Feeds;
  readonly presence: Presence;
  /** How many changes a replay may hold. */
  readonly replayLimit: number;
}

/**
 * Follows a project from `since` on. Rejects with NotFoundError for whoever is no member (and for a deleted project,
 * unless `since` is before its deletion), with BadUserInputError for a negative `since`.
 */
export async function watchProject(
  { feeds, presence, replayLimit }: WatchProjectContext,
  viewer: UserSnapshot,
  { projectId, since, epoch, announce = true }: WatchProjectOptions,
): Promise<ProjectStream> {
  if (since !== undefined && since < 0) throw BadUserInputError.at(["since"], "since must not be negative.");
  const feed = await feeds.acquire(projectId);
  let stream: ProjectStream | undefined;
  const watch = await presence.watch(projectId, () => stream?.wake());
  try {
    if (isBehind(feed, viewer.id, since, epoch)) await feed.caughtUp();
    // From here to the constructed stream nothing may wait: the check and the attachment see the same members.
    const memberSince = feed.memberSince(viewer.id);
    const resync = reasonToResync(feed, memberSince ?? 0, since, epoch, replayLimit);
    const endsBefore = feed.isDeleted && (resync !== undefined || since === undefined || since === feed.seq);
    if (memberSince === undefined || endsBefore) {
      throw new NotFoundError();
    }
    const leave = announce ? presence.join(projectId, viewer) : undefined;
    stream = new ProjectStream({
      feed,
      presence: watch,
      userId: viewer.id,
      since,
      resync,
      onEnd: () => {
        leave?.();
        watch.stop();
        feeds.release(feed);
      },
    });
    return stream;
  } catch (error) {
    watch.stop();
    feeds.release(feed);
    throw error;
  }
}

/** Whether the client knows of something that this instance has not heard of yet. */
function isBehind(feed: Feed, userId: string, since: number | undefined, epoch: string | undefined): boolean {
  return (
    feed.memberSince(userId) === undefined ||
    (since !== undefined && since > feed.seq) ||
    (epoch !== undefined && epoch !== feed.epoch)
  );
}

function reasonToResync(
  feed: Feed,
  memberSince: number,
  since: number | undefined,
  epoch: string | undefined,
  replayLimit: number,
): ResyncReason | undefined {
  if (since === undefined) return undefined;
  if (epoch !== undefined && epoch !== feed.epoch) return "OTHER_EPOCH";
  if (since > feed.seq) return "AHEAD_OF_PROJECT";
  if (since < memberSince - 1 || feed.seq - since > replayLimit) return "TOO_OLD";
  return undefined;
}
