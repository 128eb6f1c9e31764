import { useState } from "react";
import { Link } from "react-router";
import type { Label } from "../../../client/core/lockstep/index.ts";
import { useLabelActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { Icon } from "../design/icon.tsx";
import { LabelChip } from "../design/label-chip.tsx";
import { LabelForm, type LabelValues } from "./label-form.tsx";
import styles from "./labels-panel.module.css";

interface LabelItemProps {
  readonly projectId: string;
  readonly path: string;
  readonly label: Label;
  /** The project's other labels, whose names are taken. */
  readonly others: readonly Label[];
  /** Number of tasks that carry it. */
  readonly count: number;
  readonly isEditable: boolean;
}

export function LabelItem({ projectId, path, label, others, count, isEditable }: LabelItemProps) {
  const { update, remove } = useLabelActions(projectId);
  /** As it was when its edit began; null: it is not edited. */
  const [edited, setEdited] = useState<Label | null>(null);
  const carriers = count === 1 ? "1 task" : `${count} tasks`;

  function save(seen: Label, { name, color }: LabelValues): void {
    if (name !== seen.name || color !== seen.color) {
      update(label.id, { ...(name !== seen.name && { name }), ...(color !== seen.color && { color }) }, seen);
    }
    setEdited(null);
  }

  async function confirm(): Promise<void> {
    remove(label.id);
  }

  if (edited) {
    return (
      <li className={styles.item}>
        <LabelForm
          label={`Name of ${label.name}`}
          initial={edited}
          taken={others}
          submitLabel="Save"
          onSubmit={(values) => save(edited, values)}
          onCancel={() => setEdited(null)}
        />
      </li>
    );
  }
  return (
    <li className={styles.item}>
      <LabelChip label={label} />
      <Link className={styles.carriers} to={`${path}?label=${label.id}`}>
        {carriers}
        <span className="visuallyHidden"> with {label.name}</span>
      </Link>
      {isEditable && (
        <>
          <Button small look="quiet" aria-label={`Edit ${label.name}`} onClick={() => setEdited(label)}>
            Edit
          </Button>
          <ConfirmButton
            small
            square
            look="quiet"
            aria-label={`Delete ${label.name}`}
            title={`Delete the label “${label.name}”?`}
            consequence={
              count === 0
                ? "No task carries it. This cannot be undone."
                : `It goes from ${carriers}; the tasks themselves stay. This cannot be undone.`
            }
            confirmLabel="Delete label"
            onConfirm={confirm}
          >
            <Icon name="trash" size={14} />
          </ConfirmButton>
        </>
      )}
    </li>
  );
}
