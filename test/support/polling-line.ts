import type { GraphQLFormattedError } from "graphql";
import type { FormattedExecutionResult, Sink } from "graphql-ws";
import { expect } from "vitest";
import { brokenOff, type EndingCode, type Line, type LineKind } from "./lines.ts";

/** Follows a project by `Project.changes`, as a script does. It tells what a subscription would. */
export const pollingKind: LineKind = {
  open: (url, token) => openPollingLine(url, token),
  ending: (code) =>
    code === "RESTART"
      ? expect.objectContaining({ message: brokenOff })
      : [expect.objectContaining({ extensions: { ...extensionsOf(code), requestId: expect.any(String) } })],
};

/** A query tells an expired token by an extension. */
function extensionsOf(code: EndingCode): object {
  return code === "TOKEN_EXPIRED" ? { code: "UNAUTHENTICATED", expired: true } : { code };
}

const query = `query Changes($projectId: ID!, $after: String!, $first: Int, $wait: Int) {
  project(id: $projectId) {
    seq
    cursor
    changes(after: $after, first: $first, wait: $wait) {
      nodes { __typename seq at }
      cursor
      resync { seq cursor reason }
    }
  }
}`;

interface Position {
  readonly seq: number;
  readonly cursor: string;
}

interface Project extends Position {
  readonly changes: {
    readonly nodes: readonly { readonly __typename: string; readonly seq: number }[];
    readonly cursor: string;
    readonly resync: (Position & { readonly reason: string }) | null;
  };
}

interface Place {
  readonly projectId: string;
  readonly after?: string;
  readonly since?: number;
}

const beginning = "project.0.0";

/** `wait`: seconds that each query waits for a change. */
export function openPollingLine(url: string, token: string, wait = 30): Line {
  const network = new AbortController();
  return {
    subscribe<TData, TExtensions>(payload: object, sink: Sink<FormattedExecutionResult<TData, TExtensions>>) {
      const { projectId, after, since } = (payload as { readonly variables: Place }).variables;
      const leaving = new AbortController();
      const signal = AbortSignal.any([network.signal, leaving.signal]);
      const ask = (variables: object) => request(url, token, { projectId, ...variables }, signal);
      const tell = (projectActivity: object, extensions: Position) => {
        const result: object = { data: { projectActivity }, extensions };
        sink.next(result as FormattedExecutionResult<TData, TExtensions>);
      };

      const run = async () => {
        let cursor = after ?? (await findCursor(ask, since));
        let isReady = false;
        for (;;) {
          const { seq, changes } = await ask({ after: cursor, first: 100, wait: isReady ? wait : 0 });
          for (const [index, event] of changes.nodes.entries()) {
            // A page has the cursor of its last change alone.
            tell(event, { seq: event.seq, cursor: index === changes.nodes.length - 1 ? changes.cursor : cursor });
            if (event.__typename === "ProjectDeleted") return sink.complete();
          }
          const { resync } = changes;
          cursor = resync?.cursor ?? changes.cursor;
          if (resync) tell({ __typename: "Resync", ...resync }, { seq: resync.seq, cursor });
          else if (!isReady && changes.nodes.length === 0) {
            isReady = true;
            tell({ __typename: "Ready", seq, cursor }, { seq, cursor });
          }
        }
      };
      run().catch((failure: unknown) => leaving.signal.aborted || sink.error(failure));
      return () => leaving.abort();
    },
    cut: () => network.abort(),
    stall: holdsNothing,
    readOn: holdsNothing,
  };
}

/** Returns the cursor of a number, or of the head. */
async function findCursor(ask: (variables: object) => Promise<Project>, since?: number): Promise<string> {
  if (since) return (await ask({ after: beginning, first: since })).changes.cursor;
  return since === 0 ? beginning : (await ask({ after: beginning, first: 1 })).cursor;
}

/** Rejects with the errors of the answer, or with an error of the network. */
async function request(url: string, token: string, variables: object, signal: AbortSignal): Promise<Project> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal,
  }).catch(() => null);
  // The instance stops.
  if (!response || response.status === 503) throw new Error(brokenOff);
  const { data, errors } = (await response.json()) as {
    readonly data?: { readonly project: Project | null };
    readonly errors?: readonly GraphQLFormattedError[];
  };
  if (errors) throw errors;
  if (!data?.project) throw [{ message: "Not found.", extensions: { code: "NOT_FOUND" } }];
  return data.project;
}

function holdsNothing(): never {
  throw new Error("A request that waits has nothing to read.");
}
