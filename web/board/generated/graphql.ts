/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** ISO 8601 in UTC with milliseconds, e.g. 2026-11-23T09:30:00.000Z; input in any offset. */
  DateTime: { input: string; output: string; }
};

/** By account id or by e-mail, one of the two. */
export type AddMemberInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  role: ProjectRole;
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** All changes are of this project; 1 to 500. */
export type ApplyChangesInput = {
  /** All or none. */
  atomic?: InputMaybe<Scalars['Boolean']['input']>;
  changes: Array<ChangeInput>;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
};

/** Exactly one of these. */
export type ChangeInput =
  { createComment: CreateCommentInput; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel: CreateLabelInput; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask: CreateTaskInput; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment: DeleteCommentInput; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel: DeleteLabelInput; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask: DeleteTaskInput; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask: MoveTaskInput; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment: RestoreCommentInput; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask: RestoreTaskInput; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment: UpdateCommentInput; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel: UpdateLabelInput; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask: UpdateTaskInput; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus: UpdateTaskStatusInput; };

/** Field of a comment that a conflict is about. */
export type CommentField =
  | 'BODY';

export type CreateCommentInput = {
  body: Scalars['String']['input'];
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  taskId: Scalars['ID']['input'];
};

export type CreateLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  color: LabelColor;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  name: Scalars['String']['input'];
  projectId: Scalars['ID']['input'];
};

export type CreateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  name: Scalars['String']['input'];
};

export type CreateTaskInput = {
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** Ids that the project does not have are ignored. */
  labelIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  priority?: InputMaybe<TaskPriority>;
  projectId: Scalars['ID']['input'];
  status?: InputMaybe<TaskStatus>;
  title: Scalars['String']['input'];
};

export type DeleteCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  commentId: Scalars['ID']['input'];
};

export type DeleteLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  labelId: Scalars['ID']['input'];
};

export type DeleteProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
};

export type DeleteTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  taskId: Scalars['ID']['input'];
};

export type LabelColor =
  | 'BLUE'
  | 'BROWN'
  | 'GRAY'
  | 'GREEN'
  | 'ORANGE'
  | 'PINK'
  | 'PURPLE'
  | 'RED'
  | 'TEAL'
  | 'YELLOW';

/** Field of a label that a conflict is about. */
export type LabelField =
  | 'COLOR'
  | 'NAME';

/** Between two neighbours of the column; both absent: the column's end. A neighbour that is gone or elsewhere is passed over. */
export type MoveTaskInput = {
  afterTaskId?: InputMaybe<Scalars['ID']['input']>;
  beforeTaskId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  status?: InputMaybe<TaskStatus>;
  taskId: Scalars['ID']['input'];
};

/** Field of a project that a conflict is about. */
export type ProjectField =
  | 'DESCRIPTION'
  | 'NAME';

/** Each may do what those before it may. */
export type ProjectRole =
  /** Manages members up to its own role, edits the project, deletes anyone's comments. */
  | 'ADMIN'
  /** Changes tasks and labels; writes comments, edits and deletes its own. */
  | 'MEMBER'
  /** Deletes the project, which always has one. */
  | 'OWNER'
  /** Reads and subscribes. */
  | 'VIEWER';

/** Oneself, to leave; others as ADMIN or OWNER. */
export type RemoveMemberInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};

export type RestoreCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  commentId: Scalars['ID']['input'];
};

export type RestoreTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  taskId: Scalars['ID']['input'];
};

/** Why a replay cannot be. */
export type ResyncReason =
  /** Beyond the project's own number. */
  | 'AHEAD_OF_PROJECT'
  /** The database was restored or failed over and lost what the cursor names. */
  | 'OTHER_HISTORY'
  /** Older than what is kept, than REPLAY_LIMIT allows, or than the viewer's membership. */
  | 'TOO_OLD'
  /** A newer version wrote a change that this server cannot read. */
  | 'UNREADABLE';

/** Field of a task that a change touched, or that a conflict is about. */
export type TaskField =
  | 'ASSIGNEE'
  | 'COMMENTS'
  | 'DESCRIPTION'
  | 'DUE_AT'
  | 'LABELS'
  | 'POSITION'
  | 'PRIORITY'
  | 'STATUS'
  | 'TITLE';

export type TaskFilter = {
  /** null: unassigned. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  dueAfter?: InputMaybe<Scalars['DateTime']['input']>;
  dueBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Tasks with any of these labels. */
  labelIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  priority?: InputMaybe<Array<TaskPriority>>;
  status?: InputMaybe<Array<TaskStatus>>;
  /** Every word must occur in title or description; case, accents and vowel points do not matter. */
  text?: InputMaybe<Scalars['String']['input']>;
};

