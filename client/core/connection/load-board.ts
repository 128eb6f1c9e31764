import { boardMembersText, boardStartText, boardTasksText } from "../../generated/board-texts.ts";
import type { BoardMembersQuery, BoardStartQuery, BoardTasksQuery } from "../../generated/graphql.ts";
import type { BoardSnapshot, Send } from "../types.ts";
import type { Present } from "../wire.ts";
import { createPager } from "./create-pager.ts";
import { findFailure, type RequestFailure } from "./request-failure.ts";

/** Tasks that a client loads of one project. */
const maxTasks = 5_000;

type BoardOutcome =
  | { readonly kind: "board"; readonly board: BoardSnapshot; readonly present: readonly Present[] }
  | RequestFailure;

/** Receives a page of a board. It lists no other tasks than those that the page brought. */
export type OnPage = (page: BoardSnapshot) => void;

/**
 * Loads a board page by page. Its `seq` and `cursor` are those of the first page, so events that fall between the pages
 * are part of the stream after it. An item that moved between two pages may stand on both; the stream brings where it
 * is. Calls back with each page that others follow. Never rejects.
 */
export async function loadBoard(
  send: Send,
  projectId: string,
  signal: AbortSignal,
  onPage: OnPage,
): Promise<BoardOutcome> {
  try {
    return await loadPages(send, projectId, signal, onPage);
  } catch (error) {
    return { kind: "again", reason: `The server's answer is no board: ${error}` };
  }
}

async function loadPages(send: Send, projectId: string, signal: AbortSignal, onPage: OnPage): Promise<BoardOutcome> {
  const ask = createPager(send, signal);
  const start = await ask<BoardStartQuery>(boardStartText, { projectId });
  const startFailure = findFailure(start);
  if (startFailure) return startFailure;
  const { me, project } = start.data as BoardStartQuery;
  if (!project) return { kind: "not-found" };
  const { id, name, description, version, createdAt, updatedAt, seq, cursor, viewerRole, present, ...lists } = project;

  const members = [...project.members.nodes];
  for (let page = project.members.pageInfo; page.hasNextPage; ) {
    const more = await ask<BoardMembersQuery>(boardMembersText, { projectId, after: page.endCursor });
    const failure = findFailure(more);
    if (failure) return failure;
    const found = more.data?.project;
    if (!found || found.seq < seq) return changed;
    members.push(...found.members.nodes);
    page = found.members.pageInfo;
  }

  const board = {
    seq,
    cursor,
    project: { id, name, description: description ?? null, version, createdAt, updatedAt },
    viewerRole,
    me,
    ...lists,
    members,
  };
  let { nodes } = project.tasks;
  const tasks = [...nodes];
  let isPartial = false;
  for (let page = project.tasks.pageInfo; page.hasNextPage; ) {
    isPartial = tasks.length >= maxTasks;
    if (isPartial) break;
    onPage({ ...board, tasks: nodes });
    const more = await ask<BoardTasksQuery>(boardTasksText, { projectId, after: page.endCursor });
    const failure = findFailure(more);
    if (failure) return failure;
    const found = more.data?.project;
    if (!found || found.seq < seq) return changed;
    ({ nodes } = found.tasks);
    tasks.push(...nodes);
    page = found.tasks.pageInfo;
  }
  return { kind: "board", board: { ...board, tasks, ...(isPartial && { isPartial }) }, present };
}

/** The project was deleted, or the database restored, between two pages. */
const changed: BoardOutcome = { kind: "again", reason: "The project changed while it was loaded.", retryAfter: 0 };
