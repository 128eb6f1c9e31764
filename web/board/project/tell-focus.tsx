import { useFocus } from "../../../client/react/index.ts";
import { useOpenTaskId } from "../board/use-open-task-id.ts";
import { useEditedField } from "../task/use-edited-field.ts";

interface TellFocusProps {
  readonly projectId: string;
  /** Address of the project. */
  readonly path: string;
}

/** Tells others which task the viewer has open, and which field of it the viewer edits. */
export function TellFocus({ projectId, path }: TellFocusProps) {
  const taskId = useOpenTaskId(path);
  const field = useEditedField();
  useFocus(projectId, taskId, taskId === null ? null : field);
  return null;
}
