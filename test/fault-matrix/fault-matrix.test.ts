import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { createPerson } from "../support/person.ts";
import { consumers, type LogRow, type Running, type Scene } from "./consumers.ts";
import { type Fault, faults } from "./faults.ts";
import { type Stage, setStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage.close());

describe.each(faults)("while $name", (fault) => {
  const running = new Map<string, Running>();
  let log: readonly LogRow[];

  beforeAll(async () => {
    const owner = await createPerson(stage.findUrl(), "ada");
    const scene: Scene = { ...stage, board: await createBoard(owner) };
    await begin(scene, false);
    await untilChanged(scene, 10);
    const repair = await fault.begin(stage);
    try {
      await begin(scene, true);
      await untilShown(fault);
      await untilChanged(scene, 10);
    } finally {
      await repair();
    }
    await untilReady();
    await untilChanged(scene, 5);
    for (const each of running.values()) await each.stop?.();
    log = await readLog(scene);
    expect(stage.complaints).toEqual([]);
  });

  afterAll(async () => {
    for (const each of running.values()) await each.end();
  });

  it.each(consumers)("$name misses nothing and has nothing twice", async ({ name }) => {
    await running.get(name)?.check(log);
  });

  async function begin(scene: Scene, isDuring: boolean): Promise<void> {
    for (const { name, begins, begin } of consumers) {
      if ((begins === "during the fault") === isDuring) running.set(name, await begin(scene));
    }
  }
});

/** Waits until the first instance says so, where the fault is one that it says. */
async function untilShown({ shows }: Fault): Promise<void> {
  if (shows) await vi.waitFor(async () => expect(await readiness(stage.findUrl())).toMatchObject(shows));
}

/** Waits until both instances have everything again. */
async function untilReady(): Promise<void> {
  for (const { url } of stage.instances) {
    const all = { database: "up", redis: "up" };
    await vi.waitFor(async () => expect(await readiness(url ?? "")).toMatchObject(all));
  }
}

async function readiness(url: string): Promise<unknown> {
  return (await fetch(`${url}/readyz`)).json();
}

/** Waits until the project has so many more changes. */
async function untilChanged(scene: Scene, count: number): Promise<void> {
  const { length } = await readLog(scene);
  await vi.waitFor(async () => expect((await readLog(scene)).length).toBeGreaterThanOrEqual(length + count));
}

async function readLog({ databaseUrl, board }: Scene): Promise<LogRow[]> {
  const rows = await administer(
    databaseUrl,
    `SELECT seq, client_mutation_id AS "clientMutationId" FROM activities
     WHERE project_id = '${board.projectId}' ORDER BY seq`,
  );
  return rows as unknown as LogRow[];
}
