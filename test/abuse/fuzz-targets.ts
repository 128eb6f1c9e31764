import { createBoard } from "../support/board.ts";
import type { Person } from "../support/person.ts";
import type { Targets } from "./hostile-documents.ts";

/** Makes what the attacks of `mallory` are about, with members that can be removed. */
export async function createTargets(mallory: Person, member: Person, spare: Person): Promise<Targets> {
  const board = await createBoard(mallory, "A target");
  await Promise.all([board.addMember(member, "MEMBER"), board.addMember(spare, "MEMBER")]);
  return { ids: await make(member), spareIds: await make(spare) };

  async function make({ id: userId }: Person) {
    const { id: taskId } = await board.createTask();
    const { id: commentId } = await board.createComment(taskId);
    return { projectId: board.projectId, taskId, commentId, userId };
  }
}
