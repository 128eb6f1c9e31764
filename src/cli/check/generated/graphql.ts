/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** By account id or by e-mail, one of the two. */
export type AddMemberInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  email?: string | null | undefined;
  projectId: string;
  role: ProjectRole;
  userId?: string | null | undefined;
};

/** All changes are of this project; 1 to 500. */
export type ApplyChangesInput = {
  /** All or none. */
  atomic?: boolean | null | undefined;
  changes: Array<ChangeInput>;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  projectId: string;
};

/** Exactly one of these. */
export type ChangeInput =
  {   createComment: CreateCommentInput; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never;   createLabel: CreateLabelInput; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never;   createTask: CreateTaskInput; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never;   deleteComment: DeleteCommentInput; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never;   deleteLabel: DeleteLabelInput; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never;   deleteTask: DeleteTaskInput; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never;   moveTask: MoveTaskInput; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never;   restoreComment: RestoreCommentInput; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never;   restoreTask: RestoreTaskInput; updateComment?: never; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never;   updateComment: UpdateCommentInput; updateLabel?: never; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never;   updateLabel: UpdateLabelInput; updateTask?: never; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never;   updateTask: UpdateTaskInput; updateTaskStatus?: never; }
  |  { createComment?: never; createLabel?: never; createTask?: never; deleteComment?: never; deleteLabel?: never; deleteTask?: never; moveTask?: never; restoreComment?: never; restoreTask?: never; updateComment?: never; updateLabel?: never; updateTask?: never;   updateTaskStatus: UpdateTaskStatusInput; };

export type CreateAccessTokenInput = {
  /** Absent: it counts until it is revoked. */
  expiresAt?: string | null | undefined;
  name: string;
  /** Limits it to projects that you are a member of, at most 100; absent: all of yours, later ones too. */
  projectIds?: Array<string> | null | undefined;
  scopes: Array<TokenScope>;
};

export type CreateCommentInput = {
  body: string;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: string | null | undefined;
  taskId: string;
};

export type CreateLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  color: LabelColor;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: string | null | undefined;
  name: string;
  projectId: string;
};

export type CreateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  description?: string | null | undefined;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: string | null | undefined;
  name: string;
};

export type CreateTaskInput = {
  assigneeId?: string | null | undefined;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  description?: string | null | undefined;
  dueAt?: string | null | undefined;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: string | null | undefined;
  /** Ids that the project does not have are ignored. */
  labelIds?: Array<string> | null | undefined;
  priority?: TaskPriority | null | undefined;
  projectId: string;
  status?: TaskStatus | null | undefined;
  title: string;
};

export type CreateWebhookInput = {
  projectId: string;
  /** Begins with https:// or http://. Private addresses are refused, unless the server allows them. */
  url: string;
};

export type DeleteCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  commentId: string;
};

export type DeleteLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  labelId: string;
};

export type DeleteProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  projectId: string;
};

export type DeleteTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  taskId: string;
};

export type DeleteWebhookInput = {
  webhookId: string;
};

export type FocusInput = {
  /** The field of it that you edit; absent: none. */
  field?: TaskField | null | undefined;
  projectId: string;
  /** A task of the project; absent: none. */
  taskId?: string | null | undefined;
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

/** Between two neighbours of the column; both absent: the column's end. A neighbour that is gone or elsewhere is passed over. */
export type MoveTaskInput = {
  afterTaskId?: string | null | undefined;
  beforeTaskId?: string | null | undefined;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  status?: TaskStatus | null | undefined;
  taskId: string;
};

/** Each may do what those before it may. */
export type ProjectRole =
  /** Manages members up to its own role, edits the project, deletes anyone's comments. */
  | 'ADMIN'
  /** Changes what is on the board; edits and deletes its own comments. */
  | 'MEMBER'
  /** Deletes the project, which always has one. */
  | 'OWNER'
  /** Reads and subscribes. */
  | 'VIEWER';

/** Oneself, to leave; others as ADMIN or OWNER. */
export type RemoveMemberInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  projectId: string;
  userId: string;
};

