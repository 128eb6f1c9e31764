import { useState } from "react";
import type { ProjectEvent, User } from "../../../client/core/lockstep/index.ts";
import { useOnChange } from "../../../client/react/index.ts";
import { TextComparison } from "../conflict/text-comparison.tsx";
import { Button } from "../design/button.tsx";
import { UserText } from "../design/user-text.tsx";
import type { TaskField } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./field-news.module.css";

interface FieldNewsProps {
  readonly taskId: string;
  readonly field: TaskField;
  readonly isEditing: boolean;
  readonly mine: string;
  readonly theirs: string;
}

/** Says that somebody else has just saved the field that one edits, and shows in what the two differ. */
export function FieldNews({ taskId, field, isEditing, mine, theirs }: FieldNewsProps) {
  const author = useFieldNews(taskId, field, isEditing);
  const [isCompared, setIsCompared] = useState(false);
  if (!author) return null;
  const isOther = mine !== theirs;
  return (
    <div className={styles.news}>
      <p role="status">
        <UserText>{author.name}</UserText> just saved this.
        {isOther && " Your text is not lost: both are joined, or you choose."}
      </p>
      {isOther && (
        // The field keeps the focus.
        <Button
          look="quiet"
          small
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setIsCompared(!isCompared)}
        >
          {isCompared ? "Hide" : "Compare"}
        </Button>
      )}
      {isOther && isCompared && <TextComparison mine={mine} theirs={theirs} />}
    </div>
  );
}

/** The person who changed a field of the task last while one edits it; null: nobody did. */
export function useFieldNews(taskId: string, field: TaskField, isEditing: boolean): User | null {
  const { projectId } = useOpenProject();
  const [author, setAuthor] = useState<User | null>(null);
  useOnChange(projectId, ({ event, actor, isOwn }) => {
    if (isEditing && !isOwn && isChangeOf(event, taskId, field)) setAuthor(actor);
  });
  if (!isEditing && author) setAuthor(null);
  return author;
}

function isChangeOf(event: ProjectEvent, taskId: string, field: TaskField): boolean {
  if (event.__typename === "TaskStatusChanged") return field === "STATUS" && event.task.id === taskId;
  return event.__typename === "TaskUpdated" && event.task.id === taskId && event.taskChanges.includes(field);
}
