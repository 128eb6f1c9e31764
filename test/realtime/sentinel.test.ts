import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createRecordingLogger, type LogLine } from "../engine/bus/recording-logger.ts";
import { askRedis } from "../support/ask-redis.ts";
import { addMember, createProject, createTasks, take } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { readChannel } from "../support/read-channel.ts";
import { createTestSentinels, type TestSentinels } from "../support/redis-sentinels.ts";
import { openTab } from "../support/tab.ts";

describe.each([
  ["without a password", "", ["is told to hand over"]],
  ["that ask for passwords, as their nodes do,", "open-sesame", ["is killed", "accepts and never answers"]],
] as const)("instances with Sentinels %s", { timeout: 120_000 }, (_what, password, faults) => {
  const replace = { "is told to hand over": handOver, "is killed": kill, "accepts and never answers": freeze };
  let database: TestDatabase;
  let sentinels: TestSentinels;
  let instances: Instance[];
  let lines: readonly LogLine[];
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    [database, sentinels] = await Promise.all([
      createTestDatabase(),
      createTestSentinels(password ? { password } : undefined),
    ]);
    const recording = createRecordingLogger();
    lines = recording.lines;
    const start = () =>
      startInstance(database.url, { REDIS_URL: sentinels.url, FAILED_SIGN_INS: "0" }, {}, recording.logger);
    instances = await Promise.all([start(), start()]);
    [ada, grace] = (await Promise.all(instances.map((each, index) => each.person(["ada", "grace"][index] ?? "")))) as [
      Person,
      Person,
    ];
    await untilUp();
  });

  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.close()));
    await sentinels.close();
    await database.close();
  });

  it.each(faults)("follow to the new primary when theirs %s, and subscribers lose nothing", async (fault) => {
    const projectId = await createProject(ada);
    await addMember(ada, projectId, grace);
    const tab = await openTab(instances[1]?.url ?? "", grace, { projectId });
    const stream = grace.watch({ projectId, announce: false });
    onTestFinished(() => {
      tab.close();
      stream.stop();
    });
    expect(await take(stream, 1)).toEqual(["Ready 2"]);
    await tab.untilPicture(["grace"]);

    const writing = keepWriting(projectId);
    const bringBack = await replace[fault]();
    await untilUp();
    const last = await writing.end();
    const primary = await sentinels.primary();
    const channel = await readChannel(database.url, projectId);
    // Both the bus and presence are there.
    await vi.waitFor(async () => {
      const [, count] = await askRedis(primary.url, (client) => client.pubsub("NUMSUB", channel));
      expect(Number(count)).toBeGreaterThanOrEqual(1);
    });
    const visitor = await openTab(instances[0]?.url ?? "", ada, { projectId });
    await tab.untilHeard("+ada");
    await visitor.untilPicture(["ada", "grace"]);
    expect(tab.heard).toEqual(["+ada"]);
    visitor.close();
    const seqs = (await take(stream, last - 2)).filter((seq) => typeof seq === "number");
    expect(seqs).toEqual(range(3, last).slice(0, seqs.length));

    await bringBack();
    await untilUp();
    expect(JSON.stringify(lines)).not.toContain("open-sesame");
  });

  it("wait for Sentinels that are unreachable, and find the primary when one answers", async () => {
    for (const sentinel of sentinels.sentinels) sentinel.pause();
    const { logger, lines: said } = createRecordingLogger();
    const instance = await startInstance(database.url, { REDIS_URL: sentinels.url }, {}, logger);
    onTestFinished(() => instance.close());
    const readyz = async () => (await fetch(`${instance.url}/readyz`)).json();
    await vi.waitFor(() => expect(said.filter(({ level }) => level === 40).length).toBeGreaterThan(0));
    expect(await readyz()).toMatchObject({ status: "ready", redis: "down" });
    for (const sentinel of sentinels.sentinels) sentinel.resume();
    await vi.waitFor(async () => expect(await readyz()).toMatchObject({ redis: "up" }));
  });

  async function handOver(): Promise<() => Promise<unknown>> {
    await sentinels.failOver();
    return () => Promise.resolve();
  }

  async function kill(): Promise<() => Promise<unknown>> {
    const primary = await sentinels.primary();
    await primary.kill();
    await untilReplaced(primary.port);
    return () => primary.restart();
  }

  async function freeze(): Promise<() => Promise<unknown>> {
    const primary = await sentinels.primary();
    primary.pause();
    await untilReplaced(primary.port);
    return async () => primary.resume();
  }

  async function untilReplaced(port: number): Promise<void> {
    await vi.waitFor(async () => expect((await sentinels.primary()).port).not.toBe(port));
  }

  async function untilUp(): Promise<void> {
    for (const { url } of instances) {
      const isUp = async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis: "up" });
      await vi.waitFor(isUp, { interval: 100 });
    }
  }

  /** Writes one change after the other; `end` resolves with the number of the last. */
  function keepWriting(projectId: string) {
    let isDone = false;
    const writing = (async () => {
      let seq = 2;
      while (!isDone) seq = await createTasks(ada, projectId, 1);
      return createTasks(ada, projectId, 5).then((last) => Math.max(seq, last));
    })();
    // A test that fails before `end` leaves it to itself.
    writing.catch(() => undefined);
    return {
      end() {
        isDone = true;
        return writing;
      },
    };
  }
});
