import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSecret } from "../../src/model/access-token.ts";
import { createAccessToken } from "../support/access-token.ts";
import { createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { collect } from "../support/collect.ts";
import { document } from "../support/document.ts";
import {
  AccessTokensDocument,
  ApplyChangesDocument,
  CreateAccessTokenDocument,
  CreateTaskDocument,
  MeDocument,
  ProjectActivityDocument,
  RemoveMemberDocument,
  RevokeAccessTokenDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { lineKinds } from "../support/lines.ts";
import { openPerson, type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openRawSocket } from "../support/raw-socket.ts";

vi.setConfig({ testTimeout: 60_000 });

let database: TestDatabase;
let here: Instance;
let elsewhere: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  const start = () => startInstance(database.url, {}, { sessionInterval: 300, profileInterval: 200 });
  [here, elsewhere] = await Promise.all([start(), start()]);
  ada = await here.person("ada");
  board = await createBoard(ada);
});

afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
  await database.close();
});

describe("an access token", () => {
  it("stands for its person on every instance, and tells when it was used", async () => {
    const { id, secret } = await createAccessToken(ada);
    expect(await post(elsewhere.url, secret, { query: "{ me { id name } }" })).toEqual({
      data: { me: { id: ada.id, name: "ada" } },
    });
    const { accessTokens } = await ada.expect(AccessTokensDocument, {});
    expect(accessTokens.find((token) => token.id === id)?.lastUsedAt).toMatch(/Z$/);
  });

  it("is not stored: the database holds its hash alone", async () => {
    const { id, secret } = await createAccessToken(ada);
    const text = `SELECT to_jsonb(t)::text AS stored FROM access_tokens t WHERE id = '${id}'`;
    const [row] = await administer(database.url, text);
    expect(row?.["stored"]).toContain(id);
    expect(row?.["stored"]).not.toContain(secret.slice(4, 20));
  });

  it("loses a project with its person", async () => {
    const grace = await here.person("grace");
    await board.addMember(grace, "MEMBER");
    const { secret } = await createAccessToken(grace, { projectIds: [board.projectId] });
    const create = () => post(here.url, secret, { query: createTask, variables: { projectId: board.projectId } });
    expect(codeOf(await create())).toBeNull();
    await ada.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: grace.id } });
    expect(codeOf(await create())).toBe("NOT_FOUND");
  });

  it.each<[string, (secret: string) => string, RegExp]>([
    ["that nobody made", () => createSecret(), /unknown, or was revoked/],
    ["with a typing error", (secret) => secret.replace(/.$/, (last) => (last === "0" ? "1" : "0")), /checksum/],
    ["that was cut off", (secret) => secret.slice(0, -1), /checksum/],
    ["that is only a prefix", () => "lst_", /checksum/],
    ["with other characters", (secret) => `${secret.slice(0, 20)}é${secret.slice(21)}`, /checksum|authorization/],
    ["that is very long", (secret) => secret + "0".repeat(10_000), /checksum/],
    ["in another case", (secret) => secret.replace("lst_", "LST_"), /malformed/],
  ])("%s is refused with a sentence, over HTTP and by a socket", async (_which, spoil, sentence) => {
    const secret = spoil((await createAccessToken(ada)).secret);
    const socket = await openRawSocket(here.url);
    socket.send({ type: "connection_init", payload: { authorization: `Bearer ${secret}` } });
    const closing = await socket.closed;
    expect(closing).toMatchObject({ code: 4401, reason: expect.stringMatching(sentence) });
    // Node's fetch sends no other characters in a header.
    if (secret.includes("é")) return;
    const answer = await post(here.url, secret, { query: "{ me { id } }" });
    expect(codeOf(answer)).toBe("UNAUTHENTICATED");
    expect(answer.errors?.[0]?.message).toMatch(sentence);
  });

  it("is refused as expired after its end, and closes its sockets", async () => {
    const { id, secret } = await createAccessToken(ada);
    await administer(database.url, `UPDATE access_tokens SET expires_at = now() + interval '2 s' WHERE id = '${id}'`);
    const socket = await openRawSocket(here.url);
    socket.send({ type: "connection_init", payload: { authorization: `Bearer ${secret}` } });
    // A busy machine may come too late for the acknowledgement; the code is the same.
    expect(await socket.closed).toMatchObject({ code: 4403 });
    expect(await post(here.url, secret, { query: "{ me { id } }" })).toMatchObject({
      errors: [{ message: "The access token has expired.", extensions: { code: "UNAUTHENTICATED", expired: true } }],
    });
  });
});

describe.each(Object.entries(lineKinds))("a stream by %s", (_name, kind) => {
  it.each<[string, (owner: Person & Partial<Removable>, id: string) => Promise<unknown>]>([
    ["was revoked", (owner, accessTokenId) => owner.expect(RevokeAccessTokenDocument, { input: { accessTokenId } })],
    ["belongs to a person who was deleted", async (owner) => expect((await owner.remove?.())?.status).toBe(200)],
  ])("ends on every instance when its access token %s", async (_how, end) => {
    const owner = await createAccount(here.url, "Owner");
    await board.addMember(owner, "MEMBER");
    const { id, secret } = await createAccessToken(owner);
    const streams = [here, elsewhere].map(({ url }) =>
      collect(kind.open(url, secret), ProjectActivityDocument, { projectId: board.projectId, announce: false }),
    );
    for (const stream of streams) await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
    await end(owner, id);
    for (const stream of streams) expect(await stream.ended()).toEqual(kind.ending("UNAUTHENTICATED"));
    // A request may be answered for a moment longer, as the instance found the token before.
    const ask = () => post(elsewhere.url, secret, { query: "{ me { id } }" });
    await vi.waitFor(async () => expect(codeOf(await ask())).toBe("UNAUTHENTICATED"));
    await vi.waitFor(async () => expect(await countTokens(owner.id)).toBe(0));
    await owner.leave();
  });
});

