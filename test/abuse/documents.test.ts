import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTarget, type Target } from "../api/bad-input/target.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { signToken } from "../support/sign-token.ts";

let target: Target;
let database: TestDatabase;
/** With far too high a limit. */
let instance: Instance;
beforeAll(async () => {
  target = await createTarget();
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MAX_DOCUMENT_FIELDS: "100000" });
});
afterEach(() => target.expectHealth());
afterAll(async () => {
  await Promise.all([target.close(), instance.close()]);
  await database.close();
});

const repeat = (count: number, part: (index: number) => string) => range(1, count).map(part).join(" ");

describe("a document", () => {
  it("may have 1,000 fields and fragments, wherever they stand", async () => {
    const times = (field: string, count: number) => repeat(count, () => field);
    const people = repeat(99, (index) => `u${index}: me { id name email __typename ...G ${times("name", 3)} }`);
    const fragments = `fragment F on Query { ${times("__typename", 60)} } fragment G on User { id name }`;
    const query = `{ me { ${times("id", 45)} } ...F ${people} } ${fragments}`;
    for (const answer of await target.ask(() => ({ query }))) expect(answer).toHaveProperty("data.me.id");
    await refuse(query.replace("...F", "...F ...F"), /^This has 1001 fields and fragments where 1000 are allowed/);
  });

  it.each([
    ["the same field", `{ __schema { ${repeat(1_200, () => "types { name }")} } }`, 2_401],
    ["one under many aliases", `{ __schema { ${repeat(700, (index) => `a${index}: types { name }`)} } }`, 1_401],
    ["fields that are none", `{ ${repeat(2_000, (index) => `nothing${index}`)} }`, 2_000],
    ["inline fragments", `{ ${repeat(700, () => "... { me { id } }")} }`, 1_400],
    [
      "fragments",
      `{ ${repeat(400, (index) => `...F${index}`)} } ${repeat(400, (index) => `fragment F${index} on Query { me { id } }`)}`,
      1_200,
    ],
    [
      "fragments in a row",
      `{ ...F1 } ${repeat(400, (index) => `fragment F${index} on Query { me { id } ...F${index + 1} }`)} fragment F401 on Query { me { id } }`,
      1_203,
    ],
  ])("with more is checked no further, since that takes ever longer: %s", async (_what, query, count) => {
    const message = `This has ${count} fields and fragments where 1000 are allowed: ask in several requests.`;
    for (const { errors } of await target.ask(() => ({ query }))) expect(errors).toMatchObject([{ message }]);
    await refuse(query, /^This has/);
  });

  it("with more than 19 errors is told so, and the first of them", async () => {
    const query = `{ ${repeat(300, (index) => `nothing${index}`)} }`;
    await refuse(query, /^(Cannot query field "nothing|This has more than 19 errors: the others are not told\.$)/);
    for (const { errors = [] } of await target.ask(() => ({ query }))) {
      expect(errors).toHaveLength(20);
      expect(errors.at(-1)?.message).toMatch(/^This has more than 19 errors/);
    }
  });
});

it.each([
  { variables: [] },
  { variables: "{}" },
  { extensions: [] },
  { operationName: 5 },
  { query: 5 },
  { query: null },
])("an invalid request is BAD_REQUEST over HTTP, and ends a WebSocket as its protocol demands: %j", async (odd) => {
  const body = { query: "{ __typename }", ...odd };
  const token = await signToken("ada");
  expect((await post(instance.url, token, body)).errors).toMatchObject([{ extensions: { code: "BAD_REQUEST" } }]);
  const socket = await openConnection(instance.url, token);
  socket.send({ id: "1", type: "subscribe", payload: body });
  expect(await socket.closed).toMatchObject({ code: 4400 });
});

it("where more are allowed, a document whose fields cannot be compared in time is told so", async () => {
  const query = `{ __schema { ${repeat(1_200, () => "types { name }")} } }`;
  const { errors } = await post(instance.url, await signToken("ada"), { query });
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/^This has too many fields of one name/),
      extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
    },
  ]);
});

function refuse(query: string, message: RegExp): Promise<void> {
  return target.expectRefusal(() => ({ query }), "GRAPHQL_VALIDATION_FAILED", null, message);
}
