import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createRecordingLogger } from "../bus/recording-logger.ts";
import { createProject } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startBystander } from "./bystander.ts";
import { runFuzz } from "./fuzz.ts";
import { withoutLimits } from "./without-limits.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, withoutLimits, {}, logger);
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

it("20,000 hostile messages and requests of every kind harm nobody", async () => {
  const escaped: unknown[] = [];
  const note = (error: unknown) => escaped.push(error);
  for (const event of ["uncaughtExceptionMonitor", "unhandledRejection"]) process.on(event, note);
  onTestFinished(() => {
    for (const event of ["uncaughtExceptionMonitor", "unhandledRejection"]) process.off(event, note);
  });
  const mallory = await instance.person("mallory");
  const projectId = await createProject(mallory);
  const bystander = await startBystander(instance.url);
  // A failure names the seed of its batch: give it here, with a few messages, to see it again.
  const messages = Number(process.env["FUZZ_MESSAGES"] ?? 20_000);
  const report = await runFuzz({
    url: instance.url,
    token: mallory.token,
    targets: { projectId },
    seed: Number(process.env["FUZZ_SEED"] ?? 12),
    messages,
  });
  expect(escaped).toEqual([]);
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
  expect(report.problems).toEqual([]);
  await bystander.expectUnharmed();
  // A replay of one seed is too short to reach everything.
  if (messages < 10_000) return;
  for (const outcome of ["close 4400", "close 4401", "stays open", "post 200", "post 400", "get 400"]) {
    expect(report.outcomes.get(outcome), outcome).toBeGreaterThan(messages / 1_000);
  }
}, 900_000);
