import { expect, it } from "vitest";
import { dismissIntent, retryIntent } from "../../../../client/core/outbox/decide-intents.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { FakeServer } from "../../../../client/testing/index.ts";
import { isLive, until } from "../lockstep/until.ts";
import { ada } from "../model/fake-server.ts";
import { type OutboxScene, refusedOf, startScene, titleOf, told } from "./outbox-scene.ts";

const id = "0f2f5a1e-7a55-4d0e-9c5c-2f4c1f0a6b01";
const parent = "1f2f5a1e-7a55-4d0e-9c5c-2f4c1f0a6b02";

/** Creations by the same id. The parent of a comment is a new task, whose comments are known. */
const creations: Readonly<Record<string, (text: string) => Change>> = {
  task: (title) => ({ kind: "createTask", input: { id, title } }),
  comment: (body) => ({ kind: "createComment", input: { id, taskId: parent, body } }),
};

it.each(Object.entries(creations))(
  "a second new %s of an id is refused with its text, at once",
  async (_, toChange) => {
    const scene = await start();
    scene.submit(toChange("First"));
    scene.submit(toChange("Second"));
    expectRefused(scene, toChange("Second"));
    await scene.time.advance(5_000);
    expectRefused(scene, toChange("Second"));
    scene.submit(toChange("Third"));
    expect(refusedOf(scene)).toHaveLength(2);
    expect(textsOnServer(scene)).toEqual(["First"]);
    const [refused, other] = refusedOf(scene);
    await told(scene, retryIntent(scene.outbox, refused?.id ?? ""));
    await scene.time.advance(5_000);
    expect(refusedOf(scene)).toHaveLength(2);
    for (const each of [refused, other])
      expect(await told(scene, dismissIntent(scene.outbox, each?.id ?? ""))).toBe("disk");
    expect(scene.outbox.intents).toEqual([]);
  },
);

it.each(Object.entries(creations))("a new %s that another device makes meanwhile is refused", async (_, toChange) => {
  const scene = await start();
  scene.store.receive({ kind: "interrupted" });
  scene.submit(toChange("Mine"));
  const { kind, input } = toChange("Elsewhere");
  scene.server.change(ada, kind, { ...input });
  await scene.time.advance(5_000);
  scene.store.receive({ kind: "ready", seq: scene.server.data.seq, cursor: scene.server.cursor, present: [] });
  await scene.time.advance(5_000);
  expectRefused(scene, toChange("Mine"));
  expect(textsOnServer(scene)).toEqual(["Elsewhere"]);
});

it.each(Object.entries(creations))("a new %s whose answer was lost is made once", async (_, toChange) => {
  const scene = await start();
  const { server } = scene;
  scene.script.push({ kind: "timeout" });
  scene.submit(toChange("Mine"));
  await scene.time.advance(15);
  const [change] = scene.requests.at(-1) ?? [];
  // The server has made it all the same.
  if (change) server.applyChanges(ada, [change]);
  await scene.time.advance(5_000);
  expect([scene.outbox.intents, textsOnServer(scene)]).toEqual([[], ["Mine"]]);
});

it("edits and a deletion of the item of a taken id are sent", async () => {
  const scene = await start();
  const toChange = (title: string): Change => ({ kind: "createTask", input: { id: "task-0", title } });
  scene.store.receive({ kind: "interrupted" });
  scene.submit(toChange("Mine"));
  scene.submit(titleOf(0, "Edited"));
  expectRefused(scene, toChange("Mine"));
  expect(scene.store.task("task-0")?.title).toBe("Edited");
  scene.follow();
  await scene.time.advance(5_000);
  expect(scene.server.data.tasks.get("task-0")?.value.title).toBe("Edited");
  scene.submit({ kind: "deleteTask", input: { taskId: "task-0" } });
  await scene.time.advance(5_000);
  expect(scene.server.data.tasks.has("task-0")).toBe(false);
  expectRefused(scene, toChange("Mine"));
});

it("a second new label of an id is refused with its text", async () => {
  const server = new FakeServer([ada]);
  const lockstep = server.connect(ada.id);
  const project = lockstep.project(server.addProject({ members: { [ada.id]: "OWNER" } }).id);
  await until(() => isLive(project));
  for (const name of ["First", "Second"]) {
    project.submit({ kind: "createLabel", input: { id, name, color: "RED" } });
    await until(() => lockstep.outbox.intents.every(({ standing }) => standing.kind === "refused"));
  }
  expect(lockstep.outbox.intents.map(({ change }) => change.input)).toEqual([{ id, name: "Second", color: "RED" }]);
  expect(project.labels().map(({ name }) => name)).toEqual(["First"]);
  lockstep.close();
});

async function start(): Promise<OutboxScene> {
  const scene = startScene();
  scene.runner.start();
  scene.submit({ kind: "createTask", input: { id: parent, title: "Parent" } });
  await scene.time.advance(1_000);
  return scene;
}

function expectRefused(scene: OutboxScene, { kind, input }: Change): void {
  expect(refusedOf(scene).map(({ change, standing }) => ({ change, standing }))).toMatchObject([
    { change: { kind, input }, standing: { code: "BAD_USER_INPUT", path: [kind, "id"] } },
  ]);
}

/** Texts of the item with the id. */
function textsOnServer({ server: { data } }: OutboxScene): unknown[] {
  return [data.tasks.get(id)?.value.title, data.comments.get(id)?.value.body].filter((text) => text !== undefined);
}
