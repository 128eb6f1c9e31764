import { afterAll, beforeAll, expect, it } from "vitest";
import { importFile } from "../../src/cli/import/import-file.ts";
import { createBoard, seqOf } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

/** The long run also compares with what the project states. */
const count = isLongRun ? 10_000 : 300;

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it(`imports ${count} tasks while a subscriber follows${isLongRun ? ", within 60 s and with a lag of 1 s" : ""}`, async () => {
  const ada = await instance.person("ada");
  const { projectId } = await createBoard(ada);
  const rows = range(1, count).map((number) => `Task ${number},"Some text\nof two lines",Doing,High,"Bug,Later"`);
  const bytes = Buffer.from(["title,description,status,priority,labels", ...rows].join("\n"));
  const watched = ada.watch({ projectId });
  await watched.until(({ data }) => data?.projectActivity.__typename === "Ready");
  const beganAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const names = { statuses: new Map(), people: new Map() };
  const options = { url: instance.url, token: ada.token, projectId, isDry: false, skipsFaults: false, ...names };
  const importing = importFile({ source: "csv", bytes, ...options }, () => {}, new AbortController().signal);
  const lags: number[] = [];
  for (let seq = 1; seq < count + 3; ) {
    const message = await watched.next();
    const change = message.data?.projectActivity;
    if (!change || !("at" in change)) continue;
    // The change's time is that of its statement, before the commit.
    lags.push(performance.timeOrigin + performance.now() - Date.parse(change.at));
    expect(seqOf(message)).toBe(seq + 1);
    seq += 1;
  }
  expect(await importing).toMatchObject({ imported: { task: count, label: 2 } });
  const seconds = (performance.now() - beganAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  watched.stop();
  const [median, slowest] = [0.5, 1].map((part) => lags.toSorted((a, b) => a - b)[Math.ceil(part * lags.length) - 1]);
  if (!isLongRun) return;
  const cpu = ((user + system) / 1_000_000).toFixed(1);
  process.stdout.write(`${count} tasks in ${seconds.toFixed(1)} s, ${cpu} s of CPU for server and both clients.\n`);
  process.stdout.write(`Lag of the subscriber: median ${median?.toFixed(0)} ms, slowest ${slowest?.toFixed(0)} ms.\n`);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(slowest).toBeLessThanOrEqual(1_000);
});
