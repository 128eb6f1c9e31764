import type { ApolloClient } from "@apollo/client";
import {
  MoreMembersDocument,
  type MoreMembersQuery,
  MoreTasksDocument,
  type MoreTasksQuery,
  ProjectBoardDocument,
  type ProjectBoardQuery,
} from "../generated/graphql.ts";
import { requireState } from "./cache-state.ts";
import { dropOlderLists } from "./drop-older-lists.ts";
import { unmarkGone } from "./mark-gone.ts";

/** All pages of a project, as the server answered them, not yet in the cache. */
export interface Snapshot {
  readonly projectId: string;
  /** Of the first page: what follows may be newer, and is told again by the stream. */
  readonly seq: number;
  readonly epoch: string;
  readonly board: ProjectBoardQuery;
  readonly tasks: readonly { readonly after: string; readonly page: MoreTasksQuery }[];
  readonly members: readonly { readonly after: string; readonly page: MoreMembersQuery }[];
}

/** Rejects with what the client rejects with. */
export async function fetchSnapshot(client: ApolloClient, projectId: string): Promise<Snapshot> {
  const options = { fetchPolicy: "no-cache", errorPolicy: "none" } as const;
  const { data: board } = await client.query({ query: ProjectBoardDocument, variables: { projectId }, ...options });
  if (!board?.project) throw new Error("The server answered nothing of the project.");
  const { seq, epoch, tasks, members } = board.project;
  return {
    projectId,
    seq,
    epoch,
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
 * Puts all of a snapshot into the cache at once. What the cache had of the project before, and does not follow any more,
 * goes; `startsOver` says that it is to be trusted in nothing.
 */
export function writeSnapshot({ cache }: ApolloClient, snapshot: Snapshot, startsOver: boolean): void {
  const { projectId, seq, epoch, board, tasks, members } = snapshot;
  const state = requireState(cache);
  cache.batch({
    optimistic: false,
    update: () => {
      if (startsOver || (state.epoch !== undefined && state.epoch !== epoch)) {
        state.clear();
        unmarkGone(cache);
      }
      state.epoch = epoch;
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
    if (!page || !pageInfo) throw new Error("The server answered nothing of the project.");
    pages.push({ after, page });
    ({ hasNextPage, endCursor } = pageInfo);
  }
  return pages;
}
