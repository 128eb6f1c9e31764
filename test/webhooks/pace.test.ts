import { afterAll, beforeAll, expect, it } from "vitest";
import { backfill, createBoard, given } from "../support/board.ts";
import { CreateWebhookDocument, UpdateWebhookDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createReceiver } from "./receiver.ts";

/** The long run also compares with what the project states. */
const [missed, single] = isLongRun ? [10_000, 500] : [400, 20];

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { WEBHOOK_ALLOW_PRIVATE: "true", REPLAY_LIMIT: "10" });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it(`catches up with ${missed} changes in order, ${isLongRun ? "500 or more a second" : "however many"}`, async () => {
  const ada = await instance.person("ada");
  const receiver = await createReceiver();
  const { projectId, createTask } = await createBoard(ada);
  const { createWebhook } = await ada.expect(CreateWebhookDocument, { input: { projectId, url: receiver.url } });
  const { id: webhookId } = given(createWebhook).webhook;
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "PAUSED" } });
  await createTask();
  await backfill(database.url, projectId, missed);
  await ada.expect(UpdateWebhookDocument, { input: { webhookId, state: "ACTIVE" } });
  await receiver.reach(missed + 2);
  expect(receiver.received.map(({ seq }) => seq)).toEqual(range(2, missed + 2));
  const seconds = (given(receiver.received.at(-1)).at - given(receiver.received[0]).at) / 1_000;
  tell(`Caught up with ${Math.round(missed / seconds)} changes a second.`);
  if (isLongRun) expect(missed / seconds).toBeGreaterThanOrEqual(500);
  await receiver.close();
});

it(`posts a change ${isLongRun ? "within 100 ms, by the median" : "soon"}`, async () => {
  const ada = await instance.person("ada");
  const receiver = await createReceiver();
  const { projectId, createTask } = await createBoard(ada);
  await ada.expect(CreateWebhookDocument, { input: { projectId, url: receiver.url } });
  for (let made = 0; made < single; made += 1) {
    await createTask();
    await receiver.reach(made + 2);
  }
  // The change's time is that of the last statement before the commit.
  const lags = receiver.received.map(
    ({ at, body }) => performance.timeOrigin + at - Date.parse(JSON.parse(body).timestamp),
  );
  const median = given(lags.sort((a, b) => a - b)[Math.floor(lags.length / 2)]);
  tell(`From commit to request: ${median.toFixed(1)} ms, the median of ${lags.length}.`);
  if (isLongRun) expect(median).toBeLessThanOrEqual(100);
  await receiver.close();
});

function tell(line: string): void {
  if (isLongRun) process.stdout.write(`${line}\n`);
}
