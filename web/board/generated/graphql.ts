/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type DeletedTasksQueryVariables = Exact<{
  projectId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type DeletedTasksQuery = { __typename?: 'Query', project?: { __typename?: 'Project', id: string, deletedTasks: { __typename?: 'DeletedTaskConnection', nodes: Array<{ __typename?: 'Task', id: string, title: string, status: TaskStatus }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } } | null };

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

export type DeleteProjectMutationVariables = Exact<{
  input: DeleteProjectInput;
}>;


export type DeleteProjectMutation = { __typename?: 'Mutation', deleteProject?: { __typename?: 'DeleteProjectPayload', projectId: string } | null };

export type UpdateProjectMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;


export type UpdateProjectMutation = { __typename?: 'Mutation', updateProject?:
    | { __typename: 'ProjectConflict' }
    | { __typename: 'UpdateProjectPayload' }
   | null };

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;


export type CreateProjectMutation = { __typename?: 'Mutation', createProject?: { __typename?: 'CreateProjectPayload', project: { __typename?: 'Project', id: string } } | null };

export type ProjectItemPartsFragment = { __typename?: 'Project', id: string, name: string, description?: string | null, viewerRole: ProjectRole };

export type ProjectsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ProjectsQuery = { __typename?: 'Query', me: { __typename?: 'User', id: string, name: string, email?: string | null }, projects: { __typename?: 'ProjectConnection', nodes: Array<{ __typename?: 'Project', id: string, name: string, description?: string | null, viewerRole: ProjectRole }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ChangePartsFragmentDoc = new TypedDocumentString(`
    fragment ChangeParts on Activity {
  __typename
  seq
  at
  actor {
    id
    name
  }
  origin {
    address
    userAgent
  }
  ... on ProjectCreated {
    project {
      name
    }
  }
  ... on ProjectUpdated {
    project {
      name
    }
  }
  ... on MemberAdded {
    member {
      role
      user {
        id
        name
      }
    }
  }
  ... on MemberRoleChanged {
    member {
      role
      user {
        id
        name
      }
    }
  }
  ... on MemberRemoved {
    user {
      id
      name
    }
  }
  ... on TaskCreated {
    task {
      title
    }
  }
  ... on TaskUpdated {
    taskChanges
    task {
      title
    }
  }
  ... on TaskStatusChanged {
    from
    to
    task {
      title
    }
  }
  ... on TaskDeleted {
    taskId
  }
  ... on TaskRestored {
    task {
      title
    }
  }
  ... on LabelCreated {
    label {
      name
    }
  }
  ... on LabelUpdated {
    label {
      name
    }
  }
  ... on CommentCreated {
    task {
      id
    }
  }
  ... on CommentUpdated {
    task {
      id
    }
  }
  ... on CommentDeleted {
    task {
      id
    }
  }
  ... on CommentRestored {
    task {
      id
    }
  }
}
    `, {"fragmentName":"ChangeParts"}) as unknown as TypedDocumentString<ChangePartsFragment, unknown>;
export const ProjectItemPartsFragmentDoc = new TypedDocumentString(`
    fragment ProjectItemParts on Project {
  id
  name
  description
  viewerRole
}
    `, {"fragmentName":"ProjectItemParts"}) as unknown as TypedDocumentString<ProjectItemPartsFragment, unknown>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    name
    email
  }
}
    `) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const AuthorsDocument = new TypedDocumentString(`
    query Authors($projectId: ID!) {
  project(id: $projectId) {
    id
    activity(first: 100) {
      nodes {
        __typename
        actor {
          id
          name
        }
        ... on TaskUpdated {
          taskChanges
          task {
            id
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AuthorsQuery, AuthorsQueryVariables>;
export const DeletedTasksDocument = new TypedDocumentString(`
    query DeletedTasks($projectId: ID!, $after: String) {
  project(id: $projectId) {
    id
    deletedTasks(first: 50, after: $after) {
      nodes {
        id
        title
        status
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeletedTasksQuery, DeletedTasksQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($projectId: ID!, $after: String) {
  project(id: $projectId) {
    id
    seq
    activity(first: 50, after: $after) {
      nodes {
        ...ChangeParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ChangeParts on Activity {
  __typename
  seq
  at
  actor {
    id
    name
  }
  origin {
    address
    userAgent
  }
  ... on ProjectCreated {
    project {
      name
    }
  }
  ... on ProjectUpdated {
    project {
      name
    }
  }
  ... on MemberAdded {
    member {
      role
      user {
        id
        name
      }
    }
  }
  ... on MemberRoleChanged {
    member {
      role
      user {
        id
        name
      }
    }
  }
  ... on MemberRemoved {
    user {
      id
      name
    }
  }
  ... on TaskCreated {
    task {
      title
    }
  }
  ... on TaskUpdated {
    taskChanges
    task {
      title
    }
  }
  ... on TaskStatusChanged {
    from
    to
    task {
      title
    }
  }
  ... on TaskDeleted {
    taskId
  }
  ... on TaskRestored {
    task {
      title
    }
  }
  ... on LabelCreated {
    label {
      name
    }
  }
  ... on LabelUpdated {
    label {
      name
    }
  }
  ... on CommentCreated {
    task {
      id
    }
  }
  ... on CommentUpdated {
    task {
      id
    }
  }
  ... on CommentDeleted {
    task {
      id
    }
  }
  ... on CommentRestored {
    task {
      id
    }
  }
}`) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const DeleteProjectDocument = new TypedDocumentString(`
    mutation DeleteProject($input: DeleteProjectInput!) {
  deleteProject(input: $input) {
    projectId
  }
}
    `) as unknown as TypedDocumentString<DeleteProjectMutation, DeleteProjectMutationVariables>;
export const UpdateProjectDocument = new TypedDocumentString(`
    mutation UpdateProject($input: UpdateProjectInput!) {
  updateProject(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<UpdateProjectMutation, UpdateProjectMutationVariables>;
export const CreateProjectDocument = new TypedDocumentString(`
    mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) {
    project {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateProjectMutation, CreateProjectMutationVariables>;
export const ProjectsDocument = new TypedDocumentString(`
    query Projects($after: String) {
  me {
    id
    name
    email
  }
  projects(first: 50, after: $after) {
    nodes {
      ...ProjectItemParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ProjectItemParts on Project {
  id
  name
  description
  viewerRole
}`) as unknown as TypedDocumentString<ProjectsQuery, ProjectsQueryVariables>;