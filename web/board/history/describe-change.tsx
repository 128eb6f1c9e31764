import type { ReactNode } from "react";
import type { ProjectEvent } from "../../../client/core/lockstep/index.ts";
import { UserText } from "../design/user-text.tsx";
import { roleNames, statusNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ChangePartsFragment } from "../generated/graphql.ts";
import { describeEdit } from "./describe-edit.tsx";
import type { Earlier } from "./find-earlier.ts";

type Change = ChangePartsFragment | ProjectEvent;

/** Names a task by its title, if that is known. */
type NameTask = (title: string | undefined) => ReactNode;

/**
 * Returns the text that follows the actor's name, e.g. moved “Book the room” from To do to Done. A deletion and a
 * change of a comment carry no title; they name their task if `titleOf` knows it. Old values are told as far as
 * `earlier` has them (default: nothing).
 */
export function describeChange(
  change: Change,
  titleOf: (taskId: string) => string | undefined,
  name: NameTask = quoteTask,
  earlier: Earlier = {},
): ReactNode {
  switch (change.__typename) {
    case "ProjectCreated":
      return <>created the project {quote(change.project.name)}</>;
    case "ProjectUpdated":
      return <>edited the project, now {quote(change.project.name)}</>;
    case "ProjectDeleted":
      return "deleted the project";
    case "MemberAdded":
      return (
        <>
          added <UserText>{change.member.user.name}</UserText> as {roleNames[change.member.role]}
        </>
      );
    case "MemberRoleChanged":
      return (
        <>
          changed the role of <UserText>{change.member.user.name}</UserText>
          {earlier.role && <> from {roleNames[earlier.role]}</>} to {roleNames[change.member.role]}
        </>
      );
    case "MemberUpdated":
      return "changed their profile";
    case "MemberRemoved":
      if (change.user.id === change.actor.id) return "left the project";
      return (
        <>
          removed <UserText>{change.user.name}</UserText>
        </>
      );
    case "TaskCreated":
      return <>created {name(change.task.title)}</>;
    case "TaskUpdated":
      if (change.taskChanges.every((field) => field === "POSITION")) return <>reordered {name(change.task.title)}</>;
      return <>changed {describeEdit(change.taskChanges, change.task, earlier.task, name(change.task.title))}</>;
    case "TaskStatusChanged":
      return (
        <>
          moved {name(change.task.title)} from {statusNames[change.from]} to {statusNames[change.to]}
        </>
      );
    case "TaskDeleted":
      return <>deleted {name(titleOf(change.taskId))}</>;
    case "TaskRestored":
      return <>restored {name(change.task.title)}</>;
    case "LabelCreated":
      return <>added the label {quote(change.label.name)}</>;
    case "LabelUpdated":
      return <>changed the label {quote(change.label.name)}</>;
    case "LabelDeleted":
      return "deleted a label";
    case "CommentCreated":
      return <>commented on {name(titleOf(change.task.id))}</>;
    case "CommentUpdated":
      return <>edited a comment on {name(titleOf(change.task.id))}</>;
    case "CommentDeleted":
      return <>deleted a comment on {name(titleOf(change.task.id))}</>;
    case "CommentRestored":
      return <>restored a comment on {name(titleOf(change.task.id))}</>;
  }
}

/** Id of the task that a change made, changed or commented on; null for a change of something else. */
export function taskOf(change: Change): string | null {
  if (change.__typename === "TaskDeleted") return change.taskId;
  return "task" in change ? change.task.id : null;
}

function quoteTask(title: string | undefined): ReactNode {
  return title === undefined ? "a task" : quote(title);
}

function quote(words: string): ReactNode {
  return (
    <>
      “<UserText>{words}</UserText>”
    </>
  );
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
      accessToken {
        id
        name
      }
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
        ...TaskSnapshot
      }
    }
    ... on TaskUpdated {
      taskChanges
      task {
        ...TaskSnapshot
      }
    }
    ... on TaskStatusChanged {
      from
      to
      task {
        ...TaskSnapshot
      }
    }
    ... on TaskDeleted {
      taskId
    }
    ... on TaskRestored {
      task {
        ...TaskSnapshot
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
    ... on LabelDeleted {
      labelId
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

graphql(`
  fragment TaskSnapshot on Task {
    id
    title
    status
    priority
    dueAt
    assignee {
      id
      name
    }
    labels {
      id
      name
    }
  }
`);
