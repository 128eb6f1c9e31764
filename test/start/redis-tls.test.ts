import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { addMember, createProject, createTasks, take } from "../support/board.ts";
import { findServerFolder } from "../support/find-server-folder.ts";
import { createPerson } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createTestRedis, type RedisGuard } from "../support/redis.ts";
import { createTestRedisCluster } from "../support/redis-cluster.ts";
import { createTestSentinels } from "../support/redis-sentinels.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { openTab } from "../support/tab.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";

let database: TestDatabase;
let certificate: TlsCertificate;
let dataDir: string;
let guard: RedisGuard;

beforeAll(async () => {
  [database, certificate] = await Promise.all([createTestDatabase(), createTlsCertificate()]);
  dataDir = await mkdtemp(join(await findServerFolder(), "lockstep-tls-data-"));
  guard = { certificate, password: "open-sesame" };
});

afterAll(async () => {
  await database.close();
  await certificate.remove();
  await rm(dataDir, { recursive: true });
});

describe.each([
  ["a Redis", createTestRedis],
  ["a Redis Cluster", createTestRedisCluster],
  ["a Redis with Sentinels", createTestSentinels],
])("%s behind TLS and a password", { timeout: 90_000 }, (_, create) => {
  it("is used by servers that trust its certificate and know its password", async () => {
    const redis = await create(guard);
    onTestFinished(() => redis.close());
    const [one, two] = await Promise.all([start(redis.url), start(redis.url)]);
    for (const server of [one, two]) await untilRedis(server);
    const [ada, grace] = await Promise.all([createPerson(one.url, "ada"), createPerson(two.url, "grace")]);
    const projectId = await createProject(ada);
    await addMember(ada, projectId, grace);
    const stream = grace.watch({ projectId });
    expect(await take(stream, 1)).toEqual(["Ready 2"]);
    await createTasks(ada, projectId, 1);
    expect(await take(stream, 1)).toEqual([3]);

    const here = await openTab(one.url, ada, { projectId });
    const there = await openTab(two.url, grace, { projectId });
    for (const tab of [here, there]) await tab.untilPicture(["ada", "grace"]);
    there.close();
    await here.untilHeard("-grace");
    here.close();
    await Promise.all([ada.leave(), grace.leave()]);
  });
});

async function start(redisUrl: string): Promise<ServerProcess> {
  const server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "0",
    PRESENCE_GRACE_SECONDS: "0",
    REDIS_URL: redisUrl,
    NODE_EXTRA_CA_CERTS: certificate.certificate,
  });
  onTestFinished(async () => {
    await server.stop("SIGTERM");
  });
  return server;
}

function untilRedis({ url }: ServerProcess): Promise<void> {
  return vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis: "up" }), {
    interval: 50,
  });
}
