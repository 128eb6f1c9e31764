import type { TaskField } from "./task.ts";
import type { UserSnapshot } from "./user.ts";

/** Task and field that a person has open. */
export interface Focus {
  /** The task; null: none. */
  readonly focusedTaskId: string | null;
  /** The field of it that the person edits; null: none. */
  readonly focusedField: TaskField | null;
}

/** A person who is present. */
export interface Present extends Focus {
  readonly user: UserSnapshot;
}
