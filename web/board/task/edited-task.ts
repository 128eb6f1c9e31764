import type { Task } from "../../../client/core/lockstep/index.ts";
import type { Editor, TaskValues } from "../../../client/react/index.ts";

/** A task that is shown, with the editor that saves its values. */
export interface EditedTask {
  readonly task: Task;
  /** Takes what is typed or chosen; the same function while the task is shown. */
  readonly edit: Editor<TaskValues>["edit"];
  /** Saves it now; the same function, too. */
  readonly save: Editor<TaskValues>["save"];
  /** False for viewers, who see content and no fields. */
  readonly mayEdit: boolean;
  /** A conflict waits for a decision. Nothing is edited before. */
  readonly isHeld: boolean;
}
