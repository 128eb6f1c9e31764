import type { PersonNotice } from "../../../client/core/lockstep/index.ts";

/** Tells what somebody did, in one sentence of plain text. */
export function describeNotice(notice: PersonNotice): string {
  const { actor, project } = notice;
  switch (notice.__typename) {
    case "AddedToProject":
      return `${actor.name} added you to ${project.name}`;
    case "RemovedFromProject":
      return `${actor.name} removed you from ${project.name}`;
    case "TaskAssigned":
      return `${actor.name} assigned “${notice.taskTitle}” to you`;
    case "Mentioned":
      return `${actor.name} mentioned you in “${notice.taskTitle}”`;
    case "CommentedOnTask":
      return `${actor.name} commented on “${notice.taskTitle}”`;
  }
}
