import { afterAll, beforeAll, expect, it } from "vitest";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { administer } from "../../support/administer.ts";
import { execute } from "../../support/execute.ts";
import { MeDocument } from "../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { type Person, post } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openRawSocket } from "../../support/raw-socket.ts";
import { signToken } from "../../support/sign-token.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, logger);
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const details = /relation|memberships|users|SELECT|\.ts/;

it("masks what nobody foresaw and logs it, over HTTP and WebSocket alike", async () => {
  const before = lines.length;
  const request = { query: "{ projects { nodes { id } } }" };
  await administer(database.url, "ALTER TABLE memberships RENAME TO away");
  const answers = [await post(instance.url, ada.token, request), await execute(ada.socket, request)];
  await administer(database.url, "ALTER TABLE away RENAME TO memberships");

  const requestIds = answers.map(({ errors }) => errors?.[0]?.extensions?.["requestId"]);
  for (const [index, answer] of answers.entries()) {
    expect(answer.errors).toEqual([
      {
        message: "Internal server error",
        locations: [{ line: 1, column: 3 }],
        path: ["projects"],
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId: requestIds[index] },
      },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(details);
  }
  const logged = { level: 50, err: { message: expect.stringMatching(/memberships/) }, path: ["projects"] };
  expect(lines.slice(before)).toMatchObject(requestIds.map((requestId) => ({ ...logged, requestId })));
  expect(requestIds).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), expect.stringMatching(/^[\da-f-]{36}\.1$/)]);
  expect(await ada.expect(MeDocument, {})).toMatchObject({ me: { id: ada.id } });
});

it("does the same for an unforeseen failure to check a token, and lets sockets reconnect later", async () => {
  const before = lines.length;
  const token = await signToken("grace");
  await administer(database.url, "ALTER TABLE users RENAME TO away");
  const overHttp = await post(instance.url, token, { query: "{ me { id } }" });
  const socket = await openRawSocket(instance.url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const closed = await socket.closed;
  await administer(database.url, "ALTER TABLE away RENAME TO users");

  const message = "Internal server error";
  const requestId = overHttp.errors?.[0]?.extensions?.["requestId"];
  expect(overHttp).toEqual({ errors: [{ message, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } }] });
  const [, connectionId] = /^Internal server error \(request ([\da-f-]{36})\)$/.exec(closed.reason) ?? [];
  expect(closed.code).toBe(1013);
  const logged = { level: 50, err: { message: expect.stringMatching(/users/) } };
  expect(lines.slice(before)).toMatchObject([
    { ...logged, requestId },
    { ...logged, requestId: connectionId },
  ]);
  expect(await post(instance.url, token, { query: "{ me { name } }" })).toEqual({ data: { me: { name: "grace" } } });
});
