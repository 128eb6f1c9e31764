import { Button } from "../design/button.tsx";
import { fieldNames } from "../design/words.ts";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import type { TaskField } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import { describeValue } from "./describe-value.ts";
import { type TaskDraft, valueOfField } from "./task-draft.ts";
import styles from "./task-panel.module.css";

/** Unsaved text of the viewer when the task was deleted: it can be read and copied until it is discarded. */
export function LeftDraft({ taskId }: { readonly taskId: string }) {
  const { project } = useOpenProject();
  const [draft, setDraft] = useDraft<TaskDraft>(draftNames.task(taskId));
  const [comment, setComment] = useDraft<string>(draftNames.newComment(taskId));
  if (!draft && comment === null) return null;

  const people = project.members.map(({ user }) => user);
  const entries = Object.entries(valueOfField).flatMap(([field, name]) =>
    draft && name in draft.values ? [[fieldNames[field as TaskField], describeValue(draft.values, name, people)]] : [],
  );
  if (comment !== null) entries.push(["comment", comment]);

  function discard(): void {
    setDraft(null);
    setComment(null);
  }

  return (
    <section className={styles.left} aria-label="Not saved">
      <h3 className={styles.leftTitle}>What you had not saved</h3>
      <dl className={styles.values}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value || "Empty"}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={discard}>Discard</Button>
    </section>
  );
}
