import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createLockstep, type LockstepOptions } from "../../../../client/core/lockstep/create-lockstep.ts";
import { OpenPerson } from "../../../../client/core/person/open-person.ts";
import type { Person as OwnStream } from "../../../../client/core/person/person.ts";
import { createRandom } from "../../../faults/random.ts";
import { startProxy, type TcpProxy } from "../../../faults/tcp-proxy.ts";
import { type Board, createBoard } from "../../../support/board.ts";
import { NoticesDocument, RemoveMemberDocument, UpdateProjectDocument } from "../../../support/generated/graphql.ts";
import { type Instance, startInstance } from "../../../support/instance.ts";
import { patience } from "../../../support/patience.ts";
import type { Person } from "../../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/postgres.ts";
import { until } from "../lockstep/until.ts";

/** Longer replays become a `ViewerResync`. */
const replayLimit = 5;

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
/** Boards of Grace's, with Ada. */
let boards: readonly [Board, Board];
let closings: (() => unknown)[];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REPLAY_LIMIT: String(replayLimit), MUTATIONS_PER_MINUTE: "0" });
  grace = await instance.person("grace");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

beforeEach(async () => {
  ada = await instance.person(crypto.randomUUID());
  boards = [await createBoard(grace, "Launch"), await createBoard(grace, "Moon")];
  for (const board of boards) await board.addMember(ada, "MEMBER");
  closings = [];
});

afterEach(async () => {
  for (const close of closings.reverse()) await close();
});

interface Device {
  readonly proxy: TcpProxy;
  /** Another one after a reload. */
  readonly person: OwnStream;
  readonly reload: () => Promise<void>;
}

/** A device with a disk of its own. */
async function openDevice(options: Partial<LockstepOptions> = {}): Promise<Device> {
  const disk = new IDBFactory();
  const proxy = await startProxy({ host: "127.0.0.1", port: Number(new URL(instance.url).port) });
  closings.push(() => proxy.close());
  let open = await start();
  let close = open.close;
  closings.push(() => close());

  async function start() {
    globalThis.indexedDB = disk;
    const url = `http://127.0.0.1:${proxy.port}/graphql`;
    const lockstep = createLockstep({ url, getToken: () => ada.token, webSocketImpl: WebSocket, ...options });
    const opened = new OpenPerson(lockstep);
    const endUse = opened.use(() => {});
    await until(() => opened.current !== null);
    const person = opened.current as OwnStream;
    const ends = [person.projects.subscribe(() => {}), person.tasks.subscribe(() => {})];
    return {
      person,
      close() {
        for (const end of [...ends, endUse]) end();
        lockstep.close();
      },
    };
  }

  return {
    proxy,
    get person() {
      return open.person;
    },
    async reload() {
      close();
      open = await start();
      ({ close } = open);
    },
  };
}

const isRead = ({ person }: Device) => person.inbox.view.notices !== null;
const seqs = ({ person }: Device) => person.inbox.view.notices?.map(({ seq }) => seq);

it("shows all notices on each device, once and with the same marks, whatever happens to connections", async () => {
  const devices = [await openDevice(), await openDevice()] as const;
  await until(() => devices.every(isRead));
  const { pick } = createRandom(20_261_130);
  const { id: taskId } = await boards[0].createTask();

  for (let step = 0; step < 60; step += 1) {
    const device = pick(devices);
    const act = pick([
      () => pick(boards).createTask({ assigneeId: ada.id }),
      () => pick(boards).createTask({ description: `For [@Ada](user:${ada.id})` }),
      () => boards[0].createComment(taskId, `Look, [@Ada](user:${ada.id})`),
      () => Promise.all(Array.from({ length: replayLimit + 1 }, () => boards[1].createTask({ assigneeId: ada.id }))),
      () => device.proxy.cut(),
      () => {
        device.proxy.turn({ kind: "refusing" });
        device.proxy.cut();
      },
      () => device.proxy.turn({ kind: "fair" }),
      () => device.reload(),
      () => {
        const { notices } = device.person.inbox.view;
        if (notices?.length) device.person.markRead(pick(notices).seq);
      },
    ]);
    await act();
  }

  for (const { proxy } of devices) proxy.turn({ kind: "fair" });
  const { id: lastId } = await boards[0].createTask({ assigneeId: ada.id });
  const isLast = ({ person }: Device) => {
    const [newest] = person.inbox.view.notices ?? [];
    return newest?.__typename === "TaskAssigned" && newest.taskId === lastId;
  };
  await until(() => devices.every(isLast));
  for (const { person } of devices) {
    while (person.inbox.view.hasMore) expect(await person.inbox.more()).toBeNull();
    person.markRead(Number(person.inbox.view.notices?.[0]?.seq) - 1);
  }
  // A mark shows before the server has it.
  const { viewer } = await vi.waitFor(
    async () => {
      const read = await ada.expect(NoticesDocument, { first: 100 });
      expect(read.viewer.unreadCount).toBe(1);
      return read;
    },
    { timeout: patience },
  );
  await until(() => devices.every(({ person }) => person.inbox.view.unreadCount === 1));
  const stored = viewer.notices.nodes.map(({ seq }) => seq);
  for (const device of devices) {
    expect(seqs(device)?.slice(0, stored.length)).toEqual(stored);
    expect(new Set(seqs(device)).size).toBe(seqs(device)?.length);
    expect(device.person.inbox.view.notices?.map(({ isUnread }) => isUnread).indexOf(false)).toBe(1);
  }
});

it("lists the projects and tasks as they are, through a rename, a removal and a way back", async () => {
  const device = await openDevice();
  const names = () => device.person.projects.view.items?.map(({ name }) => name);
  await until(() => names()?.length === 2);
  expect(names()).toEqual(["Moon", "Launch"]);
  await boards[0].createTask({ title: "Rocket", assigneeId: ada.id });
  await until(() => device.person.tasks.view.items?.length === 1);
  await grace.expect(UpdateProjectDocument, { input: { projectId: boards[0].projectId, name: "Landing" } });
  await until(() => names()?.[1] === "Landing");
  expect(device.person.tasks.view.items).toMatchObject([{ title: "Rocket", project: { name: "Landing" } }]);
  expect(device.person.projects.view.items?.[1]).toMatchObject({
    ...{ viewerRole: "MEMBER", openTasks: { totalCount: 1 } },
    members: { totalCount: 2, nodes: [{ user: { id: grace.id } }, { user: { id: ada.id } }] },
  });
  await grace.expect(RemoveMemberDocument, { input: { projectId: boards[0].projectId, userId: ada.id } });
  await until(() => names()?.length === 1 && device.person.tasks.view.items?.length === 0);
  // The disk has it, too.
  device.proxy.turn({ kind: "refusing" });
  device.proxy.cut();
  await device.reload();
  await until(() => names()?.[0] === "Moon");
  expect(names()).toEqual(["Moon"]);
});

it("leaves the few places of a network without WebSocket to the person's stream", async () => {
  const streamed: unknown[] = [];
  const { person } = await openDevice({
    transports: ["sse"],
    fetch(url, init) {
      const isStream = new Headers(init?.headers).get("accept") === "text/event-stream";
      if (isStream) streamed.push(/subscription (\w+)/.exec(String(init?.body))?.[1]);
      return fetch(url, init);
    },
  });
  await until(() => person.projects.view.items?.length === 2 && person.inbox.view.notices?.length === 2);
  await boards[0].createTask({ title: "Rocket", assigneeId: ada.id });
  await until(() => person.inbox.view.notices?.length === 3 && person.tasks.view.items?.length === 1);
  expect(new Set(streamed)).toEqual(new Set(["PersonEvents"]));
});
