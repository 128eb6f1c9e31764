import type { ApolloClient } from "@apollo/client";
import {
  MoreMembersDocument,
  type MoreMembersQuery,
  MoreTasksDocument,
  type MoreTasksQuery,
  ProjectBoardDocument,
  type ProjectBoardQuery,
} from "../generated/graphql.ts";
import { type CacheState, requireState } from "./cache-state.ts";
import { dropOlderLists } from "./drop-older-lists.ts";
import { forgetHistory } from "./forget-history.ts";

/** All pages of a board, as the server answered them, not yet in the cache. */
export interface Snapshot {
  readonly projectId: string;
  /** Number of the first page. Later pages may be newer; the stream repeats those changes. */
  readonly seq: number;
  /** Cursor to subscribe from. */
  readonly cursor: string;
  /** The cache's moment when the first page was requested. */
  readonly sentAt: number;
  readonly board: ProjectBoardQuery;
  readonly tasks: readonly { readonly after: string; readonly page: MoreTasksQuery }[];
  readonly members: readonly { readonly after: string; readonly page: MoreMembersQuery }[];
}

/** Rejects with what the client rejects with. */
export async function fetchSnapshot(client: ApolloClient, projectId: string): Promise<Snapshot> {
  const options = { fetchPolicy: "no-cache", errorPolicy: "none" } as const;
  const sentAt = requireState(client.cache).guard.moment;
  const { data: board } = await client.query({ query: ProjectBoardDocument, variables: { projectId }, ...options });
  if (!board?.project) throw new Error("The answer holds no project.");
  const { seq, cursor, tasks, members } = board.project;
  return {
    projectId,
    seq,
    cursor,
    sentAt,
    board,
    tasks: await fetchRest(tasks.pageInfo, async (after) => {
      const { data } = await client.query({ query: MoreTasksDocument, variables: { projectId, after }, ...options });
      return { page: data, pageInfo: data?.project?.tasks.pageInfo };
    }),
    members: await fetchRest(members.pageInfo, async (after) => {
      const { data } = await client.query({ query: MoreMembersDocument, variables: { projectId, after }, ...options });
      return { page: data, pageInfo: data?.project?.members.pageInfo };
    }),
  };
}

/**
 * Writes all of a board snapshot into the cache at once, and drops the project's lists that are older. `startsOver`: the
 * project's history is another one, so the cache forgets its versions and deletions first.
 */
export function writeSnapshot({ cache }: ApolloClient, snapshot: Snapshot, startsOver: boolean): void {
  const { projectId, seq, board, tasks, members } = snapshot;
  const state = requireState(cache);
  cache.batch({
    optimistic: false,
    update: () => {
      if (startsOver || contradicts(state, snapshot)) forgetHistory(cache, state, projectId);
      const followed = state.followed.seq(projectId);
      if (followed === undefined || followed < seq) {
        dropOlderLists(cache, state, projectId, seq);
        state.followed.startFrom(projectId, seq);
      }
      cache.writeQuery({ query: ProjectBoardDocument, variables: { projectId }, data: board });
      for (const { after, page } of tasks)
        cache.writeQuery({ query: MoreTasksDocument, variables: { projectId, after }, data: page });
      for (const { after, page } of members)
        cache.writeQuery({ query: MoreMembersDocument, variables: { projectId, after }, data: page });
    },
  });
}

/** Returns true when the snapshot shows less than had been seen before it was requested. */
function contradicts({ guard }: CacheState, { projectId, seq, sentAt, board, tasks }: Snapshot): boolean {
  const pages = [board, ...tasks.map(({ page }) => page)];
  return (
    guard.contradicts(`Project:${projectId}`, "seq", seq, sentAt) ||
    pages
      .flatMap(({ project }) => project?.tasks.nodes ?? [])
      .some(({ id, version }) => guard.contradicts(`Task:${id}`, "version", version, sentAt))
  );
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null;
}

async function fetchRest<Page>(
  first: PageInfo,
  fetchPage: (after: string) => Promise<{ page: Page | undefined; pageInfo: PageInfo | undefined }>,
): Promise<{ after: string; page: Page }[]> {
  const pages: { after: string; page: Page }[] = [];
  let { hasNextPage, endCursor } = first;
  while (hasNextPage && endCursor) {
    const after = endCursor;
    const { page, pageInfo } = await fetchPage(after);
    if (!page || !pageInfo) throw new Error("The answer holds no project.");
    pages.push({ after, page });
    ({ hasNextPage, endCursor } = pageInfo);
  }
  return pages;
}
