import { beforeAll, describe, expect, inject, it } from "vitest";
import { findFreePort } from "../support/find-free-port.ts";
import { expectRest, password, refusal, standIn } from "./refusal.ts";
import { startSilentServer, startStandInPostgres, startWebServer } from "./stand-in-servers.ts";

/** As a variable names them: `127.0.0.1:PORT`. */
let postgres: string;
let nobody: string;

beforeAll(async () => {
  postgres = new URL(inject("postgres").url).host;
  nobody = `127.0.0.1:${await findFreePort()}`;
});

/** Named variable, and the rest of its sentence. */
type Case = readonly [what: string, name: () => Promise<string> | string, rest: string | RegExp];

describe("DATABASE_URL is told in one sentence", () => {
  it.each<Case>([
    ["nobody there", () => nobody, /^connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/],
    ["a name that nobody has", () => "postgres.invalid", /^getaddrinfo \w+ postgres\.invalid\.$/],
    ["a server that says nothing", () => standIn(startSilentServer()), "timeout expired."],
    ["a server that lets in and then says nothing", () => standIn(startStandInPostgres(null)), "Query read timeout."],
    ["a web server", () => standIn(startWebServer()), "Connection terminated unexpectedly."],
    ["a wrong password", () => postgres, /^password authentication failed for user "\w+"\.$/],
  ])("%s", async (_what, name, rest) => {
    const host = await name();
    const sentence = await refusal({ DATABASE_URL: `postgresql://lockstep:${password}@${host}/app` });
    expect(sentence).toContain(`DATABASE_URL names ${host}/app, which cannot be connected to: `);
    expectRest(sentence, rest);
  });

  it("a database that is not there", async () => {
    const url = Object.assign(new URL(inject("postgres").url), { pathname: "nowhere" });
    expect(await refusal({ DATABASE_URL: url.href })).toBe(
      `DATABASE_URL names ${url.host}/nowhere, which cannot be connected to: database "nowhere" does not exist.`,
    );
  });

  it("a server that is too old", async () => {
    const host = await standIn(startStandInPostgres(14));
    expect(await refusal({ DATABASE_URL: `postgresql://lockstep@${host}/app` })).toBe(
      `DATABASE_URL names ${host}/app, which is PostgreSQL 14; Lockstep needs 15 or newer.`,
    );
  });
});
