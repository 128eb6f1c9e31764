import type {
  BoardStartQuery,
  CommentPartsFragment,
  CreateCommentInput,
  CreateLabelInput,
  CreateTaskInput,
  DeleteCommentInput,
  DeleteLabelInput,
  DeleteTaskInput,
  LabelColor,
  LabelPartsFragment,
  MemberPartsFragment,
  MoveTaskInput,
  PresentPartsFragment,
  ProjectEventsSubscription,
  ProjectRole,
  TaskField,
  TaskPartsFragment,
  TaskPriority,
  TaskStatus,
  UpdateCommentInput,
  UpdateLabelInput,
  UpdateTaskInput,
  UpdateTaskStatusInput,
  UserPartsFragment,
} from "../generated/graphql.ts";
import type { ActivityName } from "../generated/store-schema.ts";

// Data as the server sends it and takes it.

/** A person with an account. */
export interface User extends UserPartsFragment {
  /** The server's id of the account. */
  id: string;
  /** Name to show. It changes on all screens when the person changes it. */
  name: string;
  /** E-mail address; null where the account has none, or was deleted. */
  email: string | null;
}

/** A person who has a project open. */
export interface Present extends PresentPartsFragment {
  /** The person. */
  user: User;
  /** The task that the person has open; null: none, or the app does not tell. */
  focusedTaskId: string | null;
  /** The field of it that the person edits, or `COMMENTS` while writing a comment; null: none. */
  focusedField: TaskField | null;
}

/** A task of a project. */
export interface Task extends TaskPartsFragment {
  /** UUID, made by the client that created the task. */
  id: string;
  /** Text of 1 to 500 characters. */
  title: string;
  /** Text of any lines; null: none. */
  description: string | null;
  /** Column of the board. */
  status: TaskStatus;
  /** Urgency, from `NONE` to `URGENT`. */
  priority: TaskPriority;
  /** Key by which its column is sorted, in byte order. Opaque: move a task by naming its neighbours. */
  position: string;
  /** Time by which it is to be done, ISO 8601 in UTC; null: none. */
  dueAt: string | null;
  /** Grows by one with each change of the task or its comments. 0: the server has not confirmed the task yet. */
  version: number;
  /** Number of its comments, also while they are not loaded. */
  commentCount: number;
  /** Time of its creation, ISO 8601 in UTC. */
  createdAt: string;
  /** Time of its last change, ISO 8601 in UTC. Comments do not count. */
  updatedAt: string;
  /** The member who does it; null: nobody. */
  assignee: User | null;
  /** The person who made it. */
  createdBy: User;
  /** Labels on it, at most 20, in the order in which they were made. */
  labels: Label[];
}

/** A label that a project's tasks can carry. */
export interface Label extends LabelPartsFragment {
  /** UUID, made by the client that created the label. */
  id: string;
  /** Name, unique within the project, whatever the case. */
  name: string;
  /** One of the schema's colors. Apps decide how it looks. */
  color: LabelColor;
  /** Grows by one with each change of the label. 0: the server has not confirmed it yet. */
  version: number;
}

/** A comment on a task. */
export interface Comment extends CommentPartsFragment {
  /** UUID, made by the client that created the comment. */
  id: string;
  /** The text, of any lines. */
  body: string;
  /** Grows by one with each edit. 0: the server has not confirmed it yet. */
  version: number;
  /** Number of the change that added it, by which comments are ordered. */
  createdSeq: number;
  /** Time of its creation, ISO 8601 in UTC. */
  createdAt: string;
  /** Time of its last edit, ISO 8601 in UTC. */
  updatedAt: string;
  /** The person who wrote it, and who alone may edit it. */
  author: User;
}

/** A person's membership in a project. */
export interface Member extends MemberPartsFragment {
  /** Id of the membership, not of the person. */
  id: string;
  /** Decides what the person may do. */
  role: ProjectRole;
  /** Number of the change that added the person, by which members are ordered. */
  joinedSeq: number;
  /** Time at which the person joined, ISO 8601 in UTC. */
  joinedAt: string;
  /** The person. `user.id` is what member actions take. */
  user: User;
}

/** An item that changes edit. */
export type WireItem = Task | Comment | Label;