export type RestoreCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  commentId: string;
};

export type RestoreTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  taskId: string;
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

export type RevokeAccessTokenInput = {
  accessTokenId: string;
};

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

/** Rights of an access token. Neither includes the other. */
export type TokenScope =
  /** Queries and subscriptions, and all fields below them. */
  | 'READ'
  /** Changes of projects and what is in them, with their answers. */
  | 'WRITE';

export type UpdateCommentInput = {
  body: string;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  commentId: string;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
};

/** Absent fields stay. */
export type UpdateLabelInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  color?: LabelColor | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  labelId: string;
  name?: string | null | undefined;
};

/** Absent fields stay, null clears. */
export type UpdateTaskInput = {
  /** Never conflicts; unknown and deleted ones are ignored. */
  addLabelIds?: Array<string> | null | undefined;
  assigneeId?: string | null | undefined;
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  description?: string | null | undefined;
  dueAt?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  priority?: TaskPriority | null | undefined;
  /** Never conflicts. */
  removeLabelIds?: Array<string> | null | undefined;
  taskId: string;
  title?: string | null | undefined;
};

export type UpdateTaskStatusInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  status: TaskStatus;
  taskId: string;
};

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, name: string } };

export type ProjectQueryVariables = Exact<{
  projectId: string;
}>;


export type ProjectQuery = { project: { seq: number, cursor: string } | null };

export type TaskQueryVariables = Exact<{
  taskId: string;
}>;


export type TaskQuery = { task: { title: string, description: string | null, version: number, labels: Array<{ name: string }> } | null };

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;


export type CreateProjectMutation = { createProject: { seq: number, project: { id: string } } | null };

export type DeleteProjectMutationVariables = Exact<{
  input: DeleteProjectInput;
}>;


export type DeleteProjectMutation = { deleteProject: { projectId: string } | null };

export type AddMemberMutationVariables = Exact<{
  input: AddMemberInput;
}>;


export type AddMemberMutation = { addMember: { seq: number } | null };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember: { seq: number } | null };

export type CreateTaskMutationVariables = Exact<{
  input: CreateTaskInput;
}>;


export type CreateTaskMutation = { createTask: { seq: number, task: { id: string, version: number } } | null };

export type UpdateTaskMutationVariables = Exact<{
  input: UpdateTaskInput;
}>;


export type UpdateTaskMutation = { updateTask:
    | { __typename: 'TaskConflict', conflictingFields: Array<TaskField>, task: { title: string, version: number } }
    | { __typename: 'UpdateTaskPayload', seq: number, task: { title: string, description: string | null, version: number } }
   | null };

export type DeleteTaskMutationVariables = Exact<{
  input: DeleteTaskInput;
}>;


export type DeleteTaskMutation = { deleteTask:
    | { __typename: 'DeleteTaskPayload' }
    | { __typename: 'TaskConflict' }
   | null };

export type RestoreTaskMutationVariables = Exact<{
  input: RestoreTaskInput;
}>;


export type RestoreTaskMutation = { restoreTask: { seq: number, task: { title: string, version: number } } | null };

export type ApplyChangesMutationVariables = Exact<{
  input: ApplyChangesInput;
}>;


export type ApplyChangesMutation = { applyChanges: { seq: number, results: Array<
      | { __typename: 'ChangeRefused', code: string }
      | { __typename: 'CommentConflict' }
      | { __typename: 'CreateCommentPayload', seq: number }
      | { __typename: 'CreateLabelPayload', seq: number }
      | { __typename: 'CreateTaskPayload', seq: number }
      | { __typename: 'DeleteCommentPayload', seq: number }
      | { __typename: 'DeleteLabelPayload', seq: number }
      | { __typename: 'DeleteTaskPayload', seq: number }
      | { __typename: 'LabelConflict' }
      | { __typename: 'MoveTaskPayload', seq: number }
      | { __typename: 'RestoreCommentPayload', seq: number }
      | { __typename: 'RestoreTaskPayload', seq: number }
      | { __typename: 'TaskConflict' }
      | { __typename: 'UpdateCommentPayload', seq: number }
      | { __typename: 'UpdateLabelPayload', seq: number }
      | { __typename: 'UpdateTaskPayload', seq: number }
      | { __typename: 'UpdateTaskStatusPayload', seq: number }
    > } | null };

