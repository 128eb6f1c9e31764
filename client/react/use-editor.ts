import { useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import { intentsOfItem } from "../core/outbox/intents-of-item.ts";
import { valuesOfTask } from "../core/store/tasks.ts";
import type { StoredIntent } from "../core/types.ts";
import type { Comment, Task, TaskValues, WireItem } from "../core/wire.ts";
import { Draft, type DraftOptions, type DraftState } from "./draft.ts";
import { useOpenProjects } from "./lockstep-provider.ts";
import { type ConflictItem, type FailedItem, sortIntents, useIntents } from "./use-outbox.ts";
import { usePart } from "./use-part.ts";
import { type SaveState, useSaveStateOf } from "./use-save-state.ts";

/** Milliseconds without typing after which an edit is saved, unless the caller says otherwise. */
const pause = 600;

/** Item with autosave. */
export interface Editor<Values> {
  /**
   * Values to show in fields: the item's with everything typed in it, also after the item is gone. Undefined: nothing
   * is typed, and the item is gone or not loaded.
   */
  readonly values: Values | undefined;
  /**
   * State of what was typed, for a text beside the field. At `failed` see `failed`, or `failure`: it could not be kept.
   */
  readonly state: SaveState;
  /**
   * Takes what was typed. It is saved after a pause, when the page is hidden, when the component is unmounted, and when
   * the client closes.
   */
  readonly edit: (values: Partial<Values>) => void;
  /** Saves now, as when a field loses the focus. */
  readonly save: () => void;
  /** Drops what is not saved yet. */
  readonly discard: () => void;
  /** Null unless `state` is `conflict`. Solve it by `resolve` and `dismiss` of `useOutbox`. */
  readonly conflict: ConflictItem | null;
  /** The refused change with its text; see `useOutbox`. */
  readonly failed: FailedItem | null;
  /** Reason why the text could not even be kept. `values` has it until `discard`, also after the item is gone. */
  readonly failure: string | null;
}

/** Settings of an editor. */
export interface EditorOptions {
  /** Milliseconds without typing after which an edit is saved (default 600). */
  readonly delay?: number;
}

/** Edits a task, with autosave. Fields that the person does not edit follow the changes of others. */
export function useTaskEditor(projectId: string, taskId: string, options: EditorOptions = {}): Editor<TaskValues> {
  const projects = useOpenProjects();
  const settings = useMemo<DraftOptions<Task, TaskValues>>(
    () => ({
      ...{ projects, projectId, topic: `task:${taskId}`, valuesOf: valuesOfTask },
      find: (handle) => handle.task(taskId),
      toChange: (values) => ({ kind: "updateTask", input: { taskId, ...values } }),
    }),
    [projects, projectId, taskId],
  );
  return useEditor(settings, taskId, options);
}

/** Values of a comment that an editor changes. */
export interface CommentValues {
  /** The text, merged by lines with the same author's from elsewhere. Never empty. */
  readonly body: string;
}

/** Edits a comment, with autosave. The comments of its task must be loaded, as by `useComments`. */
export function useCommentEditor(
  projectId: string,
  taskId: string,
  commentId: string,
  options: EditorOptions = {},
): Editor<CommentValues> {
  const projects = useOpenProjects();
  const settings = useMemo<DraftOptions<Comment, CommentValues>>(
    () => ({
      ...{ projects, projectId, topic: `comments:${taskId}`, valuesOf: ({ body }) => ({ body }) },
      find: (handle) => handle.comments(taskId)?.find(({ id }) => id === commentId),
      toChange: ({ body = "" }) => ({ kind: "updateComment", input: { commentId, body } }),
    }),
    [projects, projectId, taskId, commentId],
  );
  return useEditor(settings, commentId, options);
}

function useEditor<Item extends WireItem, Values extends object>(
  settings: DraftOptions<Item, Values>,
  itemId: string,
  { delay = pause }: EditorOptions,
): Editor<Values> {
  const draft = useMemo(() => new Draft(settings), [settings]);
  useLayoutEffect(() => {
    draft.delay = delay;
  });
  const { projectId, topic, find, valuesOf } = settings;
  const typed = useSyncExternalStore<DraftState<Values>>(draft.subscribe, draft.read, draft.read);
  const item = usePart<Item | undefined>(projectId, [topic], find, undefined);
  const intents = useIntents((all) => intentsOfItem(all, itemId).filter(isEdit), itemId);
  const state = useSaveStateOf(intents, typed.values !== null);
  const sorted = useMemo(() => sortIntents(intents), [intents]);
  const [conflict = null] = sorted.conflicts;
  const [failed = null] = sorted.failed;
  const shown = item ?? draft.seen;
  return {
    values: shown && { ...valuesOf(shown), ...typed.values },
    state: typed.failure && state !== "conflict" ? "failed" : state,
    edit: draft.edit,
    save: draft.save,
    discard: draft.discard,
    ...{ conflict, failed, failure: typed.failure },
  };
}

/** An edit of an unsent new item is part of its creation. */
function isEdit({ change }: StoredIntent): boolean {
  return /^(create|update)(Task|Comment)$/.test(change.kind);
}
