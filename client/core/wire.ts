import type {
  CommentPartsFragment,
  CreateCommentInput,
  CreateLabelInput,
  CreateTaskInput,
  DeleteCommentInput,
  DeleteLabelInput,
  DeleteTaskInput,
  LabelPartsFragment,
  MemberPartsFragment,
  MoveTaskInput,
  ProjectBoardQuery,
  ProjectEventsSubscription,
  TaskPartsFragment,
  UpdateCommentInput,
  UpdateLabelInput,
  UpdateTaskInput,
  UpdateTaskStatusInput,
  UserPartsFragment,
} from "../generated/graphql.ts";
import type { ActivityName } from "../generated/store-schema.ts";

// Data as the server sends it and takes it.

export type User = UserPartsFragment;
export type Task = TaskPartsFragment;
export type Label = LabelPartsFragment;
export type Comment = CommentPartsFragment;
export type Member = MemberPartsFragment;

type LoadedProject = NonNullable<ProjectBoardQuery["project"]>;

/** The project's own fields. */
export type ProjectFields = Pick<LoadedProject, "id" | "name" | "description" | "version" | "createdAt" | "updatedAt">;

/** One change of the project, as its stream tells it. */
export type ProjectEvent = Extract<ProjectEventsSubscription["projectActivity"], { readonly __typename: ActivityName }>;

/** Inputs of the changes that `applyChanges` takes, without the parts that the outbox adds. */
export interface ChangeInputs {
  readonly createTask: Own<CreateTaskInput> & { readonly id?: string };
  readonly updateTask: Own<UpdateTaskInput>;
  readonly updateTaskStatus: Own<UpdateTaskStatusInput>;
  readonly moveTask: Own<MoveTaskInput>;
  readonly deleteTask: Own<DeleteTaskInput>;
  readonly restoreTask: { readonly taskId: string };
  readonly createComment: Own<CreateCommentInput> & { readonly id?: string };
  readonly updateComment: Own<UpdateCommentInput>;
  readonly deleteComment: Own<DeleteCommentInput>;
  readonly restoreComment: { readonly commentId: string };
  readonly createLabel: Own<CreateLabelInput> & { readonly id?: string };
  readonly updateLabel: Own<UpdateLabelInput>;
  readonly deleteLabel: Own<DeleteLabelInput>;
}

type Own<Input> = Omit<Input, "id" | "projectId" | "clientMutationId" | "expectedVersion" | "following">;

export type ChangeKind = keyof ChangeInputs;

/** All fields, also optional ones, so that a new field does not compile where it is left out. */
export type Total<T> = Required<Omit<T, "__typename">>;

/** Fields of a task that `updateTask` edits. */
export type EditedTask = Total<Pick<Task, keyof Task & FieldOf<Exclude<keyof ChangeInputs["updateTask"], "taskId">>>>;
type FieldOf<Name> = Name extends "assigneeId"
  ? "assignee"
  : Name extends "addLabelIds" | "removeLabelIds"
    ? "labels"
    : Name;

/** A change that a person makes. Create inputs get an id where they have none. */
export type Change = { readonly [K in ChangeKind]: { readonly kind: K; readonly input: ChangeInputs[K] } }[ChangeKind];

/** One element of `ApplyChangesInput.changes`: exactly one key, the kind of the change. */
export type WireChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