/** Lists that a board snapshot holds as a whole. */
export interface BoardLists {
  /** All members, in the order in which they joined. */
  readonly members: readonly Member[];
  /** All labels, in the order in which they were made. */
  readonly labels: readonly Label[];
  /** All tasks, or the first 5,000 where `isPartial` is true. */
  readonly tasks: readonly Task[];
}

type LoadedProject = NonNullable<BoardStartQuery["project"]>;

/** The project's own fields, without its lists. */
export interface ProjectFields
  extends Pick<LoadedProject, "id" | "name" | "description" | "version" | "createdAt" | "updatedAt"> {
  /** UUID of the project. */
  id: string;
  /** Name to show. */
  name: string;
  /** Text of any lines; null: none. */
  description: string | null;
  /** Grows by one with each edit of the name or the description. */
  version: number;
  /** Time of its creation, ISO 8601 in UTC. */
  createdAt: string;
  /** Time of the last edit of the name or the description, ISO 8601 in UTC. */
  updatedAt: string;
}

/** One change of the project, as its stream tells it. */
export type ProjectEvent = Extract<ProjectEventsSubscription["projectActivity"], { readonly __typename: ActivityName }>;

/** Inputs of the changes that `applyChanges` takes, without the parts that the outbox adds. */
export interface ChangeInputs {
  /** Adds a task at the end of its column. Shows at once under its `id`. */
  readonly createTask: Own<CreateTaskInput> & { readonly id?: string };
  /** Edits fields of a task. An absent field stays as it is; null clears one that may be null. */
  readonly updateTask: Own<UpdateTaskInput>;
  /** Puts a task at the end of another column. */
  readonly updateTaskStatus: Own<UpdateTaskStatusInput>;
  /** Puts a task beside another one, in its column or another. Without neighbours: at the column's end. */
  readonly moveTask: Own<MoveTaskInput>;
  /** Deletes a task with its comments. */
  readonly deleteTask: Own<DeleteTaskInput>;
  /** Undoes a deletion of at most 30 days ago. Shows once the server has made it. */
  readonly restoreTask: { readonly taskId: string };
  /** Adds a comment to a task. */
  readonly createComment: Own<CreateCommentInput> & { readonly id?: string };
  /** Replaces the body of a comment. */
  readonly updateComment: Own<UpdateCommentInput>;
  /** Deletes a comment. */
  readonly deleteComment: Own<DeleteCommentInput>;
  /** Undoes a deletion of at most 30 days ago. Shows once the server has made it. */
  readonly restoreComment: { readonly commentId: string };
  /** Adds a label. Its name is unique in the project, whatever the case. */
  readonly createLabel: Own<CreateLabelInput> & { readonly id?: string };
  /** Renames or recolours a label, on all its tasks. */
  readonly updateLabel: Own<UpdateLabelInput>;
  /** Deletes a label and takes it off its tasks. */
  readonly deleteLabel: Own<DeleteLabelInput>;
}

type Own<Input> = Omit<Input, "id" | "projectId" | "clientMutationId" | "expectedVersion" | "following">;

/** Name of a kind of change, as a mutation of the schema is called. */
export type ChangeKind = keyof ChangeInputs;

/** All fields, also optional ones, so that a new field does not compile where it is left out. */
export type Total<T> = Required<Omit<T, "__typename">>;

/** Fields of a task that `updateTask` edits. */
export type EditedTask = Total<Pick<Task, keyof Task & FieldOf<Exclude<keyof ChangeInputs["updateTask"], "taskId">>>>;

/** Values of a task that an editor changes, by the names that `updateTask` takes. */
export interface TaskValues extends Readonly<Omit<EditedTask, "assignee" | "labels">> {
  /** Id of the member who does the task; null: nobody. */
  readonly assigneeId: string | null;
}

type FieldOf<Name> = Name extends "assigneeId"
  ? "assignee"
  : Name extends "addLabelIds" | "removeLabelIds"
    ? "labels"
    : Name;

/** A change that a person makes. Create inputs get an id where they have none. */
export type Change = {
  readonly [K in ChangeKind]: {
    readonly kind: K;
    /** Values of the change, as the mutation of that name takes them; see `ChangeInputs`. */
    readonly input: ChangeInputs[K];
  };
}[ChangeKind];

/** One element of `ApplyChangesInput.changes`: exactly one key, the kind of the change. */
export type WireChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
