import { addMember } from "../src/operations/add-member.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { createComment } from "../src/operations/create-comment.ts";
import { createProject } from "../src/operations/create-project.ts";
import { createTask } from "../src/operations/create-task.ts";
import type { OperationContext } from "../src/operations/operation-context.ts";

/**
 * Makes a project of the viewer and, if there is one, another person. Safe to repeat: what was made before is not made
 * again.
 */
export async function seedDemoProject(context: OperationContext, otherUserId: string | null): Promise<void> {
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
  await changeProject(context, createTask, {
    projectId,
    title: "Choose a name",
    status: "DONE",
    assigneeId: context.viewer.userId,
    clientMutationId: "demo-task-1",
  });
  const { task } = await changeProject(context, createTask, {
    projectId,
    title: "Write the announcement",
    description: "Two paragraphs and a picture.",
    status: "IN_PROGRESS",
    priority: "HIGH",
    assigneeId: otherUserId,
    clientMutationId: "demo-task-2",
  });
  await changeProject(context, createComment, {
    taskId: task.id,
    body: "A first draft is in the shared folder.",
    clientMutationId: "demo-comment",
  });
  await changeProject(context, createTask, {
    projectId,
    title: "Book the room",
    priority: "URGENT",
    clientMutationId: "demo-task-3",
  });
  await changeProject(context, createTask, {
    projectId,
    title: "Invite the press",
    status: "BACKLOG",
    clientMutationId: "demo-task-4",
  });
}
