import { hostname, userInfo } from "node:os";
import { print } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { lockstep } from "../../src/cli/lockstep.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { scrape } from "../metrics/scrape.ts";
import { type Account, accountPassword, createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { findTables } from "../support/find-tables.ts";
import {
  BoardDocument,
  CreateTaskDocument,
  CreateWebhookDocument,
  DeleteProjectDocument,
  MeDocument,
  NoticesDocument,
  RemoveMemberDocument,
  UpdateTaskDocument,
  UpdateWebhookDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openConnection } from "../support/raw-socket.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") }, { sessionInterval: 300 });
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Runs a command in this process. Resolves with what it prints. */
const run = (...args: readonly string[]) => runOn(database.url, ...args);

async function runOn(databaseUrl: string, ...args: readonly string[]): Promise<string> {
  vi.stubEnv("DATABASE_URL", databaseUrl);
  vi.stubEnv("AUTH_SECRET", "a secret of tests that is long enough to be taken");
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  try {
    await runCommandLine(lockstep, args);
  } finally {
    log.mockRestore();
  }
  return printed.join("\n");
}

async function runJson<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await run(...args, "--json")) as T;
}

/** The newest entry of the audit log. */
async function newestAction(): Promise<unknown> {
  return (await runJson<unknown[]>("audit", "--limit", "1"))[0];
}

const by = () => ({ osUser: userInfo().username, host: hostname(), at: expect.stringMatching(/Z$/) });

const isRefused = (token: string) =>
  vi.waitFor(async () => {
    expect(codeOf(await post(instance.url, token, { query: "{ me { id } }" }))).toBe("UNAUTHENTICATED");
  });

describe("lockstep token", () => {
  it("makes, lists and revokes access tokens that a running instance takes", async () => {
    const ada = await createAccount(instance.url, "Ada");
    const { projectId } = await createBoard(ada);
    const made = ["token", "create", "--user", ada.id, "--name", "CI", "--scopes", "read", "--projects", projectId];
    const { secret, ...token } = await runJson<{ secret: string; id: string }>(...made, "--days", "1");
    expect(token).toMatchObject({ name: "CI", scopes: ["READ"], projectIds: [projectId], lastUsedAt: null });
    const details = { user: ada.id, name: "CI" };
    expect(await newestAction()).toEqual({ ...by(), action: "token create", target: token.id, details });
    expect(await post(instance.url, secret, { query: "{ me { id } }" })).toEqual({ data: { me: { id: ada.id } } });

    expect(await runJson("token", "list", "--email", ada.email)).toMatchObject([{ id: token.id, name: "CI" }]);
    expect(await run("token", "list", "--email", ada.email)).not.toContain("lst_");
    expect(await runJson("token", "revoke", "--user", ada.id)).toMatchObject({ accessTokens: [token.id] });
    expect(await newestAction()).toMatchObject({ action: "token revoke", target: token.id, details: { user: ada.id } });
    await isRefused(secret);
    await ada.leave();
  });

  it("notes no revocation of a token that is not there, and makes none for a disabled person", async () => {
    const ada = await createAccount(instance.url, "Ada");
    await run("user", "disable", "--user", ada.id);
    const before = await newestAction();
    const id = "0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70";
    const revoked = run("token", "revoke", "--user", ada.id, "--id", id);
    await expect(revoked).rejects.toThrow(`The person has no access token with the id ${id}.`);
    const created = run("token", "create", "--user", ada.id, "--name", "CI");
    await expect(created).rejects.toThrow("The person is disabled: run user enable first.");
    expect(await newestAction()).toEqual(before);
    expect(await runJson("token", "list", "--user", ada.id)).toEqual([]);
    await ada.leave();
  });
});

it("changes nothing in a database that is not migrated", async () => {
  const empty = await createTestDatabase();
  await administer(empty.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const lines = [
    ...["user list", "user disable --email a@example.com", "project list", "token list --email a@example.com"],
    ...["audit", "audit export --from 2026-11-30", "export --project 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70"],
    ...["prune --days 30", "identity"],
  ];
  for (const line of lines) {
    const refused = runOn(empty.url, ...line.split(" "));
    await expect(refused, line).rejects.toThrow(/^The database .+ is not migrated .*: run lockstep migrate\.$/);
  }
  const tables = "SELECT FROM information_schema.tables WHERE table_schema = 'public'";
  expect(await administer(empty.url, tables)).toEqual([]);
  await empty.close();
});

describe("lockstep user", () => {
  it("lists and shows people", async () => {
    const grace = await createAccount(instance.url, "Grace Hopper");
    const { projectId } = await createBoard(grace);
    expect(await runJson("user", "list", "--search", "grace hop")).toMatchObject([
      { id: grace.id, email: grace.email, issuer: "lockstep", disabledAt: null, erasedAt: null },
    ]);
    expect(await runJson("user", "list", "--limit", "1")).toMatchObject([{ id: grace.id }]);
    expect(await runJson("user", "show", "--email", grace.email)).toMatchObject({
      ...{ id: grace.id, isVerified: false, sessions: 1, accessTokens: 0 },
      projects: [{ id: projectId, name: "Launch", role: "OWNER" }],
    });
    expect(await run("user", "list", "--search", "grace hop")).toMatch(/^id +name +email .*\n.*Grace Hopper/);
    await grace.leave();
  });

  it("keeps a person out with all tokens and sockets, and lets the person in again", async () => {
    const linus = await createAccount(instance.url, "Linus");
    const { secret } = await runJson<{ secret: string }>("token", "create", "--user", linus.id, "--name", "CI");
    const sockets = await Promise.all([linus.token, secret].map((token) => openConnection(instance.url, token)));
    expect(await runJson("user", "disable", "--user", linus.id)).toMatchObject({ changed: 1 });
    expect(await newestAction()).toMatchObject({ ...by(), action: "user disable", target: linus.id });
    for (const { closed } of sockets) expect(await closed).toMatchObject({ code: 4401 });
    for (const token of [linus.token, secret]) await isRefused(token);
    expect(await runJson("user", "disable", "--user", linus.id)).toMatchObject({ changed: 0 });
    // Neither a session of before nor the password gives a token.
    const renewed = await fetch(`${instance.url}/auth/token`, { headers: linus.session });
    expect(renewed.status).toBe(401);
    const signIn = () => linus.post("/sign-in/email", { email: linus.email, password: accountPassword });
    const refused = await signIn();
    const message = "An operator has disabled this account.";
    expect([refused.status, await refused.json()]).toEqual([403, { code: "ACCOUNT_DISABLED", message }]);
    expect(refused.headers.get("set-auth-token")).toBeNull();
    expect(await runJson("user", "show", "--user", linus.id)).toMatchObject({ sessions: 0 });
    expect(await runJson("user", "enable", "--user", linus.id)).toMatchObject({ changed: 1 });
    await vi.waitFor(async () => {
      expect(await post(instance.url, secret, { query: "{ me { id } }" })).toEqual({ data: { me: { id: linus.id } } });
    });
    expect((await signIn()).status).toBe(200);
    await linus.leave();
  });

  it.each<[string, (account: Account) => Promise<unknown>]>([
    ["sign-out", ({ token }) => isRefused(token)],
    [
      "verify",
      async ({ id }) => expect(await runJson("user", "show", "--user", id)).toMatchObject({ isVerified: true }),
    ],
    [
      "erase",
      async ({ id, token }) => {
        await isRefused(token);
        expect(await runJson("user", "show", "--user", id)).toMatchObject({
          ...{ name: "Deleted user", email: null, erasedAt: expect.any(String), isVerified: null, accessTokens: 0 },
        });
        expect(await runJson("user", "erase", "--user", id)).toMatchObject({ changed: 0 });
        await expect(run("user", "enable", "--user", id)).rejects.toThrow("The person was erased and has no account.");
        expect(await newestAction()).toMatchObject({ action: "user erase", target: id });
      },
    ],
  ])("%s changes the account, and notes it", async (action, check) => {
    const account = await createAccount(instance.url, "Person");
    expect(await runJson("user", action, "--user", account.id)).toMatchObject({ user: account.id, changed: 1 });
    expect(await newestAction()).toMatchObject({ ...by(), action: `user ${action}`, target: account.id });
    await check(account);
    await account.leave();
  });

  it("erases nobody who is the only owner of a project, and notes nothing", async () => {
    const owner = await createAccount(instance.url, "Owner");
    await createBoard(owner);
    const before = await newestAction();
    await expect(run("user", "erase", "--user", owner.id)).rejects.toThrow(/owner/);
    expect(await newestAction()).toEqual(before);
    expect(codeOf(await owner.request(MeDocument, {}))).toBeNull();
    await owner.leave();
  });

  it.each([
    ["user show", "Name the person by --user or by --email."],
    ["user show --user x --email a@b", "Name the person by --user or by --email."],
    ["user show --user x", "--user must be a UUID"],
    ["user show --user 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70", "No person has the id"],
    ["user erase --email nobody@example.com", "No person has the e-mail nobody@example.com."],
    ["user list --limit 0", "--limit must be a whole number from 1 to 100000."],
    [
      "user frobnicate",
      "After lockstep user comes one of list, show, disable, enable, sign-out, verify, erase, not frobnicate.",
    ],
    ["project", "After lockstep project comes one of list, show, limits, purge, restore."],
    ["frobnicate", "Unknown command frobnicate; lockstep --help lists the commands."],
    ["project purge", "lockstep project purge needs --project."],
    ["project limits --project 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70", "No project has the id"],
    [
      "project limits --tasks -1 --project 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70",
      "--tasks must be a whole number from 0",
    ],
    ["project show --project 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70", "No project has the id"],
    ["token create --email a@b --name x --scopes all", "--scopes must be read, write, or both"],
    ["token create --email a@b", "lockstep token create needs --name."],
  ])("answers %s with one sentence", async (line, sentence) => {
    await expect(run(...line.split(" "))).rejects.toThrow(sentence);
  });
});

describe("lockstep project", () => {
  it("lists projects, shows what they store, and purges deleted ones alone", async () => {
    const mae = await createAccount(instance.url, "Mae");
    const [board, kept] = await Promise.all([createBoard(mae, "To be purged"), createBoard(mae, "Kept")]);
    const { projectId } = board;
    const label = await board.createLabel();
    const task = await board.createTask({ labelIds: [label.id], description: "x".repeat(1_000) });
    await board.createComment(task.id);
    await board.deleteTask((await board.createTask()).id);
    await kept.createTask();
    const input = { projectId, url: "https://hooks.invalid/" };
    const { createWebhook } = await mae.expect(CreateWebhookDocument, { input });
    // Nothing is posted to anybody.
    const pause = { webhookId: createWebhook?.webhook.id ?? "", state: "PAUSED" } as const;
    await mae.expect(UpdateWebhookDocument, { input: pause });

    expect(await runJson("project", "list", "--search", "purged")).toMatchObject([
      { id: projectId, name: "To be purged", seq: await board.seq(), members: 1, deletedAt: null },
    ]);
    const shown = await runJson<{ sizes: Record<string, { rows: number; bytes: number }> }>(
      ...["project", "show", "--project", projectId],
    );
    expect(shown).toMatchObject({
      ...{ owners: [{ id: mae.id }], webhooks: [{ id: pause.webhookId, state: "PAUSED", reason: null, seq: 6 }] },
    });
    const rows = Object.fromEntries(Object.entries(shown.sizes).map(([name, part]) => [name, part.rows]));
    const items = { tasks: 1, comments: 1, labels: 1, deletedItems: 1 };
    expect(rows).toEqual({ ...items, log: await board.seq(), answers: 0, webhooks: 1 });
    expect(shown.sizes["log"]?.bytes).toBeGreaterThan(1_000);

    await expect(run("project", "purge", "--project", projectId)).rejects.toThrow("The project is not deleted.");
    await mae.expect(DeleteProjectDocument, { input: { projectId } });
    expect(await runJson("project", "purge", "--project", projectId)).toMatchObject({
      ...{ project: projectId, name: "To be purged", rows: { tasks: 1, comments: 1, webhooks: 1, projects: 1 } },
    });
    expect(await newestAction()).toMatchObject({ ...by(), action: "project purge", target: projectId });
    expect(await countRows(projectId)).toEqual([]);
    expect(codeOf(await mae.request(BoardDocument, { projectId }))).toBe("NOT_FOUND");
    expect(await kept.seq()).toBe(2);
    await mae.leave();
  });
});

describe("lockstep project limits", () => {
  it("shows use and limits, gives a project its own, and takes them back", async () => {
    const mae = await createAccount(instance.url, "Mae");
    const board = await createBoard(mae, "Limited");
    const { projectId } = board;
    await board.createTask({ title: "One", description: "zwölf" });
    const limits = (...flags: string[]) => runJson("project", "limits", "--project", projectId, ...flags);
    // The texts have 3 and 6 bytes.
    const bytes = { used: 265, limit: 1_073_741_824, own: false };
    const tasks = { used: 1, limit: 100_000, own: false };
    const name = { project: projectId, name: "Limited" };
    const before = await newestAction();
    expect(await limits()).toEqual({ ...name, bytes, tasks });
    expect(await newestAction()).toEqual(before);
    expect(await limits("--tasks", "1", "--bytes", "0")).toEqual({
      ...{ ...name, bytes: { ...bytes, limit: 0, own: true }, tasks: { ...tasks, limit: 1, own: true } },
    });
    expect(await newestAction()).toMatchObject({
      ...{ ...by(), action: "project limits", target: projectId, details: { name: "Limited", tasks: 1, bytes: 0 } },
    });
    const refusals = 'lockstep_refusals_total{limit="MAX_PROJECT_TASKS"}';
    const earlier = (await scrape(instance.url)).get(refusals);
    const full = { extensions: { code: "BAD_USER_INPUT" }, message: expect.stringContaining("it may hold 1 tasks") };
    expect((await mae.request(CreateTaskDocument, { input: { projectId, title: "Two" } })).errors).toMatchObject([
      full,
    ]);
    expect((await scrape(instance.url)).get(refusals)).toBe(Number(earlier) + 1);
    expect(await runJson("project", "show", "--project", projectId)).toMatchObject({
      limits: { tasks: { used: 1, limit: 1, own: true } },
    });
    expect(await limits("--reset", "--tasks", "2")).toEqual({
      ...name,
      bytes,
      tasks: { ...tasks, limit: 2, own: true },
    });
    await board.createTask();
    expect(await limits("--reset")).toMatchObject({ bytes: { limit: 1_073_741_824 }, tasks: { used: 2, own: false } });
    await mae.leave();
  });
});

describe("lockstep project purge", () => {
  it("leaves no text of the project in inboxes, and the places and cursors of its notices", async () => {
    const [mae, zoe, max] = await Promise.all(["Mae", "Zoe", "Max"].map((name) => createAccount(instance.url, name)));
    if (!mae || !zoe || !max) throw new Error("Accounts are missing.");
    const [board, kept] = [await createBoard(mae, "Confidential"), await createBoard(mae, "Kept name")];
    for (const person of [zoe, max]) await board.addMember(person, "MEMBER");
    await kept.addMember(zoe, "MEMBER");
    const task = await board.createTask({ title: "Confidential title", assigneeId: zoe.id });
    await board.createComment(task.id, `Confidential words for [@Zoe](user:${zoe.id}) and [@Max](user:${max.id})`);
    const { projectId } = board;
    await mae.expect(RemoveMemberDocument, { input: { projectId, userId: max.id } });
    await kept.createTask({ title: "Kept title", assigneeId: zoe.id });
    const read = async (person: Account) => (await person.expect(NoticesDocument, {})).viewer;
    const before = [await read(zoe), await read(max)];
    expect(JSON.stringify(before)).toContain("Confidential");
    await mae.expect(DeleteProjectDocument, { input: { projectId } });
    await run("project", "purge", "--project", projectId);
    expect(await findTables(database.url, "Confidential")).toEqual(["admin_actions"]);
    const blanked = JSON.stringify(before)
      .replaceAll('"Confidential"', '"Deleted project"')
      .replaceAll('"Confidential title"', '"Deleted task"')
      .replaceAll(/"excerpt":"[^"]*"/g, '"excerpt":""');
    await vi.waitFor(async () => expect(JSON.stringify([await read(zoe), await read(max)])).toBe(blanked));
    for (const person of [mae, zoe, max]) await person.leave();
  });

  it("has no limit of statements, and names the remedy where PostgreSQL ends it all the same", async () => {
    const mae = await createAccount(instance.url, "Mae");
    const { projectId } = await createBoard(mae, "Large");
    await mae.expect(DeleteProjectDocument, { input: { projectId } });
    const onDelete = (step: string) =>
      administer(
        database.url,
        `CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${step}; RETURN OLD; END $$;
         CREATE OR REPLACE TRIGGER slow BEFORE DELETE ON projects FOR EACH ROW EXECUTE FUNCTION slow()`,
      );
    await onDelete("RAISE 'canceling statement due to statement timeout' USING ERRCODE = '57014'");
    const limits = { DATABASE_STATEMENT_TIMEOUT_SECONDS: "2", DATABASE_LOCK_TIMEOUT_SECONDS: "1" };
    for (const [name, value] of Object.entries(limits)) vi.stubEnv(name, value);
    const purge = () => run("project", "purge", "--project", projectId);
    await expect(purge()).rejects.toThrow(
      "PostgreSQL ended the command: canceling statement due to statement timeout. Raise statement_timeout of the role",
    );
    await onDelete("ASSERT current_setting('statement_timeout') = '0'");
    await purge();
    await administer(database.url, "DROP FUNCTION slow CASCADE");
    await mae.leave();
  });
});

describe("lockstep project restore", () => {
  it("takes back a deletion: members go on as before it, live and by their cursors", async () => {
    const mae = await createAccount(instance.url, "Mae");
    const board = await createBoard(mae, "Deleted by mistake");
    const { projectId } = board;
    await board.createTask();
    await expect(run("project", "restore", "--project", projectId)).rejects.toThrow("The project is not deleted.");
    const before = await mae.expect(BoardDocument, { projectId, first: 10 });
    const cursor = before.project?.cursor ?? "";
    const watched = mae.watch({ projectId, after: cursor });
    await mae.expect(DeleteProjectDocument, { input: { projectId } });
    const seen = await watched.until(({ data }) => data?.projectActivity.__typename === "ProjectDeleted");
    const [deleted] = await runJson<{ deletedAt: string }[]>("project", "list", "--search", "by mistake");
    expect(await runJson("project", "restore", "--project", projectId)).toEqual({
      ...{ action: "project restore", project: projectId, name: "Deleted by mistake" },
    });
    expect(await newestAction()).toMatchObject({
      ...{ ...by(), action: "project restore", target: projectId },
      details: { name: "Deleted by mistake", deletedBy: mae.id, deletedAt: deleted?.deletedAt },
    });
    // An instance that had the project open hears of it from its next comparison with the log.
    await vi.waitFor(async () => {
      expect(await mae.expect(BoardDocument, { projectId, first: 10 })).toEqual(before);
    });
    const resumed = await vi.waitFor(async () => {
      const stream = mae.watch({ projectId, after: cursor });
      expect((await stream.next()).data?.projectActivity.__typename).toBe("Ready");
      return stream;
    });
    await board.createTask({ title: "Afterwards" });
    const next = await resumed.until(({ data }) => data?.projectActivity.__typename === "TaskCreated");
    expect(next.map(({ data }) => data?.projectActivity.__typename)).not.toContain("ProjectDeleted");
    expect(await board.seq()).toBe((before.project?.seq ?? 0) + 1);
    resumed.stop();
    // A client that saw the deletion takes a fresh board.
    const late = mae.watch({ projectId, after: String(seen.at(-1)?.extensions?.["cursor"]) });
    expect((await late.next()).data?.projectActivity).toMatchObject({
      ...{ __typename: "Resync", reason: "OTHER_HISTORY", seq: (before.project?.seq ?? 0) + 1 },
    });
    late.stop();
    await mae.leave();
  });

  it("restores no project whose owners are gone", async () => {
    const leaver = await createAccount(instance.url, "Leaver");
    const { projectId } = await createBoard(leaver, "Without owner");
    await leaver.expect(DeleteProjectDocument, { input: { projectId } });
    await run("user", "erase", "--user", leaver.id);
    await expect(run("project", "restore", "--project", projectId)).rejects.toThrow("the accounts of all its owners");
    await leaver.leave();
  });
});

describe("lockstep audit export", () => {
  it("writes each change and each action of the period, for one project its changes alone", async () => {
    const kay = await createAccount(instance.url, "Kay");
    const board = await createBoard(kay, "Audited");
    const { secret } = await runJson<{ secret: string }>("token", "create", "--user", kay.id, "--name", "Audit bot");
    const from = await momentBetween();
    const task = await board.createTask({ title: "A secret title" });
    const input = { taskId: task.id, title: "Renamed" };
    await post(instance.url, secret, { query: print(UpdateTaskDocument), variables: { input } });
    await run("user", "verify", "--user", kay.id);
    const to = await momentBetween();
    await board.createTask();
    const lines = await exportLines("--from", from, "--to", to);
    const actor = { id: kay.id, name: "Kay", email: kay.email };
    expect(lines.filter(({ project }) => project === board.projectId)).toMatchObject([
      { kind: "change", seq: 2, type: "TaskCreated", actor, task: task.id, accessToken: null, address: "127.0.0.1" },
      { kind: "change", seq: 3, type: "TaskUpdated", fields: ["TITLE"], accessToken: { name: "Audit bot" } },
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret title");
    expect(lines.filter(({ kind }) => kind === "operator")).toMatchObject([
      { ...by(), action: "user verify", target: kay.id },
    ]);
    expect(await newestAction()).toMatchObject({ action: "audit export", details: { from, to, lines: lines.length } });
    const own = await exportLines("--from", from, "--project", board.projectId);
    expect(own.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    await kay.leave();
  });

  it.each([
    ["--from yesterday", "--from must be a day such as 2026-11-30"],
    ["--from 2026-11-30 --to 2026-11-29", "--from must be before --to."],
    ["--from 2026-11-30 --project x", "--project must be a UUID"],
  ])("answers %s with one sentence", async (line, sentence) => {
    await expect(run("audit", "export", ...line.split(" "))).rejects.toThrow(sentence);
  });
});

/** A time after everything that is done, and before everything that follows. PostgreSQL rounds to milliseconds. */
async function momentBetween(): Promise<string> {
  const moment = Date.now() + 2;
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(moment));
  return new Date(moment).toISOString();
}

interface AuditLine {
  readonly kind: string;
  readonly project?: string;
  readonly seq?: number;
}

/** Runs `audit export` in this process. */
async function exportLines(...args: readonly string[]): Promise<readonly AuditLine[]> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text: unknown, ...rest: unknown[]) => {
    written.push(String(text));
    const done = rest.at(-1);
    if (typeof done === "function") done();
    return true;
  });
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    await run("audit", "export", ...args);
  } finally {
    write.mockRestore();
    error.mockRestore();
  }
  return written
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AuditLine);
}

/** Names of the tables that hold a row of a project. All tables with the column are asked. */
async function countRows(projectId: string): Promise<string[]> {
  const text = "SELECT table_name FROM information_schema.columns WHERE column_name = 'project_id'";
  const tables = (await administer(database.url, text)).map(({ table_name }) => String(table_name));
  expect(tables.length).toBeGreaterThan(6);
  const found = await Promise.all(
    tables.map((table) => administer(database.url, `SELECT FROM ${table} WHERE project_id = '${projectId}' LIMIT 1`)),
  );
  return tables.filter((_, index) => found[index]?.length !== 0);
}
