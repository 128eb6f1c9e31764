import type { Companion } from "../engine/feed/companion.ts";
import type { Feeds } from "../engine/feed/feeds.ts";
import type { Policy } from "../engine/feed/policy.ts";
import type { Stream } from "../engine/feed/stream.ts";
import type { Ready, Resync } from "../engine/feed/stream-messages.ts";
import { UnauthenticatedError } from "../errors/expected-error.ts";
import type { InboxEvent } from "../model/notices.ts";
import type { InboxState } from "./inbox-log.ts";
import type { ProjectRenamed, Renames } from "./renames.ts";

export type InboxFeeds = Feeds<InboxState, InboxEvent, unknown>;
export type InboxStream = Stream<InboxState, InboxEvent, unknown, ProjectRenamed>;

/** Everything that a person's stream hands out. `Ready` carries the number of unread notices at its position. */
export type InboxMessage = InboxEvent | (Ready & InboxState) | Resync | ProjectRenamed;

/** Everybody follows the stream of its own. It ends with the account. */
export const inboxPolicy: Policy<InboxState, InboxEvent, unknown> = {
  admit: () => 1,
  gone: () => new UnauthenticatedError("The account of this token was deleted."),
};

/**
 * Follows a person's stream. Rejects with BadUserInputError for a malformed or foreign cursor. Waits while PostgreSQL
 * cannot be used, until `signal` aborts.
 */
export function watchInbox(
  { feeds, renames }: { readonly feeds: InboxFeeds; readonly renames: Pick<Renames, "follow"> },
  personId: string,
  after: string | undefined,
  signal?: AbortSignal,
): Promise<InboxStream> {
  return feeds.open<ProjectRenamed>(personId, {
    viewer: null,
    after,
    signal,
    companion: async (_id, _viewer, onEvent): Promise<Companion<ProjectRenamed, InboxState>> => {
      const { begin, ...followed } = renames.follow(personId, onEvent);
      return {
        ...followed,
        begin(state) {
          begin();
          return state;
        },
      };
    },
  });
}
