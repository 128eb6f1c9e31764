import * as enums from "../src/database/generated/enums.ts";
import { commentFields } from "../src/model/comment.ts";
import { projectFields } from "../src/model/project.ts";
import { taskFields } from "../src/model/task.ts";
import { builder } from "./builder.ts";

export const TaskStatus = builder.enumType("TaskStatus", {
  description: "The columns of a board, from left to right.",
  values: Object.values(enums.TaskStatus),
});
export const TaskPriority = builder.enumType("TaskPriority", { values: Object.values(enums.TaskPriority) });
export const LabelColor = builder.enumType("LabelColor", { values: Object.values(enums.LabelColor) });
export const ProjectRole = builder.enumType("ProjectRole", {
  description: "Each may do what those before it may.",
  values: {
    VIEWER: { description: "Reads and subscribes." },
    MEMBER: { description: "Changes what is on the board; edits and deletes its own comments." },
    ADMIN: { description: "Manages members up to its own role, edits the project, deletes anyone's comments." },
    OWNER: { description: "Deletes the project, which always has one." },
  } satisfies Record<enums.ProjectRole, object>,
});

export const TaskField = builder.enumType("TaskField", {
  description: "Field of a task that a change touched, or that a conflict is about.",
  values: taskFields,
});
export const CommentField = builder.enumType("CommentField", {
  description: "Field of a comment that a conflict is about.",
  values: commentFields,
});
export const ProjectField = builder.enumType("ProjectField", {
  description: "Field of a project that a conflict is about.",
  values: projectFields,
});

export const ResyncReason = builder.enumType("ResyncReason", {
  description: "Why a replay cannot be.",
  values: {
    TOO_OLD: { description: "Older than what is kept, than REPLAY_LIMIT allows, or than the viewer's membership." },
    AHEAD_OF_PROJECT: { value: "AHEAD_OF_STREAM", description: "Beyond the project's own number." },
    OTHER_HISTORY: { description: "The database was restored or failed over and lost what the cursor names." },
    UNREADABLE: { description: "A newer version wrote a change that this server cannot read." },
  },
});
