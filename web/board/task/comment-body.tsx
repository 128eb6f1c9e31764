import { useState } from "react";
import type { Comment } from "../../../client/core/lockstep/index.ts";
import { type SaveState, useCommentEditor } from "../../../client/react/index.ts";
import { Markdown } from "../design/markdown.tsx";
import { MarkdownField } from "../design/markdown-field.tsx";
import { tickTask } from "../design/tasks-in-markdown.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./comment-item.module.css";

interface CommentBodyProps {
  readonly taskId: string;
  readonly comment: Comment;
  readonly isEditing: boolean;
  /** Ends the edit. */
  readonly onDone: () => void;
}

/** The words of one's own comment. They are edited in their place and save themselves. */
export function CommentBody({ taskId, comment, isEditing, onDone }: CommentBodyProps) {
  const { projectId } = useOpenProject();
  const { values, state, edit, save, discard } = useCommentEditor(projectId, taskId, comment.id);
  // The server takes no empty comment. While the field has none, nothing of what was typed before is saved either.
  const [isBlank, setIsBlank] = useState(false);
  const body = values?.body ?? comment.body;

  function change(text: string): void {
    const isEmpty = text.trim() === "";
    setIsBlank(isEmpty);
    if (isEmpty) discard();
    else edit({ body: text });
  }

  function finish(): void {
    setIsBlank(false);
    save();
    onDone();
  }

  function tick(line: number, isDone: boolean): void {
    edit({ body: tickTask(body, line, isDone) });
    save();
  }

  return (
    <>
      {isEditing ? (
        <MarkdownField label="Edit comment" value={isBlank ? "" : body} onChange={change} onDone={finish} />
      ) : (
        <Markdown text={body} onTick={tick} />
      )}
      <p role="status" className={styles.state}>
        {isEditing && isBlank ? "A comment without words is not saved." : texts[state]}
      </p>
    </>
  );
}

/** Conflicts and refusals stand below the comment. */
const texts: Readonly<Record<SaveState, string>> = {
  saved: "",
  saving: "Saving…",
  waiting: "Kept until it can be sent",
  conflict: "",
  failed: "",
};
