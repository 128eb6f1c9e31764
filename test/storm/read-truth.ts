import { Client } from "pg";
import { loadBoard } from "../../client/core/connection/load-board.ts";
import type { InboxPage, PersonNotice } from "../../client/core/person-wire.ts";
import type { Send } from "../../client/core/types.ts";
import { taskCommentsText } from "../../client/generated/comments-text.ts";
import type { TaskCommentsQuery } from "../../client/generated/graphql.ts";
import { inboxPageText } from "../../client/generated/person-texts.ts";
import { type Person, post } from "../support/person.ts";
import type { InboxTruth, LogRow, NoticeRow, Truth } from "./storm-record.ts";

/** Reads the whole log of a project. */
export async function readRows(databaseUrl: string, projectId: string): Promise<LogRow[]> {
  return read<LogRow>(
    databaseUrl,
    `SELECT seq, type, (extract(epoch FROM at) * 1000)::float8 AS at, actor_id AS "actorId",
       client_mutation_id AS "intentId", snapshot
     FROM activities WHERE project_id = $1 ORDER BY seq`,
    projectId,
  );
}

/** Reads the streams of people: from the database, and from the server. */
export function readInboxes(databaseUrl: string, url: string, people: readonly Person[]): Promise<InboxTruth[]> {
  return Promise.all(
    people.map(async ({ id, name, token }) => {
      const rows = await read<NoticeRow>(
        databaseUrl,
        'SELECT seq, type, actor_id AS "actorId", body FROM notices WHERE person_id = $1 ORDER BY seq',
        id,
      );
      return { person: id, name, rows, ...(await readInbox(createSend(url, token))) };
    }),
  );
}

async function readInbox(send: Send) {
  const all: PersonNotice[] = [];
  for (let after: string | null | undefined = null; ; ) {
    const outcome = await send({ document: inboxPageText, variables: { first: 100, after } });
    const { viewer } = (outcome as { readonly data: { readonly viewer: InboxPage } }).data;
    all.push(...(viewer.notices.nodes as readonly PersonNotice[]));
    const { hasNextPage, endCursor } = viewer.notices.pageInfo;
    const { unreadCount, readThrough } = viewer;
    if (!hasNextPage) return { unreadCount, readThrough, notices: all };
    after = endCursor;
  }
}

async function read<Row extends object>(databaseUrl: string, statement: string, id: string): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [id])).rows;
  } finally {
    await client.end();
  }
}

/** Asks the server for the project as each person sees it. */
export async function readTruth(url: string, projectId: string, people: readonly Person[]): Promise<Truth> {
  const boards: [string, Awaited<ReturnType<typeof readBoard>>][] = [];
  for (const { id, token } of people) boards.push([id, await readBoard(createSend(url, token), projectId)]);
  const [person] = people;
  const comments = new Map<string, readonly unknown[]>();
  for (const { id } of boards[0]?.[1].tasks ?? []) {
    comments.set(id, await readComments(createSend(url, person?.token ?? ""), id));
  }
  return { boards: new Map(boards), comments };
}

async function readBoard(send: Send, projectId: string) {
  const outcome = await loadBoard(send, projectId, new AbortController().signal, () => {});
  if (outcome.kind !== "board") throw new Error(`The board cannot be read: ${JSON.stringify(outcome)}`);
  return outcome.board;
}

async function readComments(send: Send, taskId: string): Promise<readonly unknown[]> {
  const comments: unknown[] = [];
  for (let after: string | null | undefined = null; ; ) {
    const outcome = await send({ document: taskCommentsText, variables: { taskId, first: 100, after } });
    const { task } = (outcome as { readonly data: TaskCommentsQuery }).data;
    if (!task) throw new Error(`The comments of ${taskId} cannot be read: ${JSON.stringify(outcome)}`);
    comments.push(...task.comments.nodes);
    const { hasNextPage, endCursor } = task.comments.pageInfo;
    if (!hasNextPage) return comments;
    after = endCursor;
  }
}

function createSend(url: string, token: string): Send {
  return async ({ document, variables }) => {
    const { data, errors } = await post<unknown>(url, token, { query: document, variables });
    if (errors) throw new Error(`The server answers with errors: ${JSON.stringify(errors)}`);
    return { kind: "data", data };
  };
}
