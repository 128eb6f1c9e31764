import { memo } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { type TaskValues, useTaskActions } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { Icon } from "../design/icon.tsx";
import { PriorityGlyph } from "../design/priority-glyph.tsx";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { priorities, priorityNames, statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import { ChoiceProperty } from "./choice-property.tsx";
import { DueProperty } from "./due-property.tsx";
import type { EditedTask } from "./edited-task.ts";
import { LabelsProperty } from "./labels-property.tsx";
import styles from "./task-properties.module.css";

interface TaskPropertiesProps extends EditedTask {
  /** People who may be assigned. */
  readonly people: readonly User[];
}

/** Id of the choice that stands for no assignee. */
const nobody = "";

const statusChoices = statuses.map((id) => ({ id, name: statusNames[id], glyph: <StatusGlyph status={id} /> }));
const priorityChoices = priorities.map((id) => ({
  id,
  name: priorityNames[id],
  glyph: <PriorityGlyph priority={id} />,
}));

/** The task's properties as chips. Each is saved as soon as it is chosen. */
export const TaskProperties = memo(function TaskProperties(props: TaskPropertiesProps) {
  const { task, edit, save, mayEdit, isHeld, people } = props;
  const { move } = useTaskActions(useOpenProject().projectId);
  const { id: taskId, assignee, priority, status } = task;
  const isEditable = mayEdit && !isHeld;
  const shared = { taskId, isEditable };

  function choose(values: Partial<TaskValues>): void {
    edit(values);
    save();
  }

  return (
    <ul className={styles.properties} aria-label="Properties">
      <ChoiceProperty
        {...shared}
        name="Status"
        field="STATUS"
        choices={statusChoices}
        chosen={status}
        onChoose={(id) => move(taskId, { status: id as TaskStatus })}
      />
      <ChoiceProperty
        {...shared}
        name="Assignee"
        field="ASSIGNEE"
        choices={[
          { id: nobody, name: "Nobody", glyph: <Icon name="people" size={14} /> },
          ...people.map((user) => ({
            id: user.id,
            name: user.name,
            glyph: <Avatar user={user} small named={false} />,
          })),
        ]}
        chosen={assignee?.id ?? nobody}
        {...(!assignee && { empty: "Assignee" })}
        onChoose={(id) => choose({ assigneeId: id || null })}
      />
      <ChoiceProperty
        {...shared}
        name="Priority"
        field="PRIORITY"
        choices={priorityChoices}
        chosen={priority}
        {...(priority === "NONE" && { empty: "Priority" })}
        onChoose={(id) => choose({ priority: id as TaskValues["priority"] })}
      />
      <DueProperty task={task} isEditable={isEditable} onChoose={(dueAt) => choose({ dueAt })} />
      <LabelsProperty task={task} isEditable={isEditable} />
    </ul>
  );
});
