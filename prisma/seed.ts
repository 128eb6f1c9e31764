import { v5 as uuidOf } from "uuid";
import { addMember } from "../src/operations/add-member.ts";
import { type ApplyChangesInput, applyChanges } from "../src/operations/apply-changes.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { createProject } from "../src/operations/create-project.ts";
import type { OperationContext } from "../src/operations/operation-context.ts";
import { demoLabels, demoTasks } from "./demo-board.ts";

/**
 * Makes the project "Launch" of the viewer and, if there is one, another person. Safe to repeat: nothing is made
 * twice. Resolves with its id.
 */
export async function seedDemoProject(context: OperationContext, otherUserId: string | null): Promise<string> {
  const { project } = await changeProject(context, createProject, {
    name: "Launch",
    description: "A demo: open it in two windows and change it in both.",
    clientMutationId: "demo-project",
  });
  const projectId = project.id;
  if (otherUserId !== null) {
    await changeProject(context, addMember, {
      projectId,
      userId: otherUserId,
      role: "MEMBER",
      clientMutationId: "demo-member",
    });
  }
  const people = { viewer: context.viewer.userId, other: otherUserId };
  const changes = planBoard(projectId, new Date(project.createdAt), people);
  await applyChanges(context, { projectId, changes, clientMutationId: "demo-board" });
  return projectId;
}

/** The same each time, ids included, so that the second time is a retry. */
function planBoard(
  projectId: string,
  begin: Date,
  people: { readonly viewer: string; readonly other: string | null },
): ApplyChangesInput["changes"] {
  const idOf = (name: string) => uuidOf(name, projectId);
  const labels = demoLabels.map((label) => ({ createLabel: { ...label, id: idOf(label.name), projectId } }));
  const tasks = demoTasks.flatMap(({ assignee, labels: names = [], dueInDays, comments = [], ...values }) => {
    const id = idOf(values.title);
    const task = {
      ...{ ...values, id, projectId, labelIds: names.map(idOf) },
      ...(assignee && { assigneeId: people[assignee] }),
      ...(dueInDays !== undefined && { dueAt: atEndOfDay(begin, dueInDays) }),
    };
    return [{ createTask: task }, ...comments.map((body) => ({ createComment: { taskId: id, body } }))];
  });
  return [...labels, ...tasks];
}

/** Returns the last moment of the day so many days later, in UTC. */
function atEndOfDay(begin: Date, days: number): string {
  return new Date(
    Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), begin.getUTCDate() + days + 1) - 1,
  ).toISOString();
}
