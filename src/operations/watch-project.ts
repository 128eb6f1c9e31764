import type { Companion } from "../engine/feed/companion.ts";
import type { Feeds } from "../engine/feed/feeds.ts";
import type { ResumePoint } from "../engine/feed/judge-cursor.ts";
import type { Stream } from "../engine/feed/stream.ts";
import type { Ready, Resync } from "../engine/feed/stream-messages.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import type { Activity } from "../model/events.ts";
import type { Present } from "../model/present.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { Presence, PresenceChange } from "../presence/presence.ts";
import type { ProjectAccess, ProjectFollower } from "./project-access.ts";

export interface ProjectStreamOptions {
  readonly projectId: string;
  /** Cursor of the last change that the client has; the changes after it are replayed. */
  readonly after?: string | undefined;
  /** Number of that change instead, by hand: the history is not compared. */
  readonly since?: number | undefined;
  /** Shows the viewer as present (default true). */
  readonly announce?: boolean | undefined;
  /** Connection and session of the subscription: a focus of the viewer belongs to one of them. */
  readonly holders?: readonly string[] | undefined;
}

export type ProjectFeeds = Feeds<ProjectAccess, Activity, ProjectFollower>;
export type ProjectStream = Stream<ProjectAccess, Activity, ProjectFollower, PresenceChange>;

/** `Ready` with the people in the project. */
export type ProjectReady = Ready & { readonly present: readonly Present[] };

/** Everything that a project's stream hands out. */
export type ProjectMessage = Activity | ProjectReady | Resync | PresenceChange;

export interface WatchProjectContext {
  readonly feeds: ProjectFeeds;
  readonly presence: Presence;
}

/**
 * Follows a project. Rejects with NotFoundError for a viewer who is no member, and for a deleted project, unless the
 * cursor lies before its deletion. Rejects with BadUserInputError for a malformed or foreign cursor, and for a cursor
 * together with `since`. Waits while PostgreSQL cannot be used, until `signal` aborts.
 */
export async function watchProject(
  { feeds, presence }: WatchProjectContext,
  viewer: UserSnapshot,
  options: ProjectStreamOptions,
  signal?: AbortSignal,
): Promise<ProjectStream> {
  const { projectId, announce = true, holders } = options;
  const after = readResumePoint(options);
  return feeds.open(projectId, {
    viewer,
    after,
    signal,
    companion: (_id, _viewer, onEvent) => {
      const joining = announce ? { user: viewer, holders } : null;
      return followPresence(presence, projectId, joining, onEvent);
    },
  });
}

function readResumePoint({ after, since }: ProjectStreamOptions): ResumePoint | string | undefined {
  if (since === undefined) return after;
  if (after !== undefined) throw BadUserInputError.at(["after"], "Send after or since, not both.");
  return { seq: since, token: null };
}

/** Tells of the people in a project; shows `joining` as one of them until the stream ends. */
async function followPresence(
  presence: Presence,
  projectId: string,
  joining: { readonly user: UserSnapshot; readonly holders: readonly string[] | undefined } | null,
  onEvent: () => void,
): Promise<Companion<PresenceChange>> {
  const watch = await presence.watch(projectId, onEvent);
  let leave: (() => void) | null = null;
  let { moment } = watch;
  return {
    join() {
      if (joining) leave = presence.join(projectId, joining.user, joining.holders);
    },
    begin() {
      moment = watch.moment;
      return showPresent(watch.list());
    },
    take() {
      const { next } = moment;
      if (!next) return null;
      moment = next;
      return next.change;
    },
    stop() {
      leave?.();
      watch.stop();
    },
  };
}

const shown = new WeakMap<readonly Present[], { readonly present: readonly Present[] }>();

/** The same object for the same list, so that all who get it share one `Ready`. */
function showPresent(present: readonly Present[]) {
  const known = shown.get(present) ?? { present };
  shown.set(present, known);
  return known;
}