export type TaskPriority =
  | 'HIGH'
  | 'LOW'
  | 'MEDIUM'
  | 'NONE'
  | 'URGENT';

/** The columns of a board, from left to right. */
export type TaskStatus =
  | 'BACKLOG'
  | 'CANCELED'
  | 'DONE'
  | 'IN_PROGRESS'
  | 'IN_REVIEW'
  | 'TODO';

export type UpdateCommentInput = {
  body: Scalars['String']['input'];
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  commentId: Scalars['ID']['input'];
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Absent fields stay. */
export type UpdateLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  color?: InputMaybe<LabelColor>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  labelId: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateMemberRoleInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  role: ProjectRole;
  userId: Scalars['ID']['input'];
};

/** Absent fields stay; null clears the description. */
export type UpdateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  name?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
};

/** Absent fields stay, null clears. */
export type UpdateTaskInput = {
  /** Never conflicts; unknown and deleted ones are ignored. */
  addLabelIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  priority?: InputMaybe<TaskPriority>;
  /** Never conflicts. */
  removeLabelIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  taskId: Scalars['ID']['input'];
  title?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateTaskStatusInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: InputMaybe<Array<Scalars['String']['input']>>;
  status: TaskStatus;
  taskId: Scalars['ID']['input'];
};

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { __typename?: 'Query', me: { __typename?: 'User', id: string, name: string, email?: string | null } };

export type CreateTaskMutationVariables = Exact<{
  input: CreateTaskInput;
}>;


export type CreateTaskMutation = { __typename?: 'Mutation', createTask?: { __typename?: 'CreateTaskPayload', clientMutationId?: string | null, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } } | null };

export type MoveTaskMutationVariables = Exact<{
  input: MoveTaskInput;
}>;


export type MoveTaskMutation = { __typename?: 'Mutation', moveTask?:
    | { __typename?: 'MoveTaskPayload', clientMutationId?: string | null, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } }
    | { __typename?: 'TaskConflict' }
   | null };

export type AuthorsQueryVariables = Exact<{
  projectId: Scalars['ID']['input'];
}>;


export type AuthorsQuery = { __typename?: 'Query', project?: { __typename?: 'Project', id: string, activity: { __typename?: 'ActivityConnection', nodes: Array<
        | { __typename: 'CommentCreated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'CommentDeleted', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'CommentRestored', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'CommentUpdated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'LabelCreated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'LabelDeleted', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'LabelUpdated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'MemberAdded', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'MemberRemoved', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'MemberRoleChanged', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'MemberUpdated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'ProjectCreated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'ProjectDeleted', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'ProjectUpdated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'TaskCreated', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'TaskDeleted', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'TaskRestored', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'TaskStatusChanged', actor: { __typename?: 'User', id: string, name: string } }
        | { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string } }
      > } } | null };

