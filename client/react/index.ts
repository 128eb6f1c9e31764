// biome-ignore-all lint/performance/noBarrelFile: the entry of a subpath of the package.
export { valuesOfTask } from "../core/store/tasks.ts";
export type { TaskValues } from "../core/wire.ts";
export { LockstepProvider, type LockstepProviderProps, useLockstep } from "./lockstep-provider.ts";
export {
  type CommentActions,
  type Created,
  type NewTask,
  type TaskActions,
  type TaskPlace,
  useCommentActions,
  useTaskActions,
} from "./use-actions.ts";
export { type CommentsView, useComments } from "./use-comments.ts";
export { type ConnectionView, useConnection } from "./use-connection.ts";
export {
  type CommentValues,
  type Editor,
  type EditorOptions,
  useCommentEditor,
  useTaskEditor,
} from "./use-editor.ts";
export { useFocus } from "./use-focus.ts";
export { type LabelActions, useLabelActions, useLabels } from "./use-labels.ts";
export { type MemberActions, type NewMember, type OnlineResult, useMemberActions } from "./use-member-actions.ts";
export { type ArrivedChange, useOnChange } from "./use-on-change.ts";
export {
  type ConflictItem,
  type FailedItem,
  type OutboxActions,
  type OutboxItem,
  type OutboxView,
  type PendingItem,
  useOutbox,
} from "./use-outbox.ts";
export { useColumn, useMembers, useTask } from "./use-parts.ts";
export {
  type InboxHook,
  type ListHook,
  useInbox,
  useMyTasks,
  useProjects,
} from "./use-person.ts";
export { type OpenProjectView, type ProjectView, usePresence, useProject } from "./use-project.ts";
export { type SaveState, useSaveState } from "./use-save-state.ts";
export { type UndoView, useUndo } from "./use-undo.ts";
