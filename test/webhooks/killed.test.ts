import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createProject, createTasks, given } from "../support/board.ts";
import { CreateWebhookDocument } from "../support/generated/graphql.ts";
import { isLongRun } from "../support/long-run.ts";
import { createPerson } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { createReceiver, type Receiver, verify } from "./receiver.ts";

const kills = isLongRun ? 50 : 2;

let database: TestDatabase;
let receiver: Receiver;
/** Those that run, the one that holds the webhook first. */
let servers: ServerProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  receiver = await createReceiver();
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  await receiver.close();
  await database.close();
});

function start(): Promise<ServerProcess> {
  return startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "0",
    WEBHOOK_ALLOW_PRIVATE: "true",
  });
}

const title = `misses nothing and keeps the order when the delivering instance is killed, ${kills} times`;

it(title, { timeout: kills * 150_000 }, async () => {
  servers = [await start()];
  const maker = await createPerson(given(servers[0]).url, "ada");
  const projectId = await createProject(maker);
  const input = { projectId, url: receiver.url };
  const { secret } = given((await maker.expect(CreateWebhookDocument, { input })).createWebhook);
  await maker.leave();
  let head = 1;
  let verified = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const next = await start();
    const [holder] = servers;
    servers.push(next);
    const ada = await createPerson(next.url, "ada");
    head = await createTasks(ada, projectId, 2);
    await receiver.reach(head);
    const writing = createTasks(ada, projectId, 20);
    await receiver.reach(head + 1 + (kill % 10));
    await given(holder).stop("SIGKILL");
    servers = [next];
    head = await writing;
    // One lease at least ends by itself, 10 s later.
    if (!isLongRun && kill < kills) await administer(database.url, "UPDATE webhooks SET leased_until = '-infinity'");
    await receiver.reach(head);
    await ada.leave();
    // A receiver takes no signature that is older than five minutes.
    for (const request of receiver.received.slice(verified)) verify(secret, request);
    verified = receiver.received.length;
  }
  const firsts = [...new Set(receiver.received.map(({ seq }) => seq))];
  expect(firsts).toEqual(range(2, head));
});
