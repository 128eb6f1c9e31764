import { useCallback, useEffect, useMemo, useState } from "react";
import type { ProjectEvent } from "../../../client/core/lockstep/index.ts";
import { useOnChange } from "../../../client/react/index.ts";
import { graphql } from "../generated/gql.ts";
import type { ChangePartsFragment } from "../generated/graphql.ts";
import { usePages } from "../requests/use-pages.ts";
import { useRequest } from "../requests/use-request.ts";
import { taskOf } from "./describe-change.tsx";
import { type Earlier, findEarlier } from "./find-earlier.ts";

/** Milliseconds without a further change before the log is read again. */
const calmAfter = 2_000;

/** A change as the log, or as the stream tells it. */
export type ShownChange = ChangePartsFragment | ProjectEvent;

interface History {
  /** Newest first; null until the log has been read. */
  readonly changes: readonly ShownChange[] | null;
  /** State before each of them, by their numbers. */
  readonly earlier: ReadonlyMap<number, Earlier>;
  readonly hasMore: boolean;
  readonly error: string | null;
  readonly more: () => Promise<void>;
}

/** The project's log, or of one task alone, with what arrives while it is shown. */
export function useHistory(projectId: string, taskId: string | null = null): History {
  const request = useRequest();
  const load = useCallback(
    async (after: string | null) => {
      const { project } = await request(HistoryDocument, { projectId, taskId, after });
      return project?.activity ?? { nodes: [], pageInfo: { hasNextPage: false } };
    },
    [request, projectId, taskId],
  );
  const { nodes, hasMore, error, refresh, more } = usePages<ChangePartsFragment>(load, { keyOf: seqOf });
  const [arrived, setArrived] = useState<readonly ProjectEvent[]>([]);
  useOnChange(projectId, ({ event }) => {
    if (taskId === null || taskOf(event) === taskId) setArrived((known) => [...known, event]);
  });

  const isLoaded = nodes !== null;
  const newest = arrived.at(-1)?.seq;
  useEffect(() => {
    if (newest === undefined || !isLoaded) return;
    // Events are shown at once, but tell less than the log: where they came from, and what things were called then.
    const calm = setTimeout(() => void refresh(), calmAfter);
    return () => clearTimeout(calm);
  }, [newest, isLoaded, refresh]);

  const changes = useMemo(() => {
    if (!nodes) return null;
    const bySeq = new Map<number, ShownChange>([...arrived, ...nodes].map((change) => [change.seq, change]));
    return [...bySeq.values()].sort((one, other) => other.seq - one.seq);
  }, [nodes, arrived]);
  const earlier = useMemo(() => findEarlier(changes ?? []), [changes]);
  return { changes, earlier, hasMore, error, more };
}

function seqOf({ seq }: ChangePartsFragment): number {
  return seq;
}

/** A page of the log, of one task alone where `taskId` names it. Newest first. */
export const HistoryDocument = graphql(`
  query History($projectId: ID!, $taskId: ID, $after: String) {
    project(id: $projectId) {
      id
      seq
      activity(first: 50, after: $after, taskId: $taskId) {
        nodes {
          ...ChangeParts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
