import { afterAll, beforeAll, expect, it } from "vitest";
import { changeProject } from "../../src/operations/change-project.ts";
import { createTask } from "../../src/operations/create-task.ts";
import { deleteTask } from "../../src/operations/delete-task.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { updateTask } from "../../src/operations/update-task.ts";
import { createStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let ada: OperationContext;
let grace: OperationContext;

beforeAll(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  grace = await stage.user("grace");
});

afterAll(() => stage.close());

async function createTaskIn(projectId: string): Promise<string> {
  return (await changeProject(ada, createTask, { projectId, title: "A task" })).task.id;
}

const rename = (context: OperationContext, taskId: string, title: string) =>
  changeProject(context, updateTask, { taskId, title });

it("remembers the project of an item that was made or looked up", async () => {
  const projectId = await stage.project(ada);
  const taskId = await createTaskIn(projectId);
  expect(ada.itemProjects.get(taskId)).toBe(projectId);
  const elsewhere = { ...ada, itemProjects: new Map<string, string>() };
  await rename(elsewhere, taskId, "Renamed");
  expect([...elsewhere.itemProjects]).toEqual([[taskId, projectId]]);
});

it("looks again where the remembered project does not have the item, as after a restore", async () => {
  const [projectId, another] = [await stage.project(ada), await stage.project(ada)];
  const taskId = await createTaskIn(projectId);
  ada.itemProjects.set(taskId, another);
  expect(await rename(ada, taskId, "Renamed")).toMatchObject({ task: { title: "Renamed" } });
  expect(ada.itemProjects.get(taskId)).toBe(projectId);
});

it("a remembered project opens nothing to others, and brings nothing back", async () => {
  const taskId = await createTaskIn(await stage.project(ada));
  grace.itemProjects.set(taskId, ada.itemProjects.get(taskId) ?? "");
  await expect(rename(grace, taskId, "Mine")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await changeProject(ada, deleteTask, { taskId });
  await expect(rename(ada, taskId, "Renamed")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("changes that wait for a project at once are made together, by whoever is a member", async () => {
  const projectId = await stage.project(ada);
  const tasks = [await createTaskIn(projectId), await createTaskIn(projectId)];
  const answers = await Promise.allSettled(
    tasks.flatMap((taskId) => [
      rename(ada, taskId, "Ada's"),
      rename(grace, taskId, "Grace's"),
      rename(ada, taskId, "Last"),
    ]),
  );
  expect(answers.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  const versions = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  expect(versions.map((result) => "task" in result && result.task.version)).toEqual([1, 2, 1, 2]);
});
