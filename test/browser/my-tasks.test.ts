import { expect, it } from "vitest";
import { ApplyChangesDocument, CreateProjectDocument } from "../support/generated/graphql.ts";
import { range } from "../support/range.ts";
import { inAllLooks } from "./all-looks.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

it("shows one's open tasks of all projects by due date, and leads to each", async () => {
  const { ada, projectId } = scene;
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Archive" } });
  const other = createProject?.project.id ?? "";
  const mine = { assigneeId: ada.id };
  await apply(projectId, [
    { ...mine, title: "Book the room", dueAt: "2030-05-17T00:00:00.000Z", priority: "HIGH" },
    { ...mine, title: "Choose a name", dueAt: "2020-05-17T00:00:00.000Z" },
    { ...mine, title: "Pay the deposit", dueAt: "2020-05-18T00:00:00.000Z", status: "DONE" },
    { title: "Nobody's" },
  ]);
  await apply(other, [
    { ...mine, title: "Sort the boxes" },
    { ...mine, title: "Call the archive", dueAt: "2019-05-17T00:00:00.000Z" },
  ]);
  await ada.open("/");
  await ada.page.getByRole("link", { name: "My tasks" }).click();
  const titles = (group: string) => ada.column(group).getByRole("link").allTextContents();
  await expect.poll(() => titles("Overdue")).toEqual(["Call the archive", "Choose a name"]);
  await expect.poll(() => titles("Due later")).toEqual(["Book the room"]);
  await expect.poll(() => titles("No due date")).toEqual(["Sort the boxes"]);
  await ada.column("Overdue").getByText("To do in Archive").waitFor();
  await inAllLooks(ada, "my-tasks", "main");
  await ada.page.reload();
  await ada.page.getByRole("link", { name: "Sort the boxes" }).click();
  await ada.page.getByRole("heading", { name: "Archive", level: 1 }).waitFor();
  await ada.panel.waitFor();
});

it("says that the list is not whole when a further page fails, and loads it", async () => {
  const { ada, projectId } = scene;
  const tasks = range(1, 110).map((number) => ({ title: `Task ${number}`, assigneeId: ada.id }));
  for (const start of [0, 50, 100]) await apply(projectId, tasks.slice(start, start + 50));
  let isFailing = true;
  await ada.page.route("**/graphql", async (route) => {
    const { variables } = (route.request().postDataJSON() ?? {}) as { variables?: { first?: number; after?: string } };
    if (isFailing && variables?.first === 100 && variables.after) await route.abort();
    else await route.fallback();
  });
  await ada.open("/my-tasks");
  await ada.page.getByText("Not all of your tasks could be loaded, trying again.").waitFor();
  await ada.page.getByRole("button", { name: "Show more" }).waitFor();
  isFailing = false;
  await expect.poll(() => ada.column("No due date").getByRole("link").count()).toBe(110);
  await ada.page.getByText("Not all of your tasks").waitFor({ state: "detached" });
});

async function apply(projectId: string, tasks: readonly object[]): Promise<void> {
  const changes = tasks.map((task) => ({ createTask: { projectId, ...task } }));
  await scene.ada.send(ApplyChangesDocument, { input: { projectId, changes } } as never);
}
