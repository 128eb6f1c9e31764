import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { openRawSocket } from "../support/raw-socket.ts";

let name: string;
let databaseUrl: string;
/** Holds what lets one instance at a time migrate. */
let migrating: Client;

beforeEach(async () => {
  name = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${name}`);
  const url = new URL(inject("postgres").url);
  url.pathname = name;
  databaseUrl = url.href;
  migrating = new Client(databaseUrl);
  await migrating.connect();
  await migrating.query("BEGIN; SELECT pg_advisory_xact_lock(hashtext('lockstep migrations'))");
});

afterEach(async () => {
  await migrating.end();
  await dropDatabase(inject("postgres").url, name);
});

it("says that it lives and is not ready while it waits for the migrations, and then serves", async () => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const starting = startInstance(databaseUrl, { PORT: String(port) });
  const isWaiting = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'SELECT pg_try_advisory_xact_lock%'`;
  await expect.poll(() => administer(databaseUrl, isWaiting)).toHaveLength(1);

  expect(await ask(`${url}/healthz`)).toEqual({ status: 200, retryAfter: null, body: { status: "ok" } });
  expect(await ask(`${url}/healthz?from=kubernetes`)).toMatchObject({ status: 200 });
  expect(await ask(`${url}/readyz`)).toEqual({ status: 503, retryAfter: "1", body: { status: "starting" } });
  const refused = { status: 503, retryAfter: "1", body: { message: expect.any(String) } };
  for (const path of ["/", "/graphql", "/auth/get-session", "/metrics"]) {
    expect(await ask(url + path)).toEqual(refused);
  }
  expect(await ask(`${url}/graphql`, { method: "POST", body: '{"query":"{ __typename }"}' })).toEqual(refused);
  await expect(openRawSocket(url)).rejects.toThrow("503");

  await migrating.query("COMMIT");
  const instance: Instance = await starting;
  expect(await ask(`${url}/readyz`)).toMatchObject({ status: 200, body: { status: "ready" } });
  await instance.close();
});

async function ask(url: string, init?: RequestInit): Promise<object> {
  const response = await fetch(url, init);
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
}