export type CreateLabelMutationVariables = Exact<{
  input: CreateLabelInput;
}>;


export type CreateLabelMutation = { createLabel: { label: { id: string } } | null };

export type DeleteLabelMutationVariables = Exact<{
  input: DeleteLabelInput;
}>;


export type DeleteLabelMutation = { deleteLabel:
    | { __typename: 'DeleteLabelPayload' }
    | { __typename: 'LabelConflict' }
   | null };

export type FocusMutationVariables = Exact<{
  input: FocusInput;
}>;


export type FocusMutation = { focus: { __typename: 'FocusPayload' } | null };

export type WatchSubscriptionVariables = Exact<{
  projectId: string;
  after?: string | null | undefined;
  since?: number | null | undefined;
  announce?: boolean | null | undefined;
}>;


export type WatchSubscription = { projectActivity:
    | { __typename: 'CommentCreated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'CommentDeleted', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'CommentRestored', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'CommentUpdated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'LabelCreated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'LabelDeleted', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'LabelUpdated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'MemberAdded', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'MemberRemoved', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'MemberRoleChanged', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'MemberUpdated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'PresenceChanged', focusedTaskId: string | null, focusedField: TaskField | null, user: { id: string } }
    | { __typename: 'PresenceJoined', user: { id: string } }
    | { __typename: 'PresenceLeft', user: { id: string } }
    | { __typename: 'ProjectCreated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'ProjectDeleted', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'ProjectUpdated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'Ready', seq: number, cursor: string, present: Array<{ user: { id: string } }> }
    | { __typename: 'Resync', seq: number, cursor: string, reason: ResyncReason }
    | { __typename: 'TaskCreated', seq: number, at: string, clientMutationId: string | null, actor: { id: string }, task: { id: string, title: string, version: number } }
    | { __typename: 'TaskDeleted', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'TaskRestored', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'TaskStatusChanged', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
    | { __typename: 'TaskUpdated', seq: number, at: string, clientMutationId: string | null, actor: { id: string } }
   };

export type ChangesQueryVariables = Exact<{
  projectId: string;
  after: string;
  wait?: number | null | undefined;
}>;


export type ChangesQuery = { project: { changes: { cursor: string, nodes: Array<
        | { __typename: 'CommentCreated', seq: number }
        | { __typename: 'CommentDeleted', seq: number }
        | { __typename: 'CommentRestored', seq: number }
        | { __typename: 'CommentUpdated', seq: number }
        | { __typename: 'LabelCreated', seq: number }
        | { __typename: 'LabelDeleted', seq: number }
        | { __typename: 'LabelUpdated', seq: number }
        | { __typename: 'MemberAdded', seq: number }
        | { __typename: 'MemberRemoved', seq: number }
        | { __typename: 'MemberRoleChanged', seq: number }
        | { __typename: 'MemberUpdated', seq: number }
        | { __typename: 'ProjectCreated', seq: number }
        | { __typename: 'ProjectDeleted', seq: number }
        | { __typename: 'ProjectUpdated', seq: number }
        | { __typename: 'TaskCreated', seq: number }
        | { __typename: 'TaskDeleted', seq: number }
        | { __typename: 'TaskRestored', seq: number }
        | { __typename: 'TaskStatusChanged', seq: number }
        | { __typename: 'TaskUpdated', seq: number }
      > } } | null };

export type InboxSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type InboxSubscription = { viewerActivity:
    | { __typename: 'AddedToProject', seq: number }
    | { __typename: 'CommentedOnTask', seq: number }
    | { __typename: 'Mentioned', seq: number }
    | { __typename: 'NoticesRead' }
    | { __typename: 'ProjectRenamed' }
    | { __typename: 'RemovedFromProject', seq: number }
    | { __typename: 'TaskAssigned', seq: number, taskId: string }
    | { __typename: 'ViewerReady', seq: number }
    | { __typename: 'ViewerResync' }
   };

export type CreateAccessTokenMutationVariables = Exact<{
  input: CreateAccessTokenInput;
}>;


export type CreateAccessTokenMutation = { createAccessToken: { secret: string, accessToken: { id: string } } | null };

export type RevokeAccessTokenMutationVariables = Exact<{
  input: RevokeAccessTokenInput;
}>;


export type RevokeAccessTokenMutation = { revokeAccessToken: { accessTokenId: string } | null };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string, webhook: { id: string } } | null };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook: { webhookId: string } | null };


