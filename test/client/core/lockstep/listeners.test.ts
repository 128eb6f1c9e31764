import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callSafely } from "../../../../client/core/listeners.ts";
import type { Lockstep, ObservedProject, ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { Topic } from "../../../../client/core/store/project-store.ts";
import { projectEventsText } from "../../../../client/generated/events-text.ts";
import { createTestStorage, type FakeProject, FakeServer } from "../../../../client/testing/index.ts";
import { createFastEnvironment, isLive, until } from "./until.ts";

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const grace = { id: "grace", name: "Grace", email: "grace@example.org" };
const alan = { id: "alan", name: "Alan", email: "alan@example.org" };
const taskId = crypto.randomUUID();

let server: FakeServer;
let shared: FakeProject;
let person: string;
let opened: Lockstep[];
let reported: unknown[];

beforeEach(() => {
  reported = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  server = new FakeServer([ada, grace, alan]);
  shared = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
  shared.change(ada, { kind: "createTask", input: { id: taskId, title: "First" } });
  shared.change(ada, { kind: "createComment", input: { taskId, body: "Comment" } });
  person = "ada";
  opened = [];
});

afterEach(() => {
  for (const lockstep of opened) lockstep.close();
  vi.unstubAllGlobals();
});

interface Scene {
  readonly lockstep: Lockstep;
  readonly project: ProjectHandle;
}

type Watch = (scene: Scene, listener: () => void) => () => void;

const topics: readonly Topic[] = ["state", "project", "labels", "members", `task:${taskId}`, "column:TODO"];

/** Streams of the app's own: `called` is the one function that calls the listener. */
function watchStream(called: "request" | "next" | "interrupted"): Watch {
  return ({ lockstep, project: { projectId } }, listener) => {
    const tell = (name: string) => name === called && listener();
    return lockstep.subscribe({
      request() {
        tell("request");
        return { query: projectEventsText, variables: { projectId, announce: false, after: null } };
      },
      next: () => tell("next"),
      interrupted: () => tell("interrupted"),
      refused: () => null,
      completed: () => {},
    });
  };
}

const watched: Readonly<Record<string, Watch>> = {
  ...Object.fromEntries(
    topics.map((topic): [string, Watch] => [
      `topic ${topic.replace(taskId, "<id>")}`,
      ({ project }, listener) => project.subscribe(topic, listener),
    ]),
  ),
  "topic comments:<id>": ({ project }, listener) => project.subscribe(`comments:${taskId}`, listener),
  onItem: ({ project }, listener) => project.onItem(listener),
  outbox: ({ lockstep }, listener) => lockstep.outbox.subscribe(listener),
  connection: ({ lockstep }, listener) => lockstep.connection.subscribe(listener),
  account: ({ lockstep }, listener) => lockstep.account.subscribe(listener),
  "onChange of an observer": ({ lockstep }, listener) =>
    lockstep.observe((project: ObservedProject) => project.onChange(listener)),
  "observe, at the start": ({ lockstep }, listener) =>
    lockstep.observe(() => {
      listener();
      return () => {};
    }),
  "observe, at the end": ({ lockstep }, listener) => lockstep.observe(() => listener),
  "request of a stream": watchStream("request"),
  "next of a stream": watchStream("next"),
  "interrupted of a stream": watchStream("interrupted"),
};

/** Adds listeners that misbehave. Returns what must hold at the end. */
type Misbehave = (watch: (listener: () => void) => () => void) => () => void;

const misdeeds: Readonly<Record<string, Misbehave>> = {
  "throws once": (watch) => {
    let calls = 0;
    watch(() => {
      calls += 1;
      if (calls === 1) throw new Error("once");
    });
    return () => expect(reported).toEqual([new Error("once")]);
  },
  "throws always": (watch) => {
    let calls = 0;
    watch(() => {
      calls += 1;
      throw new Error("always");
    });
    return () => {
      expect(calls).toBeGreaterThan(0);
      expect(reported).toEqual(Array.from({ length: calls }, () => new Error("always")));
    };
  },
  "unsubscribes itself": (watch) => {
    let calls = 0;
    const end = watch(() => {
      calls += 1;
      queueMicrotask(() => end());
    });
    return () => expect(calls).toBeGreaterThan(0);
  },
  "unsubscribes another": (watch) => {
    let late = 0;
    let isEnded = false;
    let end = () => {};
    watch(() => {
      isEnded = true;
      end();
    });
    end = watch(() => {
      if (isEnded) late += 1;
    });
    return () => {
      expect(isEnded).toBe(true);
      expect(late).toBe(0);
    };
  },
  "subscribes again on each call": (watch) => {
    let calls = 0;
    let end = () => {};
    const listener = () => {
      calls += 1;
      expect(calls).toBeLessThan(1_000);
      const old = end;
      end = () => {};
      old();
      end = watch(listener);
    };
    end = watch(listener);
    return () => expect(calls).toBeGreaterThan(0);
  },
};

/**
 * Called within the subscribing or unsubscribing itself, so what they do to others is the app's own order, or its own
 * loop.
 */
const callsAtOnce = ["observe, at the start", "observe, at the end", "request of a stream"];

const cases = Object.keys(watched).flatMap((name) =>
  Object.keys(misdeeds)
    .filter((misdeed) => !callsAtOnce.includes(name) || !/another|again/.test(misdeed))
    // Each stream that is opened brings a result, which opens the next one.
    .filter((misdeed) => name !== "next of a stream" || !misdeed.includes("again"))
    .map((misdeed) => [name, misdeed] as const),
);

it.each(cases)("%s: a listener that %s changes nothing", async (name, misdeed) => {
  const lockstep = connect(() => person);
  const project = lockstep.project(shared.id);
  const scene = { lockstep, project };
  await until(() => isLive(project));
  expect(await project.loadComments(taskId)).toBeNull();
  let witnessed = 0;
  const watch = (listener: () => void) => (watched[name] as Watch)(scene, listener);
  const check = (misdeeds[misdeed] as Misbehave)(watch);
  watch(() => {
    witnessed += 1;
  });

  // Live.
  const other = server.addProject({ members: { ada: "OWNER" } });
  const second = lockstep.project(other.id);
  await until(() => isLive(second));
  second.close();
  changeAll("live");
  await until(() => shows(project, "live"));
  // Missed, and made offline.
  server.goOffline();
  await until(() => lockstep.connection.state.status === "offline");
  changeAll("missed");
  const { accepted } = project.submit({ kind: "createTask", input: { title: "Own" } });
  expect(lockstep.outbox.intents).toHaveLength(1);
  await accepted;
  server.goOnline();
  await until(() => shows(project, "missed") && isLive(project) && lockstep.outbox.intents.length === 0);
  expect(titles(project).filter((title) => title === "Own")).toEqual(["Own"]);
  // Another person, and the first one again.
  for (const next of [grace, ada]) {
    person = next.id;
    lockstep.reconnect();
    await until(() => project.me?.id === next.id && isLive(project));
    expect(titles(project)).toContain("Own");
  }
  lockstep.close();

  expect(witnessed).toBeGreaterThan(0);
  check();
  if (!misdeed.startsWith("throws")) expect(reported).toEqual([]);
});

it("an outbox listener that throws when storage fails does not stop the writing", async () => {
  const storage = createTestStorage();
  let isFull = false;
  const outbox: typeof storage.outbox = {
    ...storage.outbox,
    write: async (change) => {
      if (isFull) throw new Error("full");
      return storage.outbox.write(change);
    },
  };
  const lockstep = connect(() => person, { ...storage, outbox });
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  server.goOffline();
  lockstep.outbox.subscribe(() => {
    throw new Error("always");
  });
  const submit = (title: string) => project.submit({ kind: "createTask", input: { title } }).accepted;
  isFull = true;
  expect(await submit("One")).toBe("memory");
  isFull = false;
  expect(await submit("Two")).toBe("disk");
  expect(await storage.outbox.read()).toHaveLength(2);
  expect(reported.length).toBeGreaterThan(2);
});

it("a change that storage takes is on its way before the first listener hears of it", async () => {
  const lockstep = connect(() => person);
  const project = lockstep.project(shared.id);
  await until(() => isLive(project));
  const nested: Promise<unknown>[] = [];
  const end = lockstep.outbox.subscribe(() => {
    end();
    nested.push(project.submit({ kind: "createTask", input: { title: "Nested" } }).accepted);
    throw new Error("after another change");
  });
  expect(await project.submit({ kind: "createTask", input: { title: "Own" } }).accepted).toBe("disk");
  expect(await Promise.all(nested)).toEqual(["disk"]);
  await until(() => lockstep.outbox.intents.length === 0);
  expect(titles(project)).toEqual(expect.arrayContaining(["Own", "Nested"]));
});

it("all projects show the person before the first listener is called", async () => {
  const other = server.addProject({ members: { ada: "OWNER", grace: "MEMBER" } });
  const lockstep = connect(() => person);
  const projects = [lockstep.project(shared.id), lockstep.project(other.id)];
  await until(() => projects.every(isLive));
  const seen = new Set<string>();
  for (const project of projects) {
    project.subscribe("state", () => void seen.add(projects.map(({ me }) => me?.id ?? "nobody").join()));
  }
  person = "grace";
  lockstep.reconnect();
  await until(() => projects.every((project) => project.me?.id === "grace" && isLive(project)));
  expect([...seen].filter((people) => people.includes("ada"))).toEqual([]);
});

it.each<[string, (scene: Scene) => void]>([
  ["its project", ({ project }) => project.close()],
  ["the client", ({ lockstep }) => lockstep.close()],
])("a listener that closes %s leaves no stream open", async (_, close) => {
  let streams = 0;
  const subscribe = shared.subscribe.bind(shared);
  vi.spyOn(shared, "subscribe").mockImplementation((listener) => {
    streams += 1;
    const end = subscribe(listener);
    return () => {
      streams -= 1;
      end();
    };
  });
  const lockstep = connect(() => person);
  // Keeps the connection open.
  const other = lockstep.project(server.addProject({ members: { ada: "OWNER" } }).id);
  await until(() => isLive(other));
  const project = lockstep.project(shared.id);
  const closed = new Promise<void>((resolve) => {
    project.onItem(({ kind }) => {
      if (kind !== "board") return;
      close({ lockstep, project });
      resolve();
    });
  });
  await closed;
  const witness = connect(() => "grace").project(shared.id);
  await until(() => isLive(witness));
  expect(streams).toBe(1);
});

it("without `reportError`, as in Node, the error is an uncaught exception", () => {
  vi.stubGlobal("reportError", undefined);
  const queued: (() => void)[] = [];
  vi.stubGlobal("queueMicrotask", (task: () => void) => queued.push(task));
  const result = callSafely(() => {
    throw new Error("Fault in the app");
  });
  expect(result).toBeUndefined();
  expect(queued).toHaveLength(1);
  expect(queued[0]).toThrow("Fault in the app");
});

function connect(findPerson: () => string, storage = createTestStorage()): Lockstep {
  const lockstep = server.connect(findPerson, { storage, environment: createFastEnvironment(server) });
  opened.push(lockstep);
  return lockstep;
}

/** Grace changes something of every topic. */
function changeAll(word: string): void {
  shared.data.project = { ...shared.data.project, name: word };
  shared.record(ada, {}, { __typename: "ProjectUpdated", project: shared.data.project });
  shared.change(grace, { kind: "createTask", input: { title: word } });
  shared.change(grace, { kind: "updateTask", input: { taskId, description: word } });
  shared.change(grace, { kind: "createLabel", input: { name: word, color: "RED" } });
  shared.change(grace, { kind: "createComment", input: { taskId, body: word } });
  shared.setMember(ada, alan, word === "live" ? "VIEWER" : "MEMBER");
}

function shows(project: ProjectHandle, word: string): boolean {
  return (
    project.project?.name === word &&
    titles(project).includes(word) &&
    project.task(taskId)?.description === word &&
    project.labels().some(({ name }) => name === word) &&
    project.comments(taskId)?.some(({ body }) => body === word) === true &&
    project.members().some(({ user, role }) => user.id === "alan" && role === (word === "live" ? "VIEWER" : "MEMBER"))
  );
}

function titles(project: ProjectHandle): string[] {
  return project.column("TODO").map(({ title }) => title);
}
