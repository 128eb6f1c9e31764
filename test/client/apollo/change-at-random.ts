import type { Random } from "../../faults/random.ts";
import { type Board, given } from "../../support/board.ts";
import {
  AddMemberDocument,
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  TaskDetailDocument,
  type TaskPriority,
  type TaskStatus,
  UpdateCommentDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../../support/generated/graphql.ts";
import type { Person } from "../../support/person.ts";
import type { App } from "./apollo-scene.ts";

const changesARound = 30;

export const statuses: readonly TaskStatus[] = ["BACKLOG", "TODO", "IN_PROGRESS", "DONE"];
const priorities: readonly TaskPriority[] = ["NONE", "HIGH"];
export const words = ["alpha", "beta", "Größe", "ΣΟΦΟΣ"];
const days = ["2027-01-01T00:00:00.000Z", "2027-02-01T00:00:00.000Z", null];

/** A board, and who changes it; the first three are members, the fourth one now and then. */
export interface Crowd {
  readonly board: Board;
  readonly people: readonly [Person, Person, Person, Person];
}

/** Random changes of a member. */
export async function changeAtRandom(person: Person, { board, people }: Crowd, random: Random): Promise<void> {
  const { projectId } = board;
  let tasks: readonly { readonly id: string; readonly status: TaskStatus }[] = [];
  for (let change = 0; change < changesARound; change += 1) {
    if (change % 5 === 0) {
      const { project } = await person.expect(BoardDocument, { projectId, first: 100 });
      tasks = given(project).tasks.nodes;
    }
    const task = random.pick(tasks);
    const other = random.pick(tasks);
    const deed = random.integer(1, 14);
    // A change of an item that somebody else deleted or changed meanwhile is refused, as expected.
    if (deed <= 2)
      await person.request(CreateTaskDocument, {
        input: {
          projectId,
          title: random.pick(words),
          status: random.pick(statuses),
          priority: random.pick(priorities),
          assigneeId: random.pick(people).id,
        },
      });
    else if (deed <= 5)
      await person.request(UpdateTaskDocument, {
        input: {
          taskId: task.id,
          ...(random.chance(0.5) && { title: random.pick(words) }),
          ...(random.chance(0.5) && { description: random.pick(words) }),
          ...(random.chance(0.5) && { priority: random.pick(priorities) }),
          ...(random.chance(0.5) && { dueAt: random.pick(days) }),
          ...(random.chance(0.5) && { assigneeId: random.pick([person.id, null]) }),
        },
      });
    else if (deed <= 6)
      await person.request(UpdateTaskStatusDocument, { input: { taskId: task.id, status: random.pick(statuses) } });
    else if (deed <= 8)
      await person.request(MoveTaskDocument, {
        input: { taskId: task.id, status: other.status, ...(other.id !== task.id && { afterTaskId: other.id }) },
      });
    else if (deed <= 9) await person.request(DeleteTaskDocument, { input: { taskId: task.id } });
    else if (deed <= 11) {
      const commented = random.pick(tasks.slice(0, 8));
      await person.request(CreateCommentDocument, { input: { taskId: commented.id, body: random.pick(words) } });
    } else if (deed <= 12) {
      const { data } = await person.request(TaskDetailDocument, { taskId: random.pick(tasks.slice(0, 8)).id });
      const [comment] = data?.task?.comments.nodes ?? [];
      if (!comment) continue;
      if (random.chance(0.5)) await person.request(DeleteCommentDocument, { input: { commentId: comment.id } });
      else await person.request(UpdateCommentDocument, { input: { commentId: comment.id, body: random.pick(words) } });
    } else if (deed <= 13) await changeMembers(person, { board, people }, random);
    else await person.request(UpdateProjectDocument, { input: { projectId, name: random.pick(words) } });
  }
}

async function changeMembers(person: Person, { board, people }: Crowd, random: Random): Promise<void> {
  const { projectId } = board;
  const [, bob, , dee] = people;
  const role = random.pick(["VIEWER", "MEMBER", "ADMIN"] as const);
  if (random.chance(0.3)) await person.request(AddMemberDocument, { input: { projectId, userId: dee.id, role } });
  else if (random.chance(0.4)) await person.request(RemoveMemberDocument, { input: { projectId, userId: dee.id } });
  else
    await person.request(UpdateMemberRoleDocument, {
      input: { projectId, userId: random.pick([dee, bob]).id, role: "ADMIN" },
    });
}

/** The app's own changes, whose answers and echoes come in either order, and sometimes not at all. */
export async function changeThroughApp({ client, cache }: App, { projectId }: Board, random: Random): Promise<void> {
  for (let change = 0; change < changesARound / 2; change += 1) {
    const { project } = given(cache.readQuery({ query: BoardDocument, variables: { projectId, first: 100 } }));
    const task = random.pick(given(project).tasks.nodes);
    const clientMutationId = `${change} ${Math.random()}`;
    const deed = random.integer(1, 3);
    const created = {
      __typename: "CreateTaskPayload",
      seq: 0,
      clientMutationId,
      task: { ...task, id: clientMutationId, title: "mine", position: "~", version: 0 },
    };
    const mutation =
      deed === 1
        ? client.mutate({
            mutation: CreateTaskDocument,
            variables: { input: { projectId, title: "mine", status: "DONE", clientMutationId } },
            optimisticResponse: { createTask: created },
          })
        : deed === 2
          ? client.mutate({
              mutation: DeleteTaskDocument,
              variables: { input: { taskId: task.id, clientMutationId } },
              optimisticResponse: {
                deleteTask: { __typename: "DeleteTaskPayload", seq: 0, clientMutationId, taskId: task.id },
              },
            })
          : client.mutate({
              mutation: MoveTaskDocument,
              variables: { input: { taskId: task.id, status: random.pick(statuses), clientMutationId } },
            });
    await mutation.catch(() => undefined);
  }
}
