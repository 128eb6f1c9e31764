import type { GraphQLFormattedError } from "graphql";
import type { ProjectChangesQuery } from "../../generated/graphql.ts";
import { projectChangesText } from "../../generated/poll-text.ts";
import type { Outcome, SendRequest } from "../types.ts";
import type { Present } from "../wire.ts";
import { createPager } from "./create-pager.ts";
import { codeOf } from "./error-codes.ts";
import { findEnd } from "./find-end.ts";
import { listErrors } from "./request-failure.ts";
import type { Sink, SocketEnd } from "./transport.ts";

interface FollowByQueryOptions {
  readonly projectId: string;
  /** Cursor after which it begins. */
  readonly after: string;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  /** Sends a request of this stream. `wait`: seconds for which the server may wait with the answer. */
  ask(request: SendRequest, wait: number): Promise<Outcome>;
  /** Returns the seconds for which the server shall wait for the next change. */
  chooseWait(): number;
}

type Changes = NonNullable<ProjectChangesQuery["project"]>;

/**
 * Follows a project by `Project.changes`. The sink gets what `projectActivity` would tell. Resolves with null once the
 * sink was told of its end, or the signal came; otherwise with the end of the whole connection.
 */
export async function followByQuery(options: FollowByQueryOptions): Promise<SocketEnd | null> {
  const { projectId, sink, signal, ask, chooseWait } = options;
  let { after } = options;
  let isReady = false;
  let wait = 0;
  let present = new Map<string, Present>();
  const page = createPager((request) => ask(request, wait), signal);

  for (;;) {
    wait = isReady ? chooseWait() : 0;
    const outcome = await page<ProjectChangesQuery>(projectChangesText, { projectId, after, wait });
    if (signal.aborted) return null;
    const end = findEnd(outcome);
    if (end) return end;
    const project = outcome.data?.project;
    if (!project) {
      refuse(listErrors(outcome));
      return null;
    }
    const isOver = tellChanges(project);
    if (signal.aborted || isOver) return null;
  }

  function refuse(errors: readonly GraphQLFormattedError[]): void {
    // The server failed at one event. As on other transports, a board has what it would have told.
    if (errors.some((error) => codeOf(error) === "INTERNAL_SERVER_ERROR")) sink.next({ errors });
    else if (errors.length > 0) sink.refused(errors);
    else sink.refused([{ message: "Not found.", extensions: { code: "NOT_FOUND" } }]);
  }

  /** Returns true when the project was deleted. */
  function tellChanges({ seq, present: people, changes }: Changes): boolean {
    const { nodes, cursor, resync } = changes;
    const before = after;
    after = resync?.cursor ?? cursor;
    if (resync) {
      tell({ __typename: "Resync", ...resync }, resync);
      isReady = false;
      return false;
    }
    for (const [index, event] of nodes.entries()) {
      // Only the last one's cursor is known. An older one is safe: what it replays arrived before, and is left out.
      tell(event, { seq: event.seq, cursor: index === nodes.length - 1 ? cursor : before });
      if (signal.aborted) return false;
      if (event.__typename !== "ProjectDeleted") continue;
      sink.completed();
      return true;
    }
    if (isReady) tellPresence(people);
    // Nothing more follows after an empty page, so that `seq` is the cursor's own.
    else if (nodes.length === 0) {
      isReady = true;
      present = byId(people);
      tell({ __typename: "Ready", seq, cursor, present: people }, { seq, cursor });
    }
    return false;
  }

  function tellPresence(people: readonly Present[]): void {
    const before = present;
    present = byId(people);
    for (const [id, { user }] of before) if (!present.has(id)) tell({ __typename: "PresenceLeft", user });
    for (const person of people) {
      const { user, focusedTaskId, focusedField } = person;
      const known = before.get(user.id);
      if (!known) tell({ __typename: "PresenceJoined", user });
      if ((known?.focusedTaskId ?? null) !== focusedTaskId || (known?.focusedField ?? null) !== focusedField) {
        tell({ ...person, __typename: "PresenceChanged" });
      }
    }
  }

  function tell(event: object, position?: { readonly seq: number; readonly cursor: string }): void {
    if (signal.aborted) return;
    const extensions = position && { seq: position.seq, cursor: position.cursor };
    sink.next({ data: { projectActivity: event }, ...(extensions && { extensions }) });
  }
}

function byId(people: readonly Present[]): Map<string, Present> {
  return new Map(people.map((person) => [person.user.id, person]));
}
