import type { ProjectEvent } from "../../../client/core/lockstep/index.ts";
import { fieldNames, roleNames, statusNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ChangePartsFragment } from "../generated/graphql.ts";

/**
 * Returns the text that follows the actor's name, e.g. "moved “Book the room” from To do to Done". A deletion and a
 * change of a comment carry no title; they name their task if `titleOf` knows it.
 */
export function describeChange(
  change: ChangePartsFragment | ProjectEvent,
  titleOf: (taskId: string) => string | undefined,
): string {
  switch (change.__typename) {
    case "ProjectCreated":
      return `created the project “${change.project.name}”`;
    case "ProjectUpdated":
      return `edited the project, now “${change.project.name}”`;
    case "ProjectDeleted":
      return "deleted the project";
    case "MemberAdded":
      return `added ${change.member.user.name} as ${roleNames[change.member.role]}`;
    case "MemberRoleChanged":
      return `made ${change.member.user.name} ${roleNames[change.member.role]}`;
    case "MemberUpdated":
      return "changed their profile";
    case "MemberRemoved":
      return change.user.id === change.actor.id ? "left the project" : `removed ${change.user.name}`;
    case "TaskCreated":
      return `created “${change.task.title}”`;
    case "TaskUpdated":
      return describeUpdate(change.taskChanges, change.task.title);
    case "TaskStatusChanged":
      return `moved “${change.task.title}” from ${statusNames[change.from]} to ${statusNames[change.to]}`;
    case "TaskDeleted":
      return `deleted ${nameTask(titleOf(change.taskId))}`;
    case "TaskRestored":
      return `restored “${change.task.title}”`;
    case "LabelCreated":
      return `added the label “${change.label.name}”`;
    case "LabelUpdated":
      return `changed the label “${change.label.name}”`;
    case "LabelDeleted":
      return "deleted a label";
    case "CommentCreated":
      return `commented on ${nameTask(titleOf(change.task.id))}`;
    case "CommentUpdated":
      return `edited a comment on ${nameTask(titleOf(change.task.id))}`;
    case "CommentDeleted":
      return `deleted a comment on ${nameTask(titleOf(change.task.id))}`;
    case "CommentRestored":
      return `restored a comment on ${nameTask(titleOf(change.task.id))}`;
  }
}

function nameTask(title: string | undefined): string {
  return title === undefined ? "a task" : `“${title}”`;
}

type Updated = Extract<ChangePartsFragment, { readonly __typename: "TaskUpdated" }>;

const list = new Intl.ListFormat("en", { type: "conjunction" });

function describeUpdate(changes: Updated["taskChanges"], title: string): string {
  if (changes.every((field) => field === "POSITION")) return `reordered “${title}”`;
  return `changed ${list.format(changes.map((field) => fieldNames[field]))} of “${title}”`;
}

graphql(`
  fragment ChangeParts on Activity {
    __typename
    seq
    at
    actor {
      id
      name
    }
    origin {
      address
      userAgent
    }
    ... on ProjectCreated {
      project {
        name
      }
    }
    ... on ProjectUpdated {
      project {
        name
      }
    }
    ... on MemberAdded {
      member {
        role
        user {
          id
          name
        }
      }
    }
    ... on MemberRoleChanged {
      member {
        role
        user {
          id
          name
        }
      }
    }
    ... on MemberRemoved {
      user {
        id
        name
      }
    }
    ... on TaskCreated {
      task {
        title
      }
    }
    ... on TaskUpdated {
      taskChanges
      task {
        title
      }
    }
    ... on TaskStatusChanged {
      from
      to
      task {
        title
      }
    }
    ... on TaskDeleted {
      taskId
    }
    ... on TaskRestored {
      task {
        title
      }
    }
    ... on LabelCreated {
      label {
        name
      }
    }
    ... on LabelUpdated {
      label {
        name
      }
    }
    ... on CommentCreated {
      task {
        id
      }
    }
    ... on CommentUpdated {
      task {
        id
      }
    }
    ... on CommentDeleted {
      commentId
      task {
        id
      }
    }
    ... on CommentRestored {
      comment {
        id
      }
      task {
        id
      }
    }
  }
`);
