/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AcceptInvitationInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  /** Token of the link; or the id of an invitation, for the account whose confirmed address it names. */
  token: string;
};

export type CreateAccessTokenInput = {
  /** Absent: it counts until it is revoked. */
  expiresAt?: string | null | undefined;
  name: string;
  /** Limits it to projects that you are a member of, at most 100; absent: all of yours, later ones too. */
  projectIds?: Array<string> | null | undefined;
  scopes: Array<TokenScope>;
};

export type CreateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  description?: string | null | undefined;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: string | null | undefined;
  name: string;
};

export type CreateWebhookInput = {
  projectId: string;
  /** Begins with https:// or http://. Private addresses are refused, unless the server allows them. */
  url: string;
};

export type DeleteProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  projectId: string;
};

export type DeleteWebhookInput = {
  webhookId: string;
};

export type InviteMemberInput = {
  email: string;
  projectId: string;
  role: ProjectRole;
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

export type RedeliverInput = {
  after: number;
  webhookId: string;
};

export type RevokeAccessTokenInput = {
  accessTokenId: string;
};

export type RevokeInvitationInput = {
  invitationId: string;
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

/** Absent fields stay; null clears the description. */
export type UpdateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: string | null | undefined;
  description?: string | null | undefined;
  /** The version that the edit is based on; absent: the last writer wins. */
  expectedVersion?: number | null | undefined;
  /** Your own earlier `clientMutationId`s that the edit builds on, at most 100. A field that one of them was the last to change does not conflict. */
  following?: Array<string> | null | undefined;
  name?: string | null | undefined;
  projectId: string;
};

export type UpdateWebhookInput = {
  state?: WebhookState | null | undefined;
  url?: string | null | undefined;
  webhookId: string;
};

/** State of a webhook. */
export type WebhookState =
  /** Every change is delivered. */
  | 'ACTIVE'
  /** The receiver does not take the next change. It is tried again for 72 hours, then paused. */
  | 'FAILING'
  /** Nothing is delivered until somebody sets `ACTIVE` or calls `redeliver`. */
  | 'PAUSED';

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, name: string, email: string | null } };

export type MemberColorsQueryVariables = Exact<{
  projectId: string;
  after?: string | null | undefined;
}>;


