import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lockstep } from "../../../../client/core/lockstep/lockstep.ts";
import { OpenPerson } from "../../../../client/core/person/open-person.ts";
import type { Person } from "../../../../client/core/person/person.ts";
import type { AccountStorage } from "../../../../client/core/storage/account-storage.ts";
import { myTaskListText, projectListText } from "../../../../client/generated/person-texts.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { range } from "../../../support/range.ts";
import { until } from "../lockstep/until.ts";
import { createFakeLocks } from "../tabs/fake-locks.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };

let server: FakeServer;
let project: FakeProject;
let storage: AccountStorage;
let closings: (() => void)[];

beforeEach(() => {
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  server = new FakeServer([ada, grace]);
  project = server.addProject({ name: "Launch", members: { grace: "OWNER", ada: "MEMBER" } });
  storage = createTestStorage();
  closings = [];
});

afterEach(() => {
  for (const close of closings) close();
  vi.unstubAllGlobals();
});

/** A tab that shows the inbox and the lists. */
interface Tab {
  readonly lockstep: Lockstep;
  readonly person: Person;
  readonly close: () => void;
}

async function openTab(whoIsThere: () => string | null = () => "ada"): Promise<Tab> {
  const lockstep = server.connect(whoIsThere, { storage });
  const open = new OpenPerson(lockstep);
  let endLists = () => {};
  const show = () => {
    endLists();
    const endings = [open.current?.projects, open.current?.tasks].map((list) => list?.subscribe(() => {}));
    endLists = () => {
      for (const end of endings) end?.();
    };
  };
  const endUse = open.use(show);
  show();
  const close = () => {
    endLists();
    endUse();
    lockstep.close();
  };
  closings.push(close);
  await until(() => open.current !== null);
  const tab = {
    lockstep,
    get person(): Person {
      if (!open.current) throw new Error("Nobody is signed in.");
      return open.current;
    },
    close,
  };
  return tab;
}

const isLoaded = ({ person }: Tab) => person.inbox.view.notices !== null && person.projects.view.items !== null;
const kinds = ({ person }: Tab) => person.inbox.view.notices?.map(({ __typename }) => __typename);
const unread = ({ person }: Tab) => person.inbox.view.unreadCount;
const assign = (title: string) => project.change(grace, { kind: "createTask", input: { title, assigneeId: "ada" } });

it("notices arrive with their place, and the lists follow them", async () => {
  const tab = await openTab();
  await until(() => isLoaded(tab));
  const taskId = crypto.randomUUID();
  project.change(grace, { kind: "createTask", input: { id: taskId, title: "Rocket", assigneeId: "ada" } });
  project.change(grace, { kind: "createComment", input: { taskId, body: "Hello [@Ada](user:ada), it smokes" } });
  project.change(grace, { kind: "createComment", input: { taskId, body: "Out." } });
  const second = server.addProject({ name: "Moon", members: { grace: "OWNER" } });
  second.setMember(grace, ada, "MEMBER");
  await until(() => unread(tab) === 4);
  expect(tab.person.inbox.view.notices).toMatchObject([
    { __typename: "AddedToProject", project: { name: "Moon" }, isUnread: true },
    { __typename: "CommentedOnTask", taskId, excerpt: "Out." },
    { __typename: "Mentioned", taskId, excerpt: "Hello @Ada, it smokes", commentId: expect.any(String) },
    { __typename: "TaskAssigned", taskId, taskTitle: "Rocket", actor: grace },
  ]);
  await until(() => tab.person.projects.view.items?.length === 2 && tab.person.tasks.view.items?.length === 1);
  expect(tab.person.projects.view.items).toMatchObject([
    { name: "Moon", viewerRole: "MEMBER", members: { totalCount: 2 }, openTasks: { totalCount: 0 } },
    { name: "Launch", openTasks: { totalCount: 1 } },
  ]);
  expect(tab.person.tasks.view.items).toMatchObject([{ title: "Rocket", project: { name: "Launch" } }]);
  second.removeMember(grace, ada);
  await until(() => tab.person.projects.view.items?.length === 1);
});

it("lists follow changes that no notice tells of, while somebody looks at them", async () => {
  const hidden = server.addProject({ name: "Later", members: { grace: "OWNER", ada: "MEMBER" } });
  const { person } = await openTab();
  await until(() => person.projects.view.items?.length === 2);
  const counts = () => person.projects.view.items?.map(({ openTasks }) => openTasks.totalCount);
  const taskId = crypto.randomUUID();
  project.change(grace, { kind: "createTask", input: { id: taskId, title: "Rocket" } });
  hidden.change(grace, { kind: "createTask", input: { title: "Wait" } });
  await until(() => counts()?.join() === "1,1");
  project.change(grace, { kind: "updateTask", input: { taskId, assigneeId: "ada" } });
  await until(() => person.tasks.view.items?.length === 1);
  project.change(grace, { kind: "updateTask", input: { taskId, title: "Balloon" } });
  await until(() => person.tasks.view.items?.[0]?.title === "Balloon");
  project.change(grace, { kind: "updateTask", input: { taskId, assigneeId: null } });
  await until(() => person.tasks.view.items?.length === 0);
  expect(person.inbox.view.notices?.length).toBe(1);
});

it("a burst of notices loads each list once every two seconds at most", async () => {
  const tab = await openTab();
  await until(() => isLoaded(tab));
  const sent = vi.spyOn(tab.lockstep, "send");
  const started = performance.now();
  for (const number of range(1, 25)) {
    assign(String(number));
    await until(() => unread(tab) === number);
  }
  await until(() => tab.person.tasks.view.items?.length === 25);
  await until(() => tab.person.projects.view.items?.[0]?.openTasks.totalCount === 25);
  const most = 2 + (performance.now() - started) / 2_000;
  for (const text of [projectListText, myTaskListText]) {
    const loads = sent.mock.calls.filter(([{ document }]) => document === text);
    expect(loads.length).toBeLessThanOrEqual(most);
  }
});

it("a mark of one device counts on the others", async () => {
  const [laptop, phone] = [await openTab(), await openOnOtherDevice()];
  assign("One");
  assign("Two");
  await until(() => unread(laptop) === 2 && unread(phone) === 2);
  laptop.person.markRead(1);
  expect(unread(laptop)).toBe(1);
  await until(() => unread(phone) === 1);
  phone.person.markRead(2);
  await until(() => unread(laptop) === 0);
  expect(laptop.person.inbox.view.notices?.map(({ isUnread }) => isUnread)).toEqual([false, false]);
});

it("a mark that is made offline shows at once, survives a reload, and is sent once the server is back", async () => {
  const before = await openTab();
  assign("One");
  assign("Two");
  await until(() => unread(before) === 2);
  server.goOffline();
  before.person.markRead(2);
  expect(unread(before)).toBe(0);
  await until(() => before.lockstep.connection.state.status === "offline");
  before.close();

  const after = await openTab();
  await until(() => after.person.inbox.view.notices?.length === 2);
  expect(unread(after)).toBe(0);
  expect(server.inboxOf("ada").unreadCount).toBe(2);
  server.goOnline();
  await until(() => server.inboxOf("ada").unreadCount === 0);
});

it("an opened notice counts in all tabs of the device, and on other devices once all older ones are read", async () => {
  const [tab, phone] = [await openTab(), await openOnOtherDevice()];
  const beside = await openTab();
  for (const title of ["One", "Two", "Three"]) assign(title);
  await until(() => [tab, beside, phone].every((each) => unread(each) === 3));
  beside.person.markOpened(3);
  await until(() => unread(tab) === 2);
  expect(tab.person.inbox.view.notices?.map(({ isUnread }) => isUnread)).toEqual([false, true, true]);
  tab.person.markOpened(1);
  await until(() => unread(phone) === 2);
  expect(server.inboxOf("ada").unreadCount).toBe(2);

  for (const each of [tab, beside]) each.close();
  const after = await openTab();
  await until(() => unread(after) === 1);
  expect(after.person.inbox.view.notices?.map(({ isUnread }) => isUnread)).toEqual([false, true, false]);
  phone.person.markRead(2);
  await until(() => unread(after) === 0);
  // The one that was opened before follows.
  await until(() => server.inboxOf("ada").unreadCount === 0 && unread(phone) === 0);
});

it("a mark waits for the next sign-in of the person", async () => {
  const tab = await openTab();
  assign("One");
  await until(() => unread(tab) === 1);
  const end = server.failRequests({ code: "UNAUTHENTICATED" });
  tab.person.markRead(1);
  await until(() => tab.lockstep.connection.state.status === "parked");
  expect(unread(tab)).toBe(0);
  end();
  tab.lockstep.reconnect();
  await until(() => server.inboxOf("ada").unreadCount === 0);
});

it("a mark that the server refuses is taken back", async () => {
  const tab = await openTab();
  assign("One");
  await until(() => unread(tab) === 1);
  const release = server.failRequests({ code: "BAD_USER_INPUT" });
  tab.person.markRead(1);
  expect(unread(tab)).toBe(0);
  await until(() => unread(tab) === 1);
  release();
});

it("tabs share one stream, and another one goes on where the first has ended", async () => {
  const subscribe = vi.spyOn(server.inboxOf("ada"), "subscribe");
  const first = await openTab();
  await until(() => subscribe.mock.calls.length === 1);
  const second = await openTab();
  await until(() => isLoaded(second));
  assign("One");
  await until(() => unread(first) === 1 && unread(second) === 1);
  second.person.markRead(1);
  await until(() => unread(first) === 0);
  expect(subscribe).toHaveBeenCalledOnce();
  first.close();
  await until(() => subscribe.mock.calls.length === 2);
  assign("Two");
  await until(() => unread(second) === 1);
  expect(second.person.inbox.view.notices).toHaveLength(2);
});

it("a copy of another history is replaced, and what was read of it hides nothing", async () => {
  const before = await openTab();
  for (const title of ["Lost", "Lost, too", "Lost last"]) assign(title);
  await until(() => unread(before) === 3);
  before.person.markRead(1);
  before.person.markOpened(3);
  await until(() => server.inboxOf("ada").unreadCount === 2 && unread(before) === 1);
  before.close();

  server = new FakeServer([ada, grace]);
  project = server.addProject({ members: { grace: "OWNER", ada: "MEMBER" } });
  for (const title of ["Kept", "Kept, too", "Kept last"]) assign(title);
  const after = await openTab();
  const titles = () => after.person.inbox.view.notices?.map((notice) => "taskTitle" in notice && notice.taskTitle);
  await until(() => titles()?.join() === "Kept last,Kept, too,Kept");
  expect(after.person.inbox.view.notices?.map(({ isUnread }) => isUnread)).toEqual([true, true, true]);
  expect(unread(after)).toBe(3);
});

it("another person sees nothing of the first one, and a sign-out leaves nothing on disk", async () => {
  let who: string | null = "ada";
  const tab = await openTab(() => who);
  assign("Secret");
  await until(() => unread(tab) === 1 && tab.person.tasks.view.items?.length === 1);
  const adas = tab.person;
  who = "grace";
  tab.lockstep.reconnect();
  await until(() => tab.person !== adas && isLoaded(tab));
  expect(kinds(tab)).toEqual([]);
  expect(tab.person.tasks.view.items).toEqual([]);
  who = "ada";
  tab.lockstep.reconnect();
  await until(() => tab.lockstep.account.current?.subject === "ada" && unread(tab) === 1);
  const values = await tab.lockstep.account.openValues();
  const written = vi.spyOn(values ?? { write: async () => {} }, "write");
  await tab.lockstep.signOut();
  expect(() => tab.person).toThrow("Nobody is signed in.");
  expect(written).not.toHaveBeenCalled();
  server.goOffline();
  who = "ada";
  tab.lockstep.reconnect();
  const next = await openTab();
  expect(next.person.inbox.view.notices).toBeNull();
});

/** With a disk of its own, and no other tab. */
async function openOnOtherDevice(): Promise<Tab> {
  const own = storage;
  storage = createTestStorage();
  const { BroadcastChannel } = globalThis;
  vi.stubGlobal("BroadcastChannel", undefined);
  const tab = await openTab();
  vi.stubGlobal("BroadcastChannel", BroadcastChannel);
  storage = own;
  return tab;
}
