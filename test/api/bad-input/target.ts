import { type DocumentNode, print } from "graphql";
import { Client } from "pg";
import { expect } from "vitest";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { execute, type GraphQLRequest } from "../../support/execute.ts";
import {
  CreateCommentDocument,
  CreateLabelDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  MeDocument,
  type TaskStatus,
} from "../../support/generated/graphql.ts";
import { startInstance } from "../../support/instance.ts";
import { lineKinds } from "../../support/lines.ts";
import { type Answer, type Person, post } from "../../support/person.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { readTables } from "../../support/read-tables.ts";
import { withoutRequestIds } from "../../support/without-request-ids.ts";

/** Objects of bad requests: a project of `ada`'s, and objects that do not belong to it. */
export interface Things {
  readonly projectId: string;
  /** Lies before `secondId` in one column, has version 1 and a comment. */
  readonly firstId: string;
  /** Has version 0. */
  readonly secondId: string;
  /** In the column DONE. */
  readonly doneId: string;
  readonly commentId: string;
  readonly labelId: string;
  /** A task of another project of the same owner. */
  readonly elsewhereId: string;
  /** A user who is no member of anything. */
  readonly strangerId: string;
}

/** A request, made once the things stand. */
export type Request = (things: Things) => GraphQLRequest;

/** The paths of the issues that an error must name; null when it must have no issues. */
export type IssuePaths = readonly (readonly (string | number)[])[] | null;

/** A server to be ill-treated over both transports by somebody who may do everything. */
export interface Target {
  /** Where its server listens. */
  readonly url: string;
  readonly ada: Person;
  readonly things: Things;
  /** Asks over HTTP, then over the WebSocket. */
  ask(request: Request): Promise<readonly [http: Answer<unknown>, webSocket: Answer<unknown>]>;
  /** The request must fail alike over both transports, with the code and nothing else, and change nothing at all. */
  expectRefusal(request: Request, code: string, paths: IssuePaths, message?: RegExp): Promise<void>;
  /** The same for a subscription, over each transport of streams. */
  expectRefusedSubscription(request: Request, code: string, paths: IssuePaths, message?: RegExp): Promise<void>;
  /** Both transports still answer, the WebSocket on the same socket, and the server has nothing to complain of. */
  expectHealth(): Promise<void>;
  close(): Promise<void>;
}

export async function createTarget(): Promise<Target> {
  const database = await createTestDatabase();
  const reader = new Client(database.url);
  await reader.connect();
  const { logger, lines } = createRecordingLogger();
  const instance = await startInstance(database.url, {}, {}, logger);
  const ada = await instance.person("ada");
  const things = await createThings(ada, (await instance.person("stranger")).id);

  const ask: Target["ask"] = async (request) => [
    await post(instance.url, ada.token, request(things)),
    await execute(ada.socket, request(things)),
  ];
  const expectNothingWritten = async (work: () => Promise<void>) => {
    const before = await readTables(reader);
    await work();
    expect(await readTables(reader)).toEqual(before);
  };
  return {
    url: instance.url,
    ada,
    things,
    ask,
    expectRefusal: (request, ...expected) =>
      expectNothingWritten(async () => {
        const [overHttp, overSocket] = await ask(request);
        expectErrors(overHttp, ...expected);
        expect(withoutRequestIds(overSocket.errors)).toEqual(withoutRequestIds(overHttp.errors));
        expectErrors(overSocket, ...expected);
      }),
    expectRefusedSubscription: (request, ...expected) =>
      expectNothingWritten(async () => {
        const streams = [lineKinds.SSE, lineKinds.multipart].map(({ open }) => open(instance.url, ada.token));
        for (const line of [ada.socket, ...streams]) {
          const answer = await execute(line, request(things));
          expect(answer).toEqual({ errors: answer.errors });
          expectErrors(answer, ...expected);
        }
      }),
    async expectHealth() {
      for (const answer of await ask(() => ({ query: print(MeDocument) }))) {
        expect(answer).toMatchObject({ data: { me: { id: ada.id } } });
      }
      expect(lines).toEqual([]);
    },
    async close() {
      await instance.close();
      await reader.end();
      await database.close();
    },
  };
}

/** One of the contract's documents with variables. */
export function asking(document: DocumentNode, variables: (things: Things) => Record<string, unknown>): Request {
  return (things) => ({ query: print(document), variables: variables(things) });
}

/** One of the contract's mutations with an input. */
export function sending(document: DocumentNode, input: (things: Things) => Record<string, unknown>): Request {
  return asking(document, (things) => ({ input: input(things) }));
}

function expectErrors({ data, errors = [] }: Answer<unknown>, code: string, paths: IssuePaths, message = /\S/): void {
  expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
  expect(errors).not.toEqual([]);
  const issues = paths?.map((path) => ({ path, message: expect.stringMatching(/\S/) }));
  for (const error of errors) {
    expect(error.message).toMatch(message);
    expect(error.extensions).toEqual({ code, ...(issues && { issues }), requestId: expect.any(String) });
  }
}

async function createThings(owner: Person, strangerId: string): Promise<Things> {
  const projectId = await createProject(owner, "Launch");
  const firstId = await createTask(owner, projectId, "TODO");
  const label = { projectId, name: "A label", color: "RED" } as const;
  const { createLabel } = await owner.expect(CreateLabelDocument, { input: label });
  const { createComment } = await owner.expect(CreateCommentDocument, { input: { taskId: firstId, body: "Hello" } });
  return {
    projectId,
    firstId,
    secondId: await createTask(owner, projectId, "TODO"),
    doneId: await createTask(owner, projectId, "DONE"),
    commentId: String(createComment?.comment.id),
    labelId: String(createLabel?.label.id),
    elsewhereId: await createTask(owner, await createProject(owner, "Elsewhere"), "TODO"),
    strangerId,
  };
}

async function createProject(owner: Person, name: string): Promise<string> {
  const { createProject } = await owner.expect(CreateProjectDocument, { input: { name } });
  return String(createProject?.project.id);
}

async function createTask(owner: Person, projectId: string, status: TaskStatus): Promise<string> {
  const { createTask } = await owner.expect(CreateTaskDocument, { input: { projectId, title: "A task", status } });
  return String(createTask?.task.id);
}
