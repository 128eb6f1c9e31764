import type { FormEvent, KeyboardEvent } from "react";
import { useCommentActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { TextArea } from "../design/field.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./comment-item.module.css";

/** Writes a comment, on the screen at once. Unsent text is still there when the task is opened again. */
export function NewComment({ taskId }: { readonly taskId: string }) {
  const { projectId } = useOpenProject();
  const { create } = useCommentActions(projectId, taskId);
  const [body, setBody] = useDraft<string>(draftNames.newComment(projectId, taskId));

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (!body?.trim()) return;
    create(body);
    setBody(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  }

  return (
    <form className={styles.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <TextArea
        label="New comment"
        value={body ?? ""}
        required
        onChange={({ target }) => setBody(target.value || null)}
      />
      <div className={styles.buttons}>
        <Button type="submit">Comment</Button>
      </div>
    </form>
  );
}
