// Renders a board on the server, and follows a project of the fake server until a task is there. Prints both.
import type { Lockstep } from "lockstep/client/core";
import { LockstepProvider, useColumn, useProject, useTaskActions } from "lockstep/client/react";
import { FakeServer } from "lockstep/client/testing";
import { renderToString } from "react-dom/server";

function Board({ projectId }: { readonly projectId: string }) {
  const view = useProject(projectId);
  const tasks = useColumn(projectId, "TODO");
  const { create } = useTaskActions(projectId);
  if (view.status !== "open") return view.status;
  const titles: readonly string[] = tasks.map(({ title }) => title);
  return (
    <button type="button" onClick={() => void create({ title: "New" }).accepted}>
      {view.project.name}: {titles.join(", ")}
    </button>
  );
}

const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
const server = new FakeServer([ada]);
const { id } = server.addProject({ members: { ada: "OWNER" } });
const lockstep: Lockstep = server.connect("ada");
const html = renderToString(
  <LockstepProvider lockstep={lockstep}>
    <Board projectId={id} />
  </LockstepProvider>,
);

const project = lockstep.project(id);
project.subscribe("column:TODO", () => {
  const [task] = project.column("TODO");
  if (!task || lockstep.outbox.intents.length > 0) return;
  console.log(JSON.stringify({ server: html, task: task.title }));
  lockstep.close();
});
project.subscribe("state", () => {
  const isNew = project.column("TODO").length === 0 && lockstep.outbox.intents.length === 0;
  if (project.project && isNew) project.submit({ kind: "createTask", input: { title: "Written in a test" } });
});
