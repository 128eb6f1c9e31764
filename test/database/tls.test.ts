import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { startInstance } from "../support/instance.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import { failToStart } from "../support/server-process.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";

let tls: TlsCertificate;
let postgres: OwnPostgres;

beforeAll(async () => {
  tls = await createTlsCertificate();
  postgres = await createOwnPostgres({ tls });
});

afterAll(async () => {
  await postgres.close();
  await tls.remove();
});

it("migrates and serves over connections that are all encrypted", async () => {
  await administer(postgres.url, "CREATE DATABASE secured");
  const url = securedUrl({ pathname: "secured" });
  const instance = await startInstance(url);
  const board = await createBoard(await instance.person("ada"));
  await board.createTask();
  expect(await board.changesAfter(1)).toHaveLength(1);

  const connections = await administer(
    postgres.url,
    "SELECT ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE datname = 'secured'",
  );
  expect(connections.length).toBeGreaterThan(1);
  expect(connections).toEqual(connections.map(() => ({ ssl: true })));
  await instance.close();
});

describe("a certificate that does not hold stops the start with one sentence", () => {
  it("signed by an untrusted authority", async () => {
    expect(await refusal(securedUrl({}, ""))).toMatch(
      /^DATABASE_URL names \S+, which cannot be connected to: .*certificate.*\.$/,
    );
  });

  it("belonging to another server", async () => {
    const { port } = new URL(postgres.url);
    expect(await refusal(securedUrl({ host: `localhost:${port}` }))).toMatch(
      /^DATABASE_URL names localhost:\S+, which cannot be connected to: Hostname\/IP does not match .*\.$/,
    );
  });

  it("to be checked by a file that is not there", async () => {
    expect(await refusal(securedUrl({}, "/nowhere/authority.pem"))).toMatch(
      /^DATABASE_URL names \S+, which cannot be connected to: ENOENT: .*'\/nowhere\/authority\.pem'\.$/,
    );
  });

  it("from a server that has none", async () => {
    const plain = new URL(inject("postgres").url);
    plain.searchParams.set("sslmode", "verify-full");
    expect(await refusal(plain.href)).toMatch(
      /^DATABASE_URL names \S+, which cannot be connected to: The server does not support SSL connections\.$/,
    );
  });
});

function securedUrl(parts: Partial<Pick<URL, "host" | "pathname">>, authority = tls.certificate): string {
  const url = Object.assign(new URL(postgres.url), parts);
  url.searchParams.set("sslmode", "verify-full");
  if (authority) url.searchParams.set("sslrootcert", authority);
  return url.href;
}

/** The only line of a server that ends with 1. */
async function refusal(databaseUrl: string): Promise<string | undefined> {
  const { code, output } = await failToStart({
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
  });
  expect([code, output.length]).toEqual([1, 1]);
  return output[0];
}
