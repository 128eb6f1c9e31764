import { commentFields, taskFields } from "../src/activity/activity.ts";
import * as enums from "../src/database/generated/enums.ts";
import { builder } from "./builder.ts";

export const TaskStatus = builder.enumType("TaskStatus", { values: Object.values(enums.TaskStatus) });
export const TaskPriority = builder.enumType("TaskPriority", { values: Object.values(enums.TaskPriority) });
export const ProjectRole = builder.enumType("ProjectRole", { values: Object.values(enums.ProjectRole) });

export const TaskField = builder.enumType("TaskField", {
  description: "What of a task a change touched.",
  values: taskFields,
});
export const CommentField = builder.enumType("CommentField", { values: commentFields });

export const ResyncReason = builder.enumType("ResyncReason", {
  values: {
    TOO_OLD: { description: "Older than what is kept, than REPLAY_LIMIT allows, or than the viewer's membership." },
    AHEAD_OF_PROJECT: { description: "Beyond the project's own number." },
    OTHER_EPOCH: { description: "The database was restored, or failed over to an older state." },
    UNREADABLE: { description: "A newer version wrote a change that this server cannot read." },
  },
});
