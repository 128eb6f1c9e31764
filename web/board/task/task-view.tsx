import { useMemo, useState } from "react";
import type { Member, Task, User } from "../../../client/core/lockstep/index.ts";
import { useMembers, useTaskEditor } from "../../../client/react/index.ts";
import { CopyLinkButton } from "../design/copy-link-button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { formatTime } from "../design/format-time.ts";
import { SidePanel } from "../design/side-panel.tsx";
import { UserText } from "../design/user-text.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { CommentBox } from "./comment-box.tsx";
import { Comments } from "./comments.tsx";
import { DeleteTaskButton } from "./delete-task-button.tsx";
import { Description } from "./description.tsx";
import { OthersHere } from "./others-here.tsx";
import { SaveNote } from "./save-note.tsx";
import { TaskActivity } from "./task-activity.tsx";
import { isEditConflict, TaskConflict } from "./task-conflict.tsx";
import { TaskProperties } from "./task-properties.tsx";
import { TaskTitle } from "./task-title.tsx";
import styles from "./task-view.module.css";

/**
 * A task: title, properties and description save themselves; those that one does not edit follow the changes of others.
 * Changes that need a decision stand above all else.
 */
export function TaskView({ task }: { readonly task: Task }) {
  const { projectId, viewerRole, path } = useOpenProject();
  const members = useMembers(projectId);
  const editor = useTaskEditor(projectId, task.id);
  const [sentId, setSentId] = useState<string | null>(null);
  const unsaved = useUnsaved(projectId).filter(({ itemId, change }) => {
    return itemId === task.id && change.kind === "updateTask";
  });
  const conflicts = unsaved.filter(isEditConflict);
  const failed = unsaved.filter((item) => !isEditConflict(item));
  const mayEdit = canEdit(viewerRole);
  const people = useMemo(() => listPeople(members, task.assignee), [members, task.assignee]);
  const { values, edit, save, discard } = editor;
  const shared = { task, edit, save, mayEdit, isHeld: conflicts.length > 0 };

  return (
    <SidePanel
      title={task.title}
      parent={path}
      head={<SaveNote taskId={task.id} state={editor.state} />}
      actions={
        <>
          <CopyLinkButton path={`${path}/tasks/${task.id}`} />
          {mayEdit && <DeleteTaskButton task={task} parent={path} />}
        </>
      }
      footer={<CommentBox taskId={task.id} onSent={setSentId} />}
    >
      {conflicts.length > 0 && <TaskConflict items={conflicts} task={task} people={people} />}
      {failed.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={() => task.title} />
      ))}
      {editor.failure !== null && (
        <ErrorNote error="This page can save nothing more of the task. Copy your text and reload." />
      )}
      <OthersHere taskId={task.id} />
      <div className={styles.head}>
        <TaskTitle {...shared} text={values?.title ?? task.title} discard={discard} />
        <TaskProperties {...shared} people={people} />
      </div>
      <Description {...shared} text={values?.description ?? ""} />
      <p className={styles.byline}>
        Created by <UserText>{task.createdBy.name}</UserText>,{" "}
        <time dateTime={task.createdAt}>{formatTime(task.createdAt)}</time>
      </p>
      <Comments task={task} sentId={sentId} />
      <TaskActivity taskId={task.id} />
    </SidePanel>
  );
}

/** Somebody who left may still be assigned. */
function listPeople(members: readonly Member[], assignee: User | null | undefined): readonly User[] {
  const people = members.map(({ user }) => user);
  return assignee && !people.some(({ id }) => id === assignee.id) ? [...people, assignee] : people;
}
