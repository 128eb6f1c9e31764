import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { addMember, createProject, required, type Watched } from "../support/board.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = await Promise.all([instance.person("ada"), instance.person("grace")]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  projectId = await createProject(ada);
  await addMember(ada, projectId, grace);
});

it("tells whoever comes who is there, themselves included, each once", async () => {
  expect(await present()).toEqual([]);
  const tabs = [await enter(ada), await enter(ada)];
  const stream = await enter(grace);
  expect(stream.received[0]?.data?.projectActivity).toMatchObject({ present: [person(ada), person(grace)] });
  expect(await present()).toEqual([person(ada), person(grace)]);

  tabs[0]?.stop();
  stream.stop();
  await vi.waitFor(async () => expect(await present()).toEqual([person(ada)]));
  tabs[1]?.stop();
  await vi.waitFor(async () => expect(await present()).toEqual([]));
});

it("does not show who does not announce", async () => {
  const stream = await enter(grace, false);
  expect(stream.received[0]?.data?.projectActivity).toMatchObject({ present: [] });
  expect(await present()).toEqual([]);
  const announced = await enter(grace, true);
  stream.stop();
  expect(await present()).toEqual([person(grace)]);
  announced.stop();
});

it("shows who replays as well, and nobody whose connection is gone", async () => {
  const linus = await instance.person("linus");
  await addMember(ada, projectId, linus);
  const stream = linus.watch({ projectId, since: 2, announce: true });
  await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
  expect(await present()).toEqual([person(linus)]);
  linus.socket.terminate();
  await vi.waitFor(async () => expect(await present()).toEqual([]));
});

it("leaves nobody behind who unsubscribes at once, a thousand times", async () => {
  for (let count = 0; count < 1_000; count += 1) {
    const stream = ada.watch({ projectId, since: 0, announce: true });
    if (count % 2) stream.stop();
    else await stream.next().then(stream.stop);
  }
  const last = await enter(ada);
  last.stop();
  await vi.waitFor(async () => expect(await present()).toEqual([]));
  const again = await enter(grace);
  expect(again.received[0]?.data?.projectActivity).toMatchObject({ present: [person(grace)] });
  again.stop();
});

async function enter(who: Person, announce = true): Promise<Watched> {
  const stream = who.watch({ projectId, announce });
  const { data } = await stream.next();
  expect(data?.projectActivity.__typename).toBe("Ready");
  return stream;
}

async function present(): Promise<unknown> {
  const { project } = await ada.expect(BoardDocument, { projectId });
  return required(project).present;
}

function person({ id, name, email }: Person) {
  return { id, name, email };
}