export type MemberColorsQuery = { project: { members: { nodes: Array<{ user: { id: string, color: LabelColor | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type OwnColorsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnColorsQuery = { me: { id: string, color: LabelColor | null }, projects: { nodes: Array<{ members: { nodes: Array<{ user: { id: string, color: LabelColor | null } }> } }> } };

export type AuthorsQueryVariables = Exact<{
  projectId: string;
}>;


export type AuthorsQuery = { project: { id: string, activity: { nodes: Array<
        | { __typename: 'CommentCreated', actor: { id: string, name: string } }
        | { __typename: 'CommentDeleted', actor: { id: string, name: string } }
        | { __typename: 'CommentRestored', actor: { id: string, name: string } }
        | { __typename: 'CommentUpdated', actor: { id: string, name: string } }
        | { __typename: 'LabelCreated', actor: { id: string, name: string } }
        | { __typename: 'LabelDeleted', actor: { id: string, name: string } }
        | { __typename: 'LabelUpdated', actor: { id: string, name: string } }
        | { __typename: 'MemberAdded', actor: { id: string, name: string } }
        | { __typename: 'MemberRemoved', actor: { id: string, name: string } }
        | { __typename: 'MemberRoleChanged', actor: { id: string, name: string } }
        | { __typename: 'MemberUpdated', actor: { id: string, name: string } }
        | { __typename: 'ProjectCreated', actor: { id: string, name: string } }
        | { __typename: 'ProjectDeleted', actor: { id: string, name: string } }
        | { __typename: 'ProjectUpdated', actor: { id: string, name: string } }
        | { __typename: 'TaskCreated', actor: { id: string, name: string } }
        | { __typename: 'TaskDeleted', actor: { id: string, name: string } }
        | { __typename: 'TaskRestored', actor: { id: string, name: string } }
        | { __typename: 'TaskStatusChanged', actor: { id: string, name: string } }
        | { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, task: { id: string }, actor: { id: string, name: string } }
      > } } | null };

export type DeletedTasksQueryVariables = Exact<{
  projectId: string;
  after?: string | null | undefined;
}>;


export type DeletedTasksQuery = { project: { id: string, deletedTasks: { nodes: Array<{ id: string, title: string, status: TaskStatus }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

type ChangeParts_CommentCreated_Fragment = { __typename: 'CommentCreated', seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_CommentDeleted_Fragment = { __typename: 'CommentDeleted', commentId: string, seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_CommentRestored_Fragment = { __typename: 'CommentRestored', seq: number, at: string, comment: { id: string }, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_CommentUpdated_Fragment = { __typename: 'CommentUpdated', seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_LabelCreated_Fragment = { __typename: 'LabelCreated', seq: number, at: string, label: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_LabelDeleted_Fragment = { __typename: 'LabelDeleted', labelId: string, seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_LabelUpdated_Fragment = { __typename: 'LabelUpdated', seq: number, at: string, label: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_MemberAdded_Fragment = { __typename: 'MemberAdded', seq: number, at: string, member: { role: ProjectRole, user: { id: string, name: string } }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_MemberRemoved_Fragment = { __typename: 'MemberRemoved', seq: number, at: string, user: { id: string, name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_MemberRoleChanged_Fragment = { __typename: 'MemberRoleChanged', seq: number, at: string, member: { role: ProjectRole, user: { id: string, name: string } }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_MemberUpdated_Fragment = { __typename: 'MemberUpdated', seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_ProjectCreated_Fragment = { __typename: 'ProjectCreated', seq: number, at: string, project: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_ProjectDeleted_Fragment = { __typename: 'ProjectDeleted', seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_ProjectUpdated_Fragment = { __typename: 'ProjectUpdated', seq: number, at: string, project: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_TaskCreated_Fragment = { __typename: 'TaskCreated', seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_TaskDeleted_Fragment = { __typename: 'TaskDeleted', taskId: string, seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_TaskRestored_Fragment = { __typename: 'TaskRestored', seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_TaskStatusChanged_Fragment = { __typename: 'TaskStatusChanged', from: TaskStatus, to: TaskStatus, seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

type ChangeParts_TaskUpdated_Fragment = { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null };

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

export type TaskSnapshotFragment = { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> };

export type HistoryQueryVariables = Exact<{
  projectId: string;
  taskId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type HistoryQuery = { project: { id: string, seq: number, activity: { nodes: Array<
        | { __typename: 'CommentCreated', seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'CommentDeleted', commentId: string, seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'CommentRestored', seq: number, at: string, comment: { id: string }, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'CommentUpdated', seq: number, at: string, task: { id: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'LabelCreated', seq: number, at: string, label: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'LabelDeleted', labelId: string, seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'LabelUpdated', seq: number, at: string, label: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'MemberAdded', seq: number, at: string, member: { role: ProjectRole, user: { id: string, name: string } }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'MemberRemoved', seq: number, at: string, user: { id: string, name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'MemberRoleChanged', seq: number, at: string, member: { role: ProjectRole, user: { id: string, name: string } }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'MemberUpdated', seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'ProjectCreated', seq: number, at: string, project: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'ProjectDeleted', seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'ProjectUpdated', seq: number, at: string, project: { name: string }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'TaskCreated', seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'TaskDeleted', taskId: string, seq: number, at: string, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'TaskRestored', seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'TaskStatusChanged', from: TaskStatus, to: TaskStatus, seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
        | { __typename: 'TaskUpdated', taskChanges: Array<TaskField>, seq: number, at: string, task: { id: string, title: string, status: TaskStatus, priority: TaskPriority, dueAt: string | null, assignee: { id: string, name: string } | null, labels: Array<{ id: string, name: string }> }, actor: { id: string, name: string }, origin: { address: string | null, userAgent: string | null, accessToken: { id: string, name: string } | null } | null }
      >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation: { invitationId: string } | null };

export type InvitationPartsFragment = { id: string, email: string, role: ProjectRole, expiresAt: string };

export type InvitationsQueryVariables = Exact<{
  projectId: string;
}>;


export type InvitationsQuery = { project: { id: string, invitations: Array<{ id: string, email: string, role: ProjectRole, expiresAt: string }> } | null };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember: { link: string, invitation: { id: string, email: string, role: ProjectRole, expiresAt: string } } | null };

export type OwnInvitationPartsFragment = { id: string, projectName: string, role: ProjectRole };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation: { project: { id: string } } | null };

export type DeleteProjectMutationVariables = Exact<{
  input: DeleteProjectInput;
}>;


export type DeleteProjectMutation = { deleteProject: { projectId: string } | null };

export type UpdateProjectMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;


export type UpdateProjectMutation = { updateProject:
    | { __typename: 'ProjectConflict', project: { id: string, version: number, name: string, description: string | null } }
    | { __typename: 'UpdateProjectPayload', project: { id: string, version: number, name: string, description: string | null } }
   | null };

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;


export type CreateProjectMutation = { createProject: { project: { id: string } } | null };

export type OwnInvitationsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnInvitationsQuery = { me: { id: string, name: string, email: string | null }, viewer: { invitations: Array<{ id: string, projectName: string, role: ProjectRole }> } };

export type CreateAccessTokenMutationVariables = Exact<{
  input: CreateAccessTokenInput;
}>;


export type CreateAccessTokenMutation = { createAccessToken: { secret: string, accessToken: { id: string, name: string } } | null };

export type RevokeAccessTokenMutationVariables = Exact<{
  input: RevokeAccessTokenInput;
}>;


export type RevokeAccessTokenMutation = { revokeAccessToken: { accessTokenId: string } | null };

export type TokenPartsFragment = { id: string, name: string, scopes: Array<TokenScope>, projectIds: Array<string> | null, expiresAt: string | null, lastUsedAt: string | null };

export type AccessTokensQueryVariables = Exact<{ [key: string]: never; }>;


export type AccessTokensQuery = { me: { id: string, name: string, email: string | null }, accessTokens: Array<{ id: string, name: string, scopes: Array<TokenScope>, projectIds: Array<string> | null, expiresAt: string | null, lastUsedAt: string | null }> };

export type RedeliverMutationVariables = Exact<{
  input: RedeliverInput;
}>;


export type RedeliverMutation = { redeliver: { webhook: { id: string, seq: number } } | null };

export type DeliveryPartsFragment = { seq: number, at: string, attempt: number, status: number | null, durationMs: number, error: string | null };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string, webhook: { id: string } } | null };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook: { webhook: { id: string, state: WebhookState } } | null };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook: { webhookId: string } | null };

export type WebhookPartsFragment = { id: string, url: string, state: WebhookState, seq: number, reason: string | null, deliveries: { nodes: Array<{ seq: number, at: string, attempt: number, status: number | null, durationMs: number, error: string | null }> } };

export type WebhooksQueryVariables = Exact<{
  projectId: string;
}>;


export type WebhooksQuery = { project: { id: string, webhooks: Array<{ id: string, url: string, state: WebhookState, seq: number, reason: string | null, deliveries: { nodes: Array<{ seq: number, at: string, attempt: number, status: number | null, durationMs: number, error: string | null }> } }> | null } | null };

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
export const TaskSnapshotFragmentDoc = new TypedDocumentString(`
    fragment TaskSnapshot on Task {
  id
  title
  status
  priority
  dueAt
  assignee {
    id
    name
  }
  labels {
    id
    name
  }
}
    `, {"fragmentName":"TaskSnapshot"}) as unknown as TypedDocumentString<TaskSnapshotFragment, unknown>;
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
    accessToken {
      id
      name
    }
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
      ...TaskSnapshot
    }
  }
  ... on TaskUpdated {
    taskChanges
    task {
      ...TaskSnapshot
    }
  }
  ... on TaskStatusChanged {
    from
    to
    task {
      ...TaskSnapshot
    }
  }
  ... on TaskDeleted {
    taskId
  }
  ... on TaskRestored {
    task {
      ...TaskSnapshot
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
  ... on LabelDeleted {
    labelId
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
    commentId
    task {
      id
    }
  }
  ... on CommentRestored {
    comment {
      id
    }
    task {
      id
    }
  }
}
    fragment TaskSnapshot on Task {
  id
  title
  status
  priority
  dueAt
  assignee {
    id
    name
  }
  labels {
    id
    name
  }
}`, {"fragmentName":"ChangeParts"}) as unknown as TypedDocumentString<ChangePartsFragment, unknown>;
export const InvitationPartsFragmentDoc = new TypedDocumentString(`
    fragment InvitationParts on Invitation {
  id
  email
  role
  expiresAt
}
    `, {"fragmentName":"InvitationParts"}) as unknown as TypedDocumentString<InvitationPartsFragment, unknown>;
export const OwnInvitationPartsFragmentDoc = new TypedDocumentString(`
    fragment OwnInvitationParts on OwnInvitation {
  id
  projectName
  role
}
    `, {"fragmentName":"OwnInvitationParts"}) as unknown as TypedDocumentString<OwnInvitationPartsFragment, unknown>;
export const TokenPartsFragmentDoc = new TypedDocumentString(`
    fragment TokenParts on AccessToken {
  id
  name
  scopes
  projectIds
  expiresAt
  lastUsedAt
}
    `, {"fragmentName":"TokenParts"}) as unknown as TypedDocumentString<TokenPartsFragment, unknown>;
export const DeliveryPartsFragmentDoc = new TypedDocumentString(`
    fragment DeliveryParts on WebhookDelivery {
  seq
  at
  attempt
  status
  durationMs
  error
}
    `, {"fragmentName":"DeliveryParts"}) as unknown as TypedDocumentString<DeliveryPartsFragment, unknown>;
export const WebhookPartsFragmentDoc = new TypedDocumentString(`
    fragment WebhookParts on Webhook {
  id
  url
  state
  seq
  reason
  deliveries(first: 20) {
    nodes {
      ...DeliveryParts
    }
  }
}
    fragment DeliveryParts on WebhookDelivery {
  seq
  at
  attempt
  status
  durationMs
  error
}`, {"fragmentName":"WebhookParts"}) as unknown as TypedDocumentString<WebhookPartsFragment, unknown>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    name
    email
  }
}
    `) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const MemberColorsDocument = new TypedDocumentString(`
    query MemberColors($projectId: ID!, $after: String) {
  project(id: $projectId) {
    members(first: 100, after: $after) {
      nodes {
        user {
          id
          color
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MemberColorsQuery, MemberColorsQueryVariables>;
export const OwnColorsDocument = new TypedDocumentString(`
    query OwnColors {
  me {
    id
    color
  }
  projects {
    nodes {
      members(first: 5) {
        nodes {
          user {
            id
            color
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OwnColorsQuery, OwnColorsQueryVariables>;
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
    query History($projectId: ID!, $taskId: ID, $after: String) {
  project(id: $projectId) {
    id
    seq
    activity(first: 50, after: $after, taskId: $taskId) {
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
    accessToken {
      id
      name
    }
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
      ...TaskSnapshot
    }
  }
  ... on TaskUpdated {
    taskChanges
    task {
      ...TaskSnapshot
    }
  }
  ... on TaskStatusChanged {
    from
    to
    task {
      ...TaskSnapshot
    }
  }
  ... on TaskDeleted {
    taskId
  }
  ... on TaskRestored {
    task {
      ...TaskSnapshot
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
  ... on LabelDeleted {
    labelId
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
    commentId
    task {
      id
    }
  }
  ... on CommentRestored {
    comment {
      id
    }
    task {
      id
    }
  }
}
fragment TaskSnapshot on Task {
  id
  title
  status
  priority
  dueAt
  assignee {
    id
    name
  }
  labels {
    id
    name
  }
}`) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    invitationId
  }
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const InvitationsDocument = new TypedDocumentString(`
    query Invitations($projectId: ID!) {
  project(id: $projectId) {
    id
    invitations {
      ...InvitationParts
    }
  }
}
    fragment InvitationParts on Invitation {
  id
  email
  role
  expiresAt
}`) as unknown as TypedDocumentString<InvitationsQuery, InvitationsQueryVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    invitation {
      ...InvitationParts
    }
    link
  }
}
    fragment InvitationParts on Invitation {
  id
  email
  role
  expiresAt
}`) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    project {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
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
    ... on UpdateProjectPayload {
      project {
        id
        version
        name
        description
      }
    }
    ... on ProjectConflict {
      project {
        id
        version
        name
        description
      }
    }
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
export const OwnInvitationsDocument = new TypedDocumentString(`
    query OwnInvitations {
  me {
    id
    name
    email
  }
  viewer {
    invitations {
      ...OwnInvitationParts
    }
  }
}
    fragment OwnInvitationParts on OwnInvitation {
  id
  projectName
  role
}`) as unknown as TypedDocumentString<OwnInvitationsQuery, OwnInvitationsQueryVariables>;
export const CreateAccessTokenDocument = new TypedDocumentString(`
    mutation CreateAccessToken($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) {
    secret
    accessToken {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAccessTokenMutation, CreateAccessTokenMutationVariables>;
export const RevokeAccessTokenDocument = new TypedDocumentString(`
    mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {
  revokeAccessToken(input: $input) {
    accessTokenId
  }
}
    `) as unknown as TypedDocumentString<RevokeAccessTokenMutation, RevokeAccessTokenMutationVariables>;
export const AccessTokensDocument = new TypedDocumentString(`
    query AccessTokens {
  me {
    id
    name
    email
  }
  accessTokens {
    ...TokenParts
  }
}
    fragment TokenParts on AccessToken {
  id
  name
  scopes
  projectIds
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<AccessTokensQuery, AccessTokensQueryVariables>;
export const RedeliverDocument = new TypedDocumentString(`
    mutation Redeliver($input: RedeliverInput!) {
  redeliver(input: $input) {
    webhook {
      id
      seq
    }
  }
}
    `) as unknown as TypedDocumentString<RedeliverMutation, RedeliverMutationVariables>;
export const CreateWebhookDocument = new TypedDocumentString(`
    mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    secret
    webhook {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = new TypedDocumentString(`
    mutation UpdateWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    webhook {
      id
      state
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const DeleteWebhookDocument = new TypedDocumentString(`
    mutation DeleteWebhook($input: DeleteWebhookInput!) {
  deleteWebhook(input: $input) {
    webhookId
  }
}
    `) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const WebhooksDocument = new TypedDocumentString(`
    query Webhooks($projectId: ID!) {
  project(id: $projectId) {
    id
    webhooks {
      ...WebhookParts
    }
  }
}
    fragment DeliveryParts on WebhookDelivery {
  seq
  at
  attempt
  status
  durationMs
  error
}
fragment WebhookParts on Webhook {
  id
  url
  state
  seq
  reason
  deliveries(first: 20) {
    nodes {
      ...DeliveryParts
    }
  }
}`) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;