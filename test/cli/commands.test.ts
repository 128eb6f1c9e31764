import { randomBytes } from "node:crypto";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { decodeJwt } from "jose";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { lockstep } from "../../src/cli/lockstep.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { MeDocument, ProjectsDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { post, requireData } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { runLockstep } from "./run-lockstep.ts";

const secret = "a secret of tests that is long enough to be taken";

let database: TestDatabase;
let instance: Instance;
let variables: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  variables = { DATABASE_URL: database.url, REDIS_URL: inject("redisUrl"), AUTH_SECRET: secret };
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  for (const name of ["Ada", "Grace"]) {
    const response = await fetch(`${instance.url}/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, email: `${name}@example.com`, password: "correct horse" }),
    });
    expect(response.status).toBe(200);
  }
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it("migrates an empty database, and says when there is nothing to do", async () => {
  const name = `lockstep_cli_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(inject("postgres").url), { pathname: name }).href;
  const migrate = () => runLockstep(["migrate"], { ...variables, DATABASE_URL: url });
  expect(await migrate()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Applied \d{14}_init.*\.\n$/) });
  expect(await migrate()).toMatchObject({ code: 0, stdout: "Nothing to apply.\n" });
  await dropDatabase(inject("postgres").url, name);
});

it("prints a token for an own account that a running instance takes", async () => {
  const { code, stdout } = await runLockstep(["token", "--email", "Ada@Example.com", "--hours", "1"], variables);
  expect(code).toBe(0);
  const { iat = 0, exp = 0 } = decodeJwt(stdout.trim());
  expect(exp - iat).toBe(3_600);
  expect((await ask(stdout.trim(), MeDocument)).me).toMatchObject({ name: "Ada", email: "ada@example.com" });
});

it("prints a token of the outside issuer, without a database", async () => {
  const args = ["token", "--subject", "edsger", "--email", "Edsger@example.com", "--name", "Edsger"];
  const { code, stdout } = await runLockstep(args, { AUTH_JWT_SECRET: jwtSecret });
  expect(code).toBe(0);
  expect((await ask(stdout.trim(), MeDocument)).me).toMatchObject({ name: "Edsger", email: "edsger@example.com" });
});

it("seeds the demo project for an account, once", async () => {
  const args = ["seed", "--email", "ada@example.com", "--other-email", "grace@example.com"];
  const said = 'Ada has the project "Launch", together with Grace.';
  expect(await runLockstep(args, variables)).toMatchObject({ code: 0, stdout: `${said}\n` });
  expect(await runHere(args)).toBe(said);
  for (const [email, viewerRole] of [
    ["ada@example.com", "OWNER"],
    ["grace@example.com", "MEMBER"],
  ] as const) {
    const token = await runHere(["token", "--email", email]);
    expect((await ask(token, ProjectsDocument)).projects.nodes).toMatchObject([{ name: "Launch", viewerRole }]);
  }
});

it("prunes once what is older than is kept, and leaves what is held", async () => {
  await query("UPDATE activities SET at = at - interval '8 days'");
  const holder = new Client(database.url);
  await holder.connect();
  await holder.query("BEGIN; UPDATE project_heads SET at = now()");
  const held = await runLockstep(["prune", "--days", "7"], { ...variables, DATABASE_LOCK_TIMEOUT_SECONDS: "1" });
  await holder.query("ROLLBACK");
  await holder.end();
  expect(held).toMatchObject({
    code: 1,
    stdout: "Pruned 0 changes that were older than 7 days.\n",
    stderr: expect.stringMatching(/^Project \S+ was left as it is: .*lock timeout\.\n$/),
  });
  const [{ count } = { count: 0 }] = await query("SELECT count(*)::int AS count FROM activities");
  expect(count).toBeGreaterThan(0);
  const pruned = await runLockstep(["prune"], { ...variables, ACTIVITY_RETENTION_DAYS: "7" });
  expect(pruned).toMatchObject({ code: 0, stdout: `Pruned ${count} changes that were older than 7 days.\n` });
  expect(await query("SELECT FROM activities")).toEqual([]);
});

it.each([
  [["token", "--email", "nobody@example.com"], "No own account has the e-mail nobody@example.com."],
  [
    ["seed", "--email", "nobody@example.com"],
    "No account has the e-mail nobody@example.com: sign up, or use a token with this e-mail once.",
  ],
])("knows nobody who is not there: %j", async (args, sentence) => {
  await expect(runHere(args)).rejects.toHaveProperty("message", sentence);
});

/** Runs a command in this process, which takes a quarter of the time; resolves with what it printed. */
async function runHere(args: readonly string[]): Promise<string> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await runCommandLine(lockstep, args);
    return log.mock.calls.flat().join("\n");
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
  }
}

async function ask<TData, TVariables>(token: string, document: TypedDocumentNode<TData, TVariables>): Promise<TData> {
  return requireData(await post<TData>(instance.url, token, { query: print(document) }));
}

function query(statement: string): Promise<Record<string, unknown>[]> {
  return administer(database.url, statement);
}
