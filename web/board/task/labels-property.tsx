import type { Task } from "../../../client/core/lockstep/index.ts";
import { useLabelActions, useLabels } from "../../../client/react/index.ts";
import { ChoiceList } from "../design/choice-list.tsx";
import { Icon } from "../design/icon.tsx";
import { LabelDot } from "../design/label-chip.tsx";
import { UserText } from "../design/user-text.tsx";
import { labelColors } from "../design/words.ts";
import { useOpenProject } from "../project/project-context.ts";
import { Noted } from "./choice-property.tsx";
import { Property } from "./property.tsx";
import styles from "./task-properties.module.css";

/** Labels of the task. The list stays open, and makes a label of a name that none has. */
export function LabelsProperty({ task, isEditable }: { readonly task: Task; readonly isEditable: boolean }) {
  const { projectId } = useOpenProject();
  const labels = useLabels(projectId);
  const { create, change } = useLabelActions(projectId);
  const chosen = task.labels.map(({ id }) => id);

  function toggle(id: string): void {
    if (chosen.includes(id)) change(task.id, [], [id]);
    else change(task.id, [id], []);
  }

  function add(name: string): void {
    // Each new label has another colour, as long as there are some left.
    const color = labelColors[(labels.length + 1) % labelColors.length] ?? "GRAY";
    change(task.id, [create({ name, color }).id], []);
  }

  const isEmpty = task.labels.length === 0;
  const chip = isEmpty ? (
    <>
      <Icon name="label" size={14} />
      Label
    </>
  ) : (
    <span className={styles.labels}>
      {task.labels.map(({ id, name, color }) => (
        <span key={id} className={styles.label}>
          <LabelDot color={color} />
          <UserText>{name}</UserText>
        </span>
      ))}
    </span>
  );
  const text = isEmpty ? "None" : task.labels.map(({ name }) => name).join(", ");
  return (
    <Property name="Labels" text={text} chip={chip} isEmpty={isEmpty} isEditable={isEditable} popup="menu">
      {() => (
        <Noted taskId={task.id} field="LABELS">
          {(note) => (
            <ChoiceList
              isMultiple
              label="Labels"
              choices={labels.map(({ id, name, color }) => ({ id, name, glyph: <LabelDot color={color} /> }))}
              chosen={chosen}
              note={note}
              onChoose={toggle}
              onCreate={add}
            />
          )}
        </Noted>
      )}
    </Property>
  );
}
