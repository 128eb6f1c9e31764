/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type DeleteTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  taskId: string;
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

export type ImportTargetQueryVariables = Exact<{
  projectId: string;
}>;


export type ImportTargetQuery = { project: { name: string, viewerRole: ProjectRole, seq: number, labels: Array<{ id: string, name: string }> } | null };

export type ImportMembersQueryVariables = Exact<{
  projectId: string;
  after?: string | null | undefined;
}>;


export type ImportMembersQuery = { project: { members: { nodes: Array<{ user: { id: string, name: string, email: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ImportedTasksQueryVariables = Exact<{
  projectId: string;
  after?: string | null | undefined;
}>;


export type ImportedTasksQuery = { project: { tasks: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ImportMutationVariables = Exact<{
  input: ApplyChangesInput;
}>;


export type ImportMutation = { applyChanges: { results: Array<
      | { __typename: 'ChangeRefused', code: string, message: string, path: Array<string> | null }
      | { __typename: 'CommentConflict' }
      | { __typename: 'CreateCommentPayload', comment: { createdSeq: number } }
      | { __typename: 'CreateLabelPayload' }
      | { __typename: 'CreateTaskPayload' }
      | { __typename: 'DeleteCommentPayload' }
      | { __typename: 'DeleteLabelPayload' }
      | { __typename: 'DeleteTaskPayload' }
      | { __typename: 'LabelConflict' }
      | { __typename: 'MoveTaskPayload' }
      | { __typename: 'RestoreCommentPayload' }
      | { __typename: 'RestoreTaskPayload' }
      | { __typename: 'TaskConflict' }
      | { __typename: 'UpdateCommentPayload' }
      | { __typename: 'UpdateLabelPayload' }
      | { __typename: 'UpdateTaskPayload' }
      | { __typename: 'UpdateTaskStatusPayload' }
    > } | null };


export const ImportTargetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImportTarget"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ImportTargetQuery, ImportTargetQueryVariables>;
export const ImportMembersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImportMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"members"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ImportMembersQuery, ImportMembersQueryVariables>;
export const ImportedTasksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImportedTasks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ImportedTasksQuery, ImportedTasksQueryVariables>;
export const ImportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Import"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ApplyChangesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"applyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangeRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCommentPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"comment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdSeq"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ImportMutation, ImportMutationVariables>;