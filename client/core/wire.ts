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

// Data as the server sends it and takes it. Parts that the printed schema does not hold yet are declared here.

export type User = UserPartsFragment;
export type Task = TaskPartsFragment;
export type Label = LabelPartsFragment;
export type Comment = CommentPartsFragment;
export type Member = MemberPartsFragment;

type LoadedProject = NonNullable<ProjectBoardQuery["project"]>;

/** The project's own fields. */
export type ProjectFields = Pick<LoadedProject, "id" | "name" | "description" | "createdAt" | "updatedAt"> & {
  readonly version?: number;
};

type StreamedEvent = ProjectEventsSubscription["projectActivity"];
type EventFields = Pick<
  Extract<StreamedEvent, { readonly __typename: "TaskDeleted" }>,
  "seq" | "at" | "projectId" | "clientMutationId" | "actor"
>;
type CommentedTask = Extract<StreamedEvent, { readonly __typename: "CommentCreated" }>["task"];

interface TaskRestored extends EventFields {
  readonly __typename: "TaskRestored";
  readonly task: Task;
}

interface CommentRestored extends EventFields {
  readonly __typename: "CommentRestored";
  readonly comment: Comment;
  readonly task: CommentedTask;
}

/** One change of the project, as its stream tells it. */
export type ProjectEvent =
  | Extract<StreamedEvent, { readonly __typename: ActivityName }>
  | TaskRestored
  | CommentRestored;

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

/** A change that a person makes. Create inputs get an id where they have none. */
export type Change = { readonly [K in ChangeKind]: { readonly kind: K; readonly input: ChangeInputs[K] } }[ChangeKind];

/** One element of `ApplyChangesInput.changes`: exactly one key, the kind of the change. */
export type WireChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