interface Removable {
  remove(): Promise<Response>;
}

describe("createAccessToken", () => {
  it("makes at most 50 tokens of a person, also at the same moment", async () => {
    const linus = await here.person("linus");
    const { id } = await createAccessToken(linus);
    await administer(
      database.url,
      `INSERT INTO access_tokens (id, user_id, name, hash, scopes)
       SELECT gen_random_uuid(), user_id, name, sha256(n::text::bytea), scopes
       FROM access_tokens, generate_series(1, 48) n WHERE id = '${id}'`,
    );
    const input = { name: "CI", scopes: ["READ" as const] };
    const create = () => linus.request(CreateAccessTokenDocument, { input });
    await Promise.all([create(), create(), create(), create()]);
    // On a busy machine any of them may have waited for too long.
    await vi.waitFor(async () => expect(codeOf(await create())).toBe("BAD_USER_INPUT"));
    expect(await countTokens(linus.id)).toBe(50);
    await linus.expect(RevokeAccessTokenDocument, { input: { accessTokenId: id } });
    await createAccessToken(linus);
  });

  it.each([
    ["name", { name: " " }, "must not be empty."],
    ["name", { name: "x".repeat(101) }, "must have at most 100 characters."],
    ["name", { name: "\0" }, "must not contain NUL"],
    ["scopes", { scopes: [] }, "must name a scope."],
    ["projectIds", { projectIds: [] }, "must name a project; leave it out for all of yours."],
    ["projectIds", { projectIds: ["nonsense"] }, "Not found, or you are not a member of the project."],
    ["expiresAt", { expiresAt: "2020-01-01T00:00:00.000Z" }, "expiresAt has passed."],
  ])("refuses a wrong %s: %j", async (field, wrong, sentence) => {
    const before = await countTokens(ada.id);
    const input = { name: "CI", scopes: ["READ" as const], ...wrong };
    const answer = await ada.request(CreateAccessTokenDocument, { input });
    expect(answer.errors).toMatchObject([
      {
        extensions: {
          code: "BAD_USER_INPUT",
          issues: [{ path: expect.arrayContaining(["input", field]), message: expect.stringContaining(sentence) }],
        },
      },
    ]);
    expect(await countTokens(ada.id)).toBe(before);
  });

  it("refuses a project of others like one that does not exist", async () => {
    const stranger = await here.person("stranger");
    const input = { name: "CI", scopes: ["READ" as const], projectIds: [board.projectId] };
    const answer = await stranger.request(CreateAccessTokenDocument, { input });
    expect(answer.errors?.[0]?.message).toBe("Not found, or you are not a member of the project.");
  });
});

it("The history tells those who manage the project which access token made a change, also after it is gone", async () => {
  const { id, secret } = await createAccessToken(ada, { name: "Release bot" });
  const bot = await openPerson(here.url, secret);
  const { projectId } = board;
  await bot.expect(CreateTaskDocument, { input: { projectId, title: "By the bot" } });
  await bot.expect(ApplyChangesDocument, {
    input: { projectId, changes: [{ createTask: { projectId, title: "In a batch" } }] },
  });
  await ada.expect(CreateTaskDocument, { input: { projectId, title: "By the person" } });
  await ada.expect(RevokeAccessTokenDocument, { input: { accessTokenId: id } });
  const { project } = await ada.expect(history, { projectId });
  const token = { id, name: "Release bot" };
  expect(project.activity.nodes).toEqual([
    { actor: { id: ada.id }, origin: { accessToken: null } },
    { actor: { id: ada.id }, origin: { accessToken: token } },
    { actor: { id: ada.id }, origin: { accessToken: token } },
  ]);
  await bot.leave();
});

it("A mutation by an access token counts against the limit of its person", async () => {
  const strict = await startInstance(database.url, { MUTATIONS_PER_MINUTE: "3" });
  const mae = await strict.person("mae");
  const { secret } = await createAccessToken(mae);
  const makeProject = (token: string) =>
    post(strict.url, token, { query: 'mutation { createProject(input: { name: "x" }) { seq } }' });
  expect([await makeProject(secret), await makeProject(mae.token), await makeProject(secret)].map(codeOf)).toEqual([
    null,
    null,
    "RATE_LIMITED",
  ]);
  expect(codeOf(await mae.request(MeDocument, {}))).toBeNull();
  await strict.close();
});

const createTask = 'mutation ($projectId: ID!) { createTask(input: { projectId: $projectId, title: "x" }) { seq } }';

const history = document<
  { project: { activity: { nodes: { actor: { id: string }; origin: { accessToken: object | null } }[] } } },
  { projectId: string }
>(`
  query ($projectId: ID!) {
    project(id: $projectId) { activity(first: 3) { nodes { actor { id } origin { accessToken { id name } } } } }
  }
`);

async function countTokens(userId: string): Promise<unknown> {
  const text = `SELECT count(*)::int AS count FROM access_tokens WHERE user_id = '${userId}'`;
  const [row] = await administer(database.url, text);
  return row?.["count"];
}