type ChangeParts_CommentCreated_Fragment = { __typename: 'CommentCreated', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_CommentDeleted_Fragment = { __typename: 'CommentDeleted', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_CommentRestored_Fragment = { __typename: 'CommentRestored', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_CommentUpdated_Fragment = { __typename: 'CommentUpdated', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_LabelCreated_Fragment = { __typename: 'LabelCreated', seq: number, at: string, label: { __typename?: 'Label', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_LabelDeleted_Fragment = { __typename: 'LabelDeleted', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_LabelUpdated_Fragment = { __typename: 'LabelUpdated', seq: number, at: string, label: { __typename?: 'Label', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_MemberAdded_Fragment = { __typename: 'MemberAdded', seq: number, at: string, member: { __typename?: 'Member', role: ProjectRole, user: { __typename?: 'User', id: string, name: string } }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_MemberRemoved_Fragment = { __typename: 'MemberRemoved', seq: number, at: string, user: { __typename?: 'User', id: string, name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_MemberRoleChanged_Fragment = { __typename: 'MemberRoleChanged', seq: number, at: string, member: { __typename?: 'Member', role: ProjectRole, user: { __typename?: 'User', id: string, name: string } }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_MemberUpdated_Fragment = { __typename: 'MemberUpdated', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_ProjectCreated_Fragment = { __typename: 'ProjectCreated', seq: number, at: string, project: { __typename?: 'Project', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_ProjectDeleted_Fragment = { __typename: 'ProjectDeleted', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_ProjectUpdated_Fragment = { __typename: 'ProjectUpdated', seq: number, at: string, project: { __typename?: 'Project', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_TaskCreated_Fragment = { __typename: 'TaskCreated', seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_TaskDeleted_Fragment = { __typename: 'TaskDeleted', taskId: string, seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_TaskRestored_Fragment = { __typename: 'TaskRestored', seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_TaskStatusChanged_Fragment = { __typename: 'TaskStatusChanged', from: TaskStatus, to: TaskStatus, seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

type ChangeParts_TaskUpdated_Fragment = { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null };

export type ChangePartsFragment =
  | ChangeParts_CommentCreated_Fragment
  | ChangeParts_CommentDeleted_Fragment
  | ChangeParts_CommentRestored_Fragment
  | ChangeParts_CommentUpdated_Fragment
  | ChangeParts_LabelCreated_Fragment
  | ChangeParts_LabelDeleted_Fragment
  | ChangeParts_LabelUpdated_Fragment
  | ChangeParts_MemberAdded_Fragment
  | ChangeParts_MemberRemoved_Fragment
  | ChangeParts_MemberRoleChanged_Fragment
  | ChangeParts_MemberUpdated_Fragment
  | ChangeParts_ProjectCreated_Fragment
  | ChangeParts_ProjectDeleted_Fragment
  | ChangeParts_ProjectUpdated_Fragment
  | ChangeParts_TaskCreated_Fragment
  | ChangeParts_TaskDeleted_Fragment
  | ChangeParts_TaskRestored_Fragment
  | ChangeParts_TaskStatusChanged_Fragment
  | ChangeParts_TaskUpdated_Fragment
;

export type HistoryQueryVariables = Exact<{
  projectId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type HistoryQuery = { __typename?: 'Query', project?: { __typename?: 'Project', id: string, seq: number, activity: { __typename?: 'ActivityConnection', nodes: Array<
        | { __typename: 'CommentCreated', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'CommentDeleted', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'CommentRestored', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'CommentUpdated', seq: number, at: string, task: { __typename?: 'Task', id: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'LabelCreated', seq: number, at: string, label: { __typename?: 'Label', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'LabelDeleted', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'LabelUpdated', seq: number, at: string, label: { __typename?: 'Label', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'MemberAdded', seq: number, at: string, member: { __typename?: 'Member', role: ProjectRole, user: { __typename?: 'User', id: string, name: string } }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'MemberRemoved', seq: number, at: string, user: { __typename?: 'User', id: string, name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'MemberRoleChanged', seq: number, at: string, member: { __typename?: 'Member', role: ProjectRole, user: { __typename?: 'User', id: string, name: string } }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'MemberUpdated', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'ProjectCreated', seq: number, at: string, project: { __typename?: 'Project', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'ProjectDeleted', seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'ProjectUpdated', seq: number, at: string, project: { __typename?: 'Project', name: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'TaskCreated', seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'TaskDeleted', taskId: string, seq: number, at: string, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'TaskRestored', seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'TaskStatusChanged', from: TaskStatus, to: TaskStatus, seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
        | { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, seq: number, at: string, task: { __typename?: 'Task', title: string }, actor: { __typename?: 'User', id: string, name: string }, origin?: { __typename?: 'ActivityOrigin', address?: string | null, userAgent?: string | null } | null }
      >, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } } | null };

export type TaskTitleFragment = { __typename?: 'Task', title: string };

export type AddMemberMutationVariables = Exact<{
  input: AddMemberInput;
}>;


export type AddMemberMutation = { __typename?: 'Mutation', addMember?: { __typename?: 'AddMemberPayload', clientMutationId?: string | null, seq: number, member: { __typename?: 'Member', id: string, role: ProjectRole, joinedAt: string, user: { __typename?: 'User', id: string, name: string, email?: string | null } } } | null };

export type MemberItemPartsFragment = { __typename?: 'Member', id: string, role: ProjectRole, joinedAt: string, user: { __typename?: 'User', id: string, name: string, email?: string | null } };

export type UpdateMemberRoleMutationVariables = Exact<{
  input: UpdateMemberRoleInput;
}>;


export type UpdateMemberRoleMutation = { __typename?: 'Mutation', updateMemberRole?: { __typename?: 'UpdateMemberRolePayload', clientMutationId?: string | null, seq: number, member: { __typename?: 'Member', id: string, role: ProjectRole, joinedAt: string, user: { __typename?: 'User', id: string, name: string, email?: string | null } } } | null };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { __typename?: 'Mutation', removeMember?: { __typename?: 'RemoveMemberPayload', clientMutationId?: string | null, userId: string, seq: number } | null };

export type DeleteProjectMutationVariables = Exact<{
  input: DeleteProjectInput;
}>;


export type DeleteProjectMutation = { __typename?: 'Mutation', deleteProject?: { __typename?: 'DeleteProjectPayload', projectId: string, clientMutationId?: string | null } | null };

export type UpdateProjectMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;


export type UpdateProjectMutation = { __typename?: 'Mutation', updateProject?:
    | { __typename?: 'ProjectConflict' }
    | { __typename?: 'UpdateProjectPayload', clientMutationId?: string | null, seq: number, project: { __typename?: 'Project', id: string, name: string, description?: string | null, version: number, updatedAt: string } }
   | null };

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;


export type CreateProjectMutation = { __typename?: 'Mutation', createProject?: { __typename?: 'CreateProjectPayload', project: { __typename?: 'Project', id: string, name: string, description?: string | null, viewerRole: ProjectRole } } | null };

export type ProjectItemPartsFragment = { __typename?: 'Project', id: string, name: string, description?: string | null, viewerRole: ProjectRole };

export type ProjectsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ProjectsQuery = { __typename?: 'Query', projects: { __typename?: 'ProjectConnection', nodes: Array<{ __typename?: 'Project', id: string, name: string, description?: string | null, viewerRole: ProjectRole }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } };

export type ChangedTaskPartsFragment = { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> };

export type CommentItemPartsFragment = { __typename?: 'Comment', id: string, body: string, version: number, createdSeq: number, createdAt: string, updatedAt: string, author: { __typename?: 'User', id: string, name: string, email?: string | null } };

export type CommentsQueryVariables = Exact<{
  taskId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CommentsQuery = { __typename?: 'Query', task?: { __typename?: 'Task', id: string, version: number, comments: { __typename?: 'CommentConnection', nodes: Array<{ __typename?: 'Comment', id: string, body: string, version: number, createdSeq: number, createdAt: string, updatedAt: string, author: { __typename?: 'User', id: string, name: string, email?: string | null } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } } | null };

export type DeleteCommentMutationVariables = Exact<{
  input: DeleteCommentInput;
}>;


export type DeleteCommentMutation = { __typename?: 'Mutation', deleteComment?: { __typename?: 'DeleteCommentPayload', commentId: string, taskId: string, clientMutationId?: string | null } | null };

export type DeleteTaskMutationVariables = Exact<{
  input: DeleteTaskInput;
}>;


export type DeleteTaskMutation = { __typename?: 'Mutation', deleteTask?:
    | { __typename: 'DeleteTaskPayload', taskId: string, clientMutationId?: string | null }
    | { __typename: 'TaskConflict', currentVersion: number, conflictingFields: Array<TaskField>, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } }
   | null };

export type UpdateCommentMutationVariables = Exact<{
  input: UpdateCommentInput;
}>;


export type UpdateCommentMutation = { __typename?: 'Mutation', updateComment?:
    | { __typename: 'CommentConflict', currentVersion: number, comment: { __typename?: 'Comment', id: string, body: string, version: number, createdSeq: number, createdAt: string, updatedAt: string, author: { __typename?: 'User', id: string, name: string, email?: string | null } } }
    | { __typename: 'UpdateCommentPayload', clientMutationId?: string | null, comment: { __typename?: 'Comment', id: string, body: string, version: number, createdSeq: number, createdAt: string, updatedAt: string, author: { __typename?: 'User', id: string, name: string, email?: string | null } } }
   | null };

export type CreateCommentMutationVariables = Exact<{
  input: CreateCommentInput;
}>;


export type CreateCommentMutation = { __typename?: 'Mutation', createComment?: { __typename?: 'CreateCommentPayload', clientMutationId?: string | null, comment: { __typename?: 'Comment', id: string, body: string, version: number, createdSeq: number, createdAt: string, updatedAt: string, author: { __typename?: 'User', id: string, name: string, email?: string | null } } } | null };

export type TaskConflictPartsFragment = { __typename?: 'TaskConflict', currentVersion: number, conflictingFields: Array<TaskField>, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } };

export type UpdateTaskMutationVariables = Exact<{
  input: UpdateTaskInput;
}>;


export type UpdateTaskMutation = { __typename?: 'Mutation', updateTask?:
    | { __typename: 'TaskConflict', currentVersion: number, conflictingFields: Array<TaskField>, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } }
    | { __typename: 'UpdateTaskPayload', clientMutationId?: string | null, task: { __typename?: 'Task', id: string, title: string, description?: string | null, status: TaskStatus, priority: TaskPriority, position: string, dueAt?: string | null, version: number, commentCount: number, createdAt: string, updatedAt: string, assignee?: { __typename?: 'User', id: string, name: string, email?: string | null } | null, createdBy: { __typename?: 'User', id: string, name: string, email?: string | null }, labels: Array<{ __typename?: 'Label', id: string, name: string, color: LabelColor, version: number }> } }
   | null };

export const ChangePartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Activity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"origin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"userAgent"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberRoleChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskChanges"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskStatusChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskDeleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRestored"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LabelCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LabelUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentDeleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentRestored"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ChangePartsFragment, unknown>;
export const TaskTitleFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskTitle"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]} as unknown as DocumentNode<TaskTitleFragment, unknown>;
export const MemberItemPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Member"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<MemberItemPartsFragment, unknown>;
export const ProjectItemPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProjectItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Project"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<ProjectItemPartsFragment, unknown>;
export const CommentItemPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CommentItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Comment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdSeq"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<CommentItemPartsFragment, unknown>;
export const ChangedTaskPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<ChangedTaskPartsFragment, unknown>;
export const TaskConflictPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskConflictParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currentVersion"}},{"kind":"Field","name":{"kind":"Name","value":"conflictingFields"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<TaskConflictPartsFragment, unknown>;
export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const CreateTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<CreateTaskMutation, CreateTaskMutationVariables>;
export const MoveTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MoveTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MoveTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moveTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MoveTaskPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<MoveTaskMutation, MoveTaskMutationVariables>;
export const AuthorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Authors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"activity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskChanges"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuthorsQuery, AuthorsQueryVariables>;
export const HistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"History"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"activity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Activity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"origin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"userAgent"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberRoleChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskChanges"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskStatusChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskDeleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskRestored"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LabelCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LabelUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentUpdated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentDeleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentRestored"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<HistoryQuery, HistoryQueryVariables>;
export const AddMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberItemParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Member"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<AddMemberMutation, AddMemberMutationVariables>;
export const UpdateMemberRoleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateMemberRole"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateMemberRoleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateMemberRole"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberItemParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Member"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<UpdateMemberRoleMutation, UpdateMemberRoleMutationVariables>;
export const RemoveMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const DeleteProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}}]}}]}}]} as unknown as DocumentNode<DeleteProjectMutation, DeleteProjectMutationVariables>;
export const UpdateProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProjectPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UpdateProjectMutation, UpdateProjectMutationVariables>;
export const CreateProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProjectItemParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProjectItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Project"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<CreateProjectMutation, CreateProjectMutationVariables>;
export const ProjectsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Projects"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"projects"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProjectItemParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProjectItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Project"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<ProjectsQuery, ProjectsQueryVariables>;
export const CommentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Comments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"taskId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"taskId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"comments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CommentItemParts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CommentItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Comment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdSeq"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<CommentsQuery, CommentsQueryVariables>;
export const DeleteCommentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteComment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCommentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteComment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"commentId"}},{"kind":"Field","name":{"kind":"Name","value":"taskId"}},{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}}]}}]}}]} as unknown as DocumentNode<DeleteCommentMutation, DeleteCommentMutationVariables>;
export const DeleteTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteTaskPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskId"}},{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TaskConflictParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskConflictParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currentVersion"}},{"kind":"Field","name":{"kind":"Name","value":"conflictingFields"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}}]} as unknown as DocumentNode<DeleteTaskMutation, DeleteTaskMutationVariables>;
export const UpdateCommentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateComment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCommentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateComment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCommentPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CommentItemParts"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CommentConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currentVersion"}},{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CommentItemParts"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CommentItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Comment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdSeq"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<UpdateCommentMutation, UpdateCommentMutationVariables>;
export const CreateCommentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateComment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCommentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createComment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CommentItemParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CommentItemParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Comment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdSeq"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<CreateCommentMutation, CreateCommentMutationVariables>;
export const UpdateTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateTaskPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TaskConflictParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangedTaskParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"commentCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"assignee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskConflictParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currentVersion"}},{"kind":"Field","name":{"kind":"Name","value":"conflictingFields"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangedTaskParts"}}]}}]}}]} as unknown as DocumentNode<UpdateTaskMutation, UpdateTaskMutationVariables>;