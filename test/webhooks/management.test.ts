import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  RedeliverDocument,
  UpdateMemberRoleDocument,
  UpdateWebhookDocument,
  WebhooksDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { WebhookMutationName } from "../support/mutation-name.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { withoutRequestIds } from "../support/without-request-ids.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;

/** A name that leads nowhere. */
const url = "https://hooks.invalid/lockstep?key=1";

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
  board = await createBoard(ada);
  await board.addMember(grace, "VIEWER");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function create(projectId = board.projectId): Promise<string> {
  const { createWebhook } = await ada.expect(CreateWebhookDocument, { input: { projectId, url } });
  return given(createWebhook).webhook.id;
}

type Requests = Readonly<
  Record<WebhookMutationName | "webhooks", [TypedDocumentNode<unknown, never>, (ids: Ids) => object]>
>;

interface Ids {
  readonly projectId: string;
  readonly webhookId: string;
}

const requests: Requests = {
  webhooks: [WebhooksDocument, ({ projectId }) => ({ projectId })],
  createWebhook: [CreateWebhookDocument, ({ projectId }) => ({ input: { projectId, url } })],
  updateWebhook: [UpdateWebhookDocument, ({ webhookId }) => ({ input: { webhookId, state: "PAUSED" } })],
  redeliver: [RedeliverDocument, ({ webhookId }) => ({ input: { webhookId, after: 1 } })],
  deleteWebhook: [DeleteWebhookDocument, ({ webhookId }) => ({ input: { webhookId } })],
};

describe.each(Object.entries(requests))("%s", (_name, [document, toVariables]) => {
  const send = (person: Person, ids: Ids) => person.request(document, toVariables(ids) as never);

  it("is for those who manage the project", async () => {
    const { projectId } = board;
    for (const role of ["VIEWER", "MEMBER", "ADMIN", "OWNER"] as const) {
      await ada.expect(UpdateMemberRoleDocument, { input: { projectId, userId: grace.id, role } });
      const webhookId = await create();
      const code = codeOf(await send(grace, { projectId, webhookId }));
      expect(code, role).toBe(["ADMIN", "OWNER"].includes(role) ? null : "FORBIDDEN");
    }
    const all = given((await ada.expect(WebhooksDocument, { projectId })).project).webhooks ?? [];
    for (const { id: webhookId } of all) await ada.expect(DeleteWebhookDocument, { input: { webhookId } });
  });

  it("tells strangers the same of what exists and of what does not", async () => {
    const own = await createBoard(ada);
    const unknownId = "01a20000-0000-7000-8000-000000000000";
    const existing = { projectId: own.projectId, webhookId: await create(own.projectId) };
    const answers = [existing, { projectId: unknownId, webhookId: unknownId }].map((ids) => send(grace, ids));
    const [ofExisting, ofUnknown] = (await Promise.all(answers)).map(withoutRequestIds);
    expect(ofExisting).toEqual(ofUnknown);
    expect(codeOf(given(ofExisting))).toBe("NOT_FOUND");
  });
});

it("shows the secret once, and no two are alike", async () => {
  const own = await createBoard(ada);
  const input = { projectId: own.projectId, url };
  const made = [await ada.expect(CreateWebhookDocument, { input }), await ada.expect(CreateWebhookDocument, { input })];
  const secrets = made.map(({ createWebhook }) => given(createWebhook).secret);
  for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(new Set(secrets).size).toBe(2);
  const listed = given((await ada.expect(WebhooksDocument, { projectId: own.projectId })).project).webhooks;
  expect(JSON.stringify(listed)).not.toContain("whsec_");
  expect(listed?.map(({ id }) => id)).toEqual(made.map(({ createWebhook }) => given(createWebhook).webhook.id));
});

it("refuses what is no address to post to, in a sentence each", async () => {
  const { projectId } = await createBoard(ada);
  const wrong: readonly (readonly [url: string, why: string])[] = [
    ["", "must not be empty"],
    ["hooks.example.com", "must be an address"],
    ["ftp://example.com/", "must begin with https:// or http://"],
    ["javascript:alert(1)", "must begin with"],
    ["https://name:password@example.com/", "must not hold a name or a password"],
    ["https://example.com/#part", "must not have a fragment"],
    [`https://example.com/${"a".repeat(2_000)}`, "must have at most 2000 characters"],
    [`https://example.com/${"é".repeat(400)}`, "must have at most 2000 characters, as a URL writes them"],
    ...[
      ...[
        "localhost",
        "a.localhost",
        "localhost.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
      ],
      ...["172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"],
      ...[
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::7f00:1]",
      ],
    ].map((host) => [`http://${host}:8080/`, "must not be a private address"] as const),
  ];
  for (const [url, why] of wrong) {
    const { errors } = await ada.request(CreateWebhookDocument, { input: { projectId, url } });
    expect(errors, url).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["input", "url"] }] } },
    ]);
    expect(errors?.[0]?.message, url).toContain(why);
  }
  const webhookId = await create(projectId);
  const update = await ada.request(UpdateWebhookDocument, { input: { webhookId, url: "http://127.0.0.1/" } });
  expect(codeOf(update)).toBe("BAD_USER_INPUT");
  const failing = await ada.request(UpdateWebhookDocument, { input: { webhookId, state: "FAILING" } });
  expect(failing.errors?.[0]?.message).toContain("must be ACTIVE or PAUSED");
});

it("keeps why a webhook was paused until it goes on, whatever its address becomes", async () => {
  const { projectId } = await createBoard(ada);
  const webhookId = await create(projectId);
  await administer(database.url, `UPDATE webhooks SET state = 'PAUSED', reason = 'Gone.' WHERE id = '${webhookId}'`);
  const update = (input: object) => ada.expect(UpdateWebhookDocument, { input: { webhookId, ...input } });
  const read = async () => given((await ada.expect(WebhooksDocument, { projectId })).project).webhooks?.[0];
  await update({ url: "https://hooks.invalid/moved" });
  expect(await read()).toMatchObject({ state: "PAUSED", reason: "Gone.", url: "https://hooks.invalid/moved" });
  await update({ state: "PAUSED" });
  expect(await read()).toMatchObject({ state: "PAUSED", reason: null });
});

it.each([
  ["HTTPS://Hooks.Invalid/Lockstep", "https://hooks.invalid/Lockstep"],
  ["HTTP://hooks.invalid", "http://hooks.invalid/"],
  ["  https://hooks.invalid/a ", "https://hooks.invalid/a"],
  ["\thttps://hooks.invalid/a\n", "https://hooks.invalid/a"],
  ["https://hooks.inv\talid/a b", "https://hooks.invalid/a%20b"],
  ["https://hooks.invalid:443/a", "https://hooks.invalid/a"],
  ["http://hooks.invalid:80/a", "http://hooks.invalid/a"],
  ["https:hooks.invalid\\a", "https://hooks.invalid/a"],
])("keeps %j as %j", async (typed, kept) => {
  const { projectId } = await createBoard(ada);
  const { createWebhook } = await ada.expect(CreateWebhookDocument, { input: { projectId, url: typed } });
  const { id: webhookId, url: made } = given(createWebhook).webhook;
  const { updateWebhook } = await ada.expect(UpdateWebhookDocument, { input: { webhookId, url: typed } });
  expect([made, given(updateWebhook).webhook.url]).toEqual([kept, kept]);
});

it("allows ten webhooks of a project, also when many are made at once", async () => {
  const { projectId } = await createBoard(ada);
  const made = Array.from({ length: 14 }, () => ada.request(CreateWebhookDocument, { input: { projectId, url } }));
  const codes = (await Promise.all(made)).map(codeOf);
  expect(codes.filter((code) => code === null)).toHaveLength(10);
  expect(new Set(codes)).toEqual(new Set([null, "BAD_USER_INPUT"]));
});
