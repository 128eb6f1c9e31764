import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { findFreePort } from "../support/find-free-port.ts";
import { createTestRedis } from "../support/redis.ts";
import { createTestRedisCluster } from "../support/redis-cluster.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";
import { expectRest, password, refusal, standIn } from "./refusal.ts";
import {
  startSilentServer,
  startStandInPostgres,
  startStandInRedis,
  startWebServer,
  startWebsite,
} from "./stand-in-servers.ts";

let certificate: TlsCertificate;
/** As a variable names them: `127.0.0.1:PORT`. */
let postgres: string;
let nobody: string;

beforeAll(async () => {
  certificate = await createTlsCertificate();
  postgres = new URL(inject("postgres").url).host;
  nobody = `127.0.0.1:${await findFreePort()}`;
});

afterAll(() => certificate.remove());

/** What is named, and the rest of the sentence that says so. */
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
      "DATABASE_URL names PostgreSQL 14; Lockstep needs 15 or newer.",
    );
  });
});

describe("REDIS_URL is told in one sentence", () => {
  it.each<Case>([
    ["nobody there", () => nobody, /^connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/],
    ["a name that nobody has", () => "redis.invalid", /^getaddrinfo \w+ redis\.invalid\.$/],
    ["a server that says nothing", () => standIn(startSilentServer()), "it does not answer within 2 seconds."],
    ["a web server", () => standIn(startWebServer()), /^Protocol error, .*\.$/],
    [
      "a server that takes its time for every answer",
      () => standIn(startStandInRedis("redis_version:7.4.0\r\n", { slowly: true })),
      "it does not let in within 3.5 seconds.",
    ],
    ["PostgreSQL", () => postgres, "it ends the connection, as one does that wants TLS (rediss://)."],
  ])("%s", async (_what, name, rest) => {
    const host = await name();
    const sentence = await refusal({ REDIS_URL: `redis://:${password}@${host}/1` });
    expect(sentence).toContain(`REDIS_URL names ${host}, which cannot be used: `);
    expectRest(sentence, rest);
  });

  it.each([
    ["", "redis_version:5.0.14\r\n", "which is version 5: it must be 6 or newer."],
    [
      "?cluster=true",
      "redis_version:6.2.14\r\ncluster_enabled:1\r\n",
      "which is version 6: a cluster must be 7 or newer.",
    ],
    [
      "?cluster=true",
      "redis_version:7.4.0\r\ncluster_enabled:0\r\n",
      "no node of a cluster: name one Redis, without ?cluster=true.",
    ],
    ["", "redis_version:7.4.0\r\ncluster_enabled:1\r\n", "a node of a cluster: add ?cluster=true."],
    ["", "pika_version:3.5.0\r\n", "which cannot be used: it does not tell its version."],
  ])("%s a server that says %j", async (parameter, info, rest) => {
    const host = await standIn(startStandInRedis(info));
    expect(await refusal({ REDIS_URL: `redis://${host}/${parameter}` })).toBe(`REDIS_URL names ${host}, ${rest}`);
  });

  describe.each([
    ["one Redis", createTestRedis],
    ["a cluster", createTestRedisCluster],
  ])("%s behind TLS and a password", { timeout: 90_000 }, (_what, create) => {
    it("in all ways that do not lead in", async () => {
      const redis = await create({ certificate, password });
      onTestFinished(() => redis.close());
      const trusting = { NODE_EXTRA_CA_CERTS: certificate.certificate };
      const plain = redis.url.replaceAll("rediss:", "redis:");
      for (const [url, variables, reason] of [
        [redis.url, {}, "self-signed certificate"],
        [
          redis.url.replaceAll(password, "wrong"),
          trusting,
          "WRONGPASS invalid username-password pair or user is disabled",
        ],
        [redis.url.replaceAll(`:${password}@`, ""), trusting, "NOAUTH Authentication required"],
        [plain, trusting, "it ends the connection, as one does that wants TLS (rediss://)"],
      ] as const) {
        const hosts = url.split(",").map((node) => new URL(node).host);
        expect(await refusal({ REDIS_URL: url, ...variables })).toBe(
          `REDIS_URL names ${hosts.join(" and ")}, which cannot be used: ${reason}.`,
        );
      }
    });
  });

  it("a password where there is none", async () => {
    const { host } = new URL(inject("redisUrl"));
    expect(await refusal({ REDIS_URL: `redis://:${password}@${host}` })).toBe(
      `REDIS_URL names ${host}, which cannot be used: it has no password: leave the one in REDIS_URL out, or set it there.`,
    );
  });

  it("a database that it does not have", async () => {
    const { host } = new URL(inject("redisUrl"));
    expect(await refusal({ REDIS_URL: `redis://${host}/99999` })).toBe(
      `REDIS_URL names ${host}, which cannot be used: ERR DB index is out of range.`,
    );
  });

  it("TLS where there is none", async () => {
    const { host } = new URL(inject("redisUrl"));
    expect(await refusal({ REDIS_URL: `rediss://${host}` })).toBe(
      `REDIS_URL names ${host}, which cannot be used: it does not answer over TLS within 2 seconds.`,
    );
  });

  it("a cluster of which nobody is there", async () => {
    const others = [nobody, `127.0.0.1:${await findFreePort()}`];
    expect(await refusal({ REDIS_URL: others.map((host) => `redis://${host}`).join() })).toMatch(
      /^REDIS_URL names 127\.0\.0\.1:\d+ and 127\.0\.0\.1:\d+, which cannot be used: connect ECONNREFUSED \S+\.$/,
    );
  });
});

it("All are asked at the same time: what fails at once is told before what says nothing", async () => {
  const [database, redis, mail] = await Promise.all([1, 2, 3].map(() => standIn(startSilentServer())));
  const issuer = await standIn(startWebsite(404, "Not found"));
  expect(
    await refusal({
      DATABASE_URL: `postgresql://lockstep@${database}/app`,
      REDIS_URL: `redis://${redis}`,
      SMTP_URL: `smtp://${mail}`,
      MAIL_FROM: "board@example.com",
      PUBLIC_URL: "https://board.example",
      AUTH_JWKS_URL: `http://${issuer}/jwks.json`,
      AUTH_ISSUER: "https://id.example",
      AUTH_AUDIENCE: "board",
    }),
  ).toBe(`AUTH_JWKS_URL names ${issuer}/jwks.json, which cannot be used: it answers with status 404.`);
});