export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const ProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Project"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}}]}}]} as unknown as DocumentNode<ProjectQuery, ProjectQueryVariables>;
export const TaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Task"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"taskId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"taskId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<TaskQuery, TaskQueryVariables>;
export const CreateProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<CreateProjectMutation, CreateProjectMutationVariables>;
export const DeleteProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"projectId"}}]}}]}}]} as unknown as DocumentNode<DeleteProjectMutation, DeleteProjectMutationVariables>;
export const AddMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<AddMemberMutation, AddMemberMutationVariables>;
export const RemoveMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const CreateTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<CreateTaskMutation, CreateTaskMutationVariables>;
export const UpdateTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateTaskPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conflictingFields"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UpdateTaskMutation, UpdateTaskMutationVariables>;
export const DeleteTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]} as unknown as DocumentNode<DeleteTaskMutation, DeleteTaskMutationVariables>;
export const RestoreTaskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RestoreTask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RestoreTaskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"restoreTask"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]} as unknown as DocumentNode<RestoreTaskMutation, RestoreTaskMutationVariables>;
export const ApplyChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ApplyChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ApplyChangesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"applyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MutationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ApplyChangesMutation, ApplyChangesMutationVariables>;
export const CreateLabelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLabel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateLabelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLabel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<CreateLabelMutation, CreateLabelMutationVariables>;
export const DeleteLabelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteLabel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteLabelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteLabel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]} as unknown as DocumentNode<DeleteLabelMutation, DeleteLabelMutationVariables>;
export const FocusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Focus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FocusInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"focus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]} as unknown as DocumentNode<FocusMutation, FocusMutationVariables>;
export const WatchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Watch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"announce"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"projectActivity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"projectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"since"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}},{"kind":"Argument","name":{"kind":"Name","value":"announce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"announce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ready"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"present"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resync"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PresenceJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PresenceLeft"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PresenceChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"focusedTaskId"}},{"kind":"Field","name":{"kind":"Name","value":"focusedField"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Activity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskCreated"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WatchSubscription, WatchSubscriptionVariables>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wait"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"wait"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wait"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const InboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewerActivity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ViewerReady"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Notice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskAssigned"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taskId"}}]}}]}}]}}]} as unknown as DocumentNode<InboxSubscription, InboxSubscriptionVariables>;
export const CreateAccessTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAccessToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAccessTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAccessToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"accessToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<CreateAccessTokenMutation, CreateAccessTokenMutationVariables>;
export const RevokeAccessTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeAccessToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeAccessTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeAccessToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessTokenId"}}]}}]}}]} as unknown as DocumentNode<RevokeAccessTokenMutation, RevokeAccessTokenMutationVariables>;
export const CreateWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const DeleteWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookId"}}]}}]}}]} as unknown as DocumentNode<DeleteWebhookMutation, DeleteWebhookMutationVariables>;