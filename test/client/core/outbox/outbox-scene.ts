import { resolveIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { BatchLimits } from "../../../../client/core/outbox/next-batch.ts";
import { Outbox } from "../../../../client/core/outbox/outbox.ts";
import { OutboxRunner } from "../../../../client/core/outbox/outbox-runner.ts";
import { ProjectStore } from "../../../../client/core/store/project-store.ts";
import type { OutboxStorage, Outcome, StoredIntent } from "../../../../client/core/types.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { Random } from "../../../simulation/random.ts";
import { VirtualClock } from "../../../simulation/virtual-clock.ts";
import { FakeDisk } from "../model/fake-disk.ts";
import { ada, FakeServer, projectId, RequestError } from "../model/fake-server.ts";
import { createVirtualEnvironment } from "../model/virtual-environment.ts";

type WireChanges = Parameters<FakeServer["applyChanges"]>[1];

export interface OutboxScene {
  readonly time: VirtualClock;
  readonly disk: FakeDisk;
  readonly server: FakeServer;
  readonly store: ProjectStore;
  readonly outbox: Outbox;
  readonly runner: OutboxRunner;
  readonly environment: ReturnType<typeof createVirtualEnvironment>;
  /** Changes of each request, as they were sent. */
  readonly requests: WireChanges[];
  /** Outcomes of the next requests instead of the server's; null: the server's answer. */
  readonly script: (Outcome | null)[];
  submit(change: Change): ReturnType<Outbox["submit"]>;
  resolve(id: string, change?: Change): ReturnType<typeof resolveIntent>;
  /** The stream begins, with a board that starts over or goes on. */
  follow(startsOver?: boolean): void;
  /** Another tab on the same disk and server. Its writes take so many milliseconds longer; default: 0. */
  openTab(delay?: number): OutboxScene;
}

export interface SceneOptions {
  readonly limits?: BatchLimits;
  /** Changes that the server takes in a minute; a request that exceeds it uses up what is left. */
  readonly perMinute?: number;
  /** The server takes no empty title, and names those that have one. Default: false. */
  readonly namesInvalid?: boolean;
  /** Outcome of a request instead of the server's; null: the server's answer. Default: null for each. */
  readonly intercept?: (changes: WireChanges) => Outcome | null;
  readonly time?: VirtualClock;
  readonly disk?: FakeDisk;
  /** Milliseconds by which writes to the disk are late. Default: 0. */
  readonly delay?: number;
  readonly server?: FakeServer;
  readonly seed?: number;
}

/** A store, outbox and runner of Ada's on a fake clock, disk and server with the tasks `task-0` to `task-3`. */
export function createOutboxScene(options: SceneOptions = {}): OutboxScene {
  const {
    limits,
    perMinute = Number.POSITIVE_INFINITY,
    namesInvalid = false,
    intercept = () => null,
    time = new VirtualClock(1_700_000_000_000),
    server = new FakeServer(),
    seed = 1,
    delay = 0,
  } = options;
  const disk = options.disk ?? new FakeDisk(time);
  const environment = createVirtualEnvironment(time, new Random(seed));
  const outbox = new Outbox({ environment, storage: openStorage(disk, time, delay) });
  const store = new ProjectStore(projectId);
  const requests: WireChanges[] = [];
  let minute = { began: 0, changes: 0 };
  const script: (Outcome | null)[] = [];
  const runner = new OutboxRunner({
    environment,
    outbox,
    ...(limits && { limits }),
    askProof: () => void time.schedule(30, () => scene.follow()),
    async send({ variables }) {
      const { input } = JSON.parse(JSON.stringify(variables)) as { input: { changes: WireChanges } };
      requests.push(input.changes);
      await time.pass(10);
      if (time.now >= minute.began + 60_000) minute = { began: time.now, changes: 0 };
      minute.changes += input.changes.length;
      if (minute.changes > perMinute) return errorOf("RATE_LIMITED", (minute.began + 60_000 - time.now) / 1_000);
      const invalid = namesInvalid ? nameInvalid(input.changes) : null;
      return script.shift() ?? intercept(input.changes) ?? invalid ?? answer(server, input.changes);
    },
  });
  outbox.attach(store);
  const scene: OutboxScene = {
    ...{ time, disk, server, store, outbox, runner, environment, requests, script },
    submit: (change) => outbox.submit(projectId, change),
    resolve: (id, change) => resolveIntent(outbox, environment, id, change),
    follow(startsOver = false) {
      store.receive({ kind: "board", board: server.board(), startsOver });
      store.receive({ kind: "ready", seq: server.data.seq, cursor: server.cursor, present: [] });
    },
    openTab: (late = 0) => createOutboxScene({ time, disk, server, seed: seed + 1, delay: late }),
  };
  const { onCommit } = server;
  server.onCommit = () => {
    onCommit();
    time.schedule(20, () => bring(scene));
  };
  return scene;
}

/** A scene that has read the disk and follows the server. Its runner does not run. */
export function startScene(): OutboxScene {
  const scene = createOutboxScene();
  void scene.outbox.reread();
  scene.follow();
  return scene;
}

/** Two tabs of one browser. Neither hears of the other's writes. */
export function startTabs(): [OutboxScene, OutboxScene] {
  const one = startScene();
  const other = one.openTab();
  void other.outbox.reread();
  other.follow();
  return [one, other];
}

/** Intents in conflict, in their order. */
export function conflictsOf({ outbox }: Pick<OutboxScene, "outbox">): readonly StoredIntent[] {
  return outbox.intents.filter(({ standing }) => standing.kind === "conflict");
}

/** Intents that the server has refused, in their order. */
export function refusedOf({ outbox }: Pick<OutboxScene, "outbox">): readonly StoredIntent[] {
  return outbox.intents.filter(({ standing }) => standing.kind === "refused");
}

/** Inputs of the intents, in their order. */
export function inputsOf({ outbox }: OutboxScene): readonly object[] {
  return outbox.intents.map(({ change }) => change.input);
}

/** Resolves with what a promise gives once storage has had the time to answer. */
export async function told<T>({ time }: OutboxScene, answer: Promise<T>): Promise<T> {
  await time.advance(100);
  return answer;
}

function openStorage(disk: FakeDisk, time: VirtualClock, delay: number): OutboxStorage {
  const storage = disk.openOutbox();
  return {
    read: () => storage.read(),
    async write(change) {
      if (delay > 0) await time.pass(delay);
      return storage.write(change);
    },
  };
}

/** Brings the events that the store lacks. */
/** Creates a scene that follows its project and sends. */
export function startRunning(options: Parameters<typeof createOutboxScene>[0] = {}): Promise<OutboxScene> {
  return follow(createOutboxScene(options));
}

/** Lets a scene read its disk, follow its project and send. */
export async function follow(scene: OutboxScene): Promise<OutboxScene> {
  void scene.outbox.reread();
  scene.follow();
  scene.runner.start();
  await scene.time.advance(10);
  return scene;
}

function bring({ server, store }: OutboxScene): void {
  const events = structuredClone(server.data.log.slice(store.state.seq));
  if (store.state.status !== "loaded" || events.length === 0) return;
  store.receive({ kind: "events", events, seq: server.data.seq, cursor: server.cursor });
}

function answer(server: FakeServer, changes: WireChanges): Outcome {
  try {
    return { kind: "data", data: structuredClone({ applyChanges: server.applyChanges(ada, changes) }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return errorOf(error.code);
  }
}

/** The refusal of a batch with empty titles, as the server writes it; null: there is none. */
function nameInvalid(changes: WireChanges): Outcome | null {
  const issues = changes.flatMap((change, index) => {
    const isEmpty = change["createTask"]?.["title"] === "";
    return isEmpty ? [{ path: ["input", "changes", index, "createTask", "title"], message: "must not be empty." }] : [];
  });
  if (issues.length === 0) return null;
  const message = issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(" ");
  return { kind: "errors", status: 200, errors: [{ message, extensions: { code: "BAD_USER_INPUT", issues } }] };
}

/** An answer that is nothing but one error. */
export function errorOf(code: string, retryAfter?: number): Outcome {
  const extensions = { code, ...(retryAfter !== undefined && { retryAfter }) };
  return { kind: "errors", status: 200, errors: [{ message: `It is ${code}.`, extensions }] };
}

/** A result for each change, all the same. */
export function resultsOf(count: number, result: object): Outcome {
  return { kind: "data", data: { applyChanges: { results: Array.from({ length: count }, () => result) } } };
}

export function titleOf(number: number, title: string): Change {
  return { kind: "updateTask", input: { taskId: `task-${number}`, title } };
}
