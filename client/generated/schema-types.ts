export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

export type AcceptInvitationInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Token of the link; or the id of an invitation, for the account whose confirmed address it names. */
  token: Scalars['String']['input'];
};

export type AcceptInvitationPayload = {
  __typename?: 'AcceptInvitationPayload';
  project: Project;
};

/** Lets a program act as the person who made it, within its scopes and projects. It manages no accounts, tokens or members. */
export type AccessToken = {
  __typename?: 'AccessToken';
  createdAt: Scalars['DateTime']['output'];
  /** Null: it counts until it is revoked. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** To the minute; null: never. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  /** The projects to which it is limited; null: all projects of the person. */
  projectIds?: Maybe<Array<Scalars['ID']['output']>>;
  scopes: Array<TokenScope>;
};

/** One change of a project, answered from the snapshot taken with it: the state right after the change. */
export type Activity = {
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type ActivityConnection = {
  __typename?: 'ActivityConnection';
  edges: Array<ActivityEdge>;
  nodes: Array<Activity>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type ActivityEdge = {
  __typename?: 'ActivityEdge';
  cursor: Scalars['String']['output'];
  node: Activity;
};

/** Where the request came from that made a change, as far as it told. */
export type ActivityOrigin = {
  __typename?: 'ActivityOrigin';
  /** The access token that made the change; null: the person made it. */
  accessToken?: Maybe<OriginToken>;
  address?: Maybe<Scalars['String']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
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

export type AddMemberPayload = MutationPayload & {
  __typename?: 'AddMemberPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  member: Member;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

export type AddedToProject = Notice & {
  __typename?: 'AddedToProject';
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
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

export type ApplyChangesPayload = MutationPayload & {
  __typename?: 'ApplyChangesPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** One for each change, in order. */
  results: Array<ChangeResult>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
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

/** The change was not made. The other changes of the batch are not affected unless it is atomic. */
export type ChangeRefused = {
  __typename?: 'ChangeRefused';
  /** As the change's input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** As in the errors of the change's own mutation; NOT_APPLIED where another change of an atomic batch failed. */
  code: Scalars['String']['output'];
  /** For people. */
  message: Scalars['String']['output'];
  /** Leads from the arguments to the value that is wrong; null where no single one is. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** The payload of the change's own mutation, its conflict, or its refusal. */
export type ChangeResult = ChangeRefused | CommentConflict | CreateCommentPayload | CreateLabelPayload | CreateTaskPayload | DeleteCommentPayload | DeleteLabelPayload | DeleteTaskPayload | LabelConflict | MoveTaskPayload | RestoreCommentPayload | RestoreTaskPayload | TaskConflict | UpdateCommentPayload | UpdateLabelPayload | UpdateTaskPayload | UpdateTaskStatusPayload;

/** Text that somebody wrote on a task. */
export type Comment = {
  __typename?: 'Comment';
  author: User;
  body: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** The number of the change that made the comment; comments are ordered by it. 0 in events that were recorded before it was kept, unless they made the comment. */
  createdSeq: Scalars['Int']['output'];
  id: Scalars['ID']['output'];
  task: Task;
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with every edit. */
  version: Scalars['Int']['output'];
};

export type CommentConflict = VersionConflict & {
  __typename?: 'CommentConflict';
  /** Its current state. */
  comment: Comment;
  conflictingFields: Array<CommentField>;
  /** To expect next. */
  currentVersion: Scalars['Int']['output'];
  /** As the input gave it. */
  expectedVersion: Scalars['Int']['output'];
  /** For people. */
  message: Scalars['String']['output'];
};

export type CommentConnection = {
  __typename?: 'CommentConnection';
  edges: Array<CommentEdge>;
  nodes: Array<Comment>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type CommentCreated = Activity & {
  __typename?: 'CommentCreated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type CommentDeleted = Activity & {
  __typename?: 'CommentDeleted';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  commentId: Scalars['ID']['output'];
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type CommentEdge = {
  __typename?: 'CommentEdge';
  cursor: Scalars['String']['output'];
  node: Comment;
};

/** Field of a comment that a conflict is about. */
export type CommentField =
  | 'BODY';

export type CommentRestored = Activity & {
  __typename?: 'CommentRestored';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type CommentUpdated = Activity & {
  __typename?: 'CommentUpdated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

/** Somebody commented on a task that you created, are assigned to, or commented on before. */
export type CommentedOnTask = Notice & {
  __typename?: 'CommentedOnTask';
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** Never null; nullable as that of `Mentioned`, so that one document selects both. */
  commentId?: Maybe<Scalars['ID']['output']>;
  /** A part of the text, with plain names in the place of mentions. */
  excerpt: Scalars['String']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
  taskId: Scalars['ID']['output'];
  taskTitle: Scalars['String']['output'];
};

export type CreateAccessTokenInput = {
  /** Absent: it counts until it is revoked. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  name: Scalars['String']['input'];
  /** Limits it to projects that you are a member of, at most 100; absent: all of yours, later ones too. */
  projectIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  scopes: Array<TokenScope>;
};

export type CreateAccessTokenPayload = {
  __typename?: 'CreateAccessTokenPayload';
  accessToken: AccessToken;
  /** Shown this once: `lst_` and 36 letters and digits. Send it as Bearer. */
  secret: Scalars['String']['output'];
};

export type CreateCommentInput = {
  body: Scalars['String']['input'];
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  taskId: Scalars['ID']['input'];
};

export type CreateCommentPayload = MutationPayload & {
  __typename?: 'CreateCommentPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
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

export type CreateLabelPayload = MutationPayload & {
  __typename?: 'CreateLabelPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  label: Label;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

export type CreateProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  /** Made by the client: any UUID that is not taken; absent: a fresh one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  name: Scalars['String']['input'];
};

export type CreateProjectPayload = MutationPayload & {
  __typename?: 'CreateProjectPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  project: Project;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
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

export type CreateTaskPayload = MutationPayload & {
  __typename?: 'CreateTaskPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type CreateWebhookInput = {
  projectId: Scalars['ID']['input'];
  /** Begins with https:// or http://. Private addresses are refused, unless the server allows them. */
  url: Scalars['String']['input'];
};

export type CreateWebhookPayload = {
  __typename?: 'CreateWebhookPayload';
  /** Shown this once: `whsec_` and a key in Base64, by which the receiver checks signatures. */
  secret: Scalars['String']['output'];
  webhook: Webhook;
};

export type DeleteCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  commentId: Scalars['ID']['input'];
};

export type DeleteCommentPayload = MutationPayload & {
  __typename?: 'DeleteCommentPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  commentId: Scalars['ID']['output'];
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
  taskId: Scalars['ID']['output'];
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

export type DeleteLabelPayload = MutationPayload & {
  __typename?: 'DeleteLabelPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  labelId: Scalars['ID']['output'];
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

export type DeleteLabelResult = DeleteLabelPayload | LabelConflict;

export type DeleteProjectInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
};

export type DeleteProjectPayload = MutationPayload & {
  __typename?: 'DeleteProjectPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  projectId: Scalars['ID']['output'];
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
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

export type DeleteTaskPayload = MutationPayload & {
  __typename?: 'DeleteTaskPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  taskId: Scalars['ID']['output'];
};

export type DeleteTaskResult = DeleteTaskPayload | TaskConflict;

export type DeleteWebhookInput = {
  webhookId: Scalars['ID']['input'];
};

export type DeleteWebhookPayload = {
  __typename?: 'DeleteWebhookPayload';
  webhookId: Scalars['ID']['output'];
};

export type DeletedTaskConnection = {
  __typename?: 'DeletedTaskConnection';
  edges: Array<DeletedTaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type DeletedTaskEdge = {
  __typename?: 'DeletedTaskEdge';
  cursor: Scalars['String']['output'];
  node: Task;
};

export type FocusInput = {
  /** The field of it that you edit; absent: none. */
  field?: InputMaybe<TaskField>;
  projectId: Scalars['ID']['input'];
  /** A task of the project; absent: none. */
  taskId?: InputMaybe<Scalars['ID']['input']>;
};

export type FocusPayload = {
  __typename?: 'FocusPayload';
  field?: Maybe<TaskField>;
  projectId: Scalars['ID']['output'];
  taskId?: Maybe<Scalars['ID']['output']>;
};

/** An open way into a project, for whoever has its link. */
export type Invitation = {
  __typename?: 'Invitation';
  /** In lower case. */
  email: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  role: ProjectRole;
};

export type InviteMemberInput = {
  email: Scalars['String']['input'];
  projectId: Scalars['ID']['input'];
  role: ProjectRole;
};

export type InviteMemberPayload = {
  __typename?: 'InviteMemberPayload';
  invitation: Invitation;
  /** Shown once. It lets in the person who has it. */
  link: Scalars['String']['output'];
};

/** A mark of a project's tasks. */
export type Label = {
  __typename?: 'Label';
  color: LabelColor;
  id: Scalars['ID']['output'];
  /** Unique within the project, whatever the case. */
  name: Scalars['String']['output'];
  /** Grows by one with every edit. */
  version: Scalars['Int']['output'];
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

export type LabelConflict = VersionConflict & {
  __typename?: 'LabelConflict';
  conflictingFields: Array<LabelField>;
  /** To expect next. */
  currentVersion: Scalars['Int']['output'];
  /** As the input gave it. */
  expectedVersion: Scalars['Int']['output'];
  /** Its current state. */
  label: Label;
  /** For people. */
  message: Scalars['String']['output'];
};

export type LabelCreated = Activity & {
  __typename?: 'LabelCreated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  label: Label;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

/** The label is gone from its tasks too, whose versions stay. */
export type LabelDeleted = Activity & {
  __typename?: 'LabelDeleted';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  labelId: Scalars['ID']['output'];
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

/** Field of a label that a conflict is about. */
export type LabelField =
  | 'COLOR'
  | 'NAME';

export type LabelUpdated = Activity & {
  __typename?: 'LabelUpdated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  label: Label;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type MarkNoticesReadInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** `seq` of the last notice that was read; at most that of the newest one. */
  upTo: Scalars['Int']['input'];
};

export type MarkNoticesReadPayload = {
  __typename?: 'MarkNoticesReadPayload';
  /** Number of notices that are left. */
  unreadCount: Scalars['Int']['output'];
};

/** Somebody in a project. */
export type Member = {
  __typename?: 'Member';
  /** Id of the membership; that of the account is `user.id`. */
  id: Scalars['ID']['output'];
  joinedAt: Scalars['DateTime']['output'];
  /** The number of the change that added the member; members are ordered by it. 0 in events that were recorded before it was kept, unless they added the member. */
  joinedSeq: Scalars['Int']['output'];
  role: ProjectRole;
  user: User;
};

export type MemberAdded = Activity & {
  __typename?: 'MemberAdded';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  member: Member;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type MemberConnection = {
  __typename?: 'MemberConnection';
  edges: Array<MemberEdge>;
  nodes: Array<Member>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type MemberEdge = {
  __typename?: 'MemberEdge';
  cursor: Scalars['String']['output'];
  node: Member;
};

export type MemberRemoved = Activity & {
  __typename?: 'MemberRemoved';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  user: User;
};

export type MemberRoleChanged = Activity & {
  __typename?: 'MemberRoleChanged';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  member: Member;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

/** The member's name or address changed, or the account was deleted: copies of the person take what stands here. */
export type MemberUpdated = Activity & {
  __typename?: 'MemberUpdated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  member: Member;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

/** Somebody mentioned you: `[@Name](user:<id>)` in a comment, or in the description of a task. */
export type Mentioned = Notice & {
  __typename?: 'Mentioned';
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** Null for a mention in a description. */
  commentId?: Maybe<Scalars['ID']['output']>;
  /** A part of the text, with plain names in the place of mentions. */
  excerpt: Scalars['String']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
  taskId: Scalars['ID']['output'];
  taskTitle: Scalars['String']['output'];
};

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

export type MoveTaskPayload = MutationPayload & {
  __typename?: 'MoveTaskPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type MoveTaskResult = MoveTaskPayload | TaskConflict;

export type Mutation = {
  __typename?: 'Mutation';
  /** Makes you a member, with an event `MemberAdded` that you caused. NOT_FOUND for an invitation that is unknown, has expired, was revoked or replaced, or was accepted by somebody else. The same holds when the person who made it could not make it any more. */
  acceptInvitation?: Maybe<AcceptInvitationPayload>;
  /** As ADMIN, up to one's own role. A user may try 100 e-mail addresses an hour, unless the server says otherwise. */
  addMember?: Maybe<AddMemberPayload>;
  /** As MEMBER. Makes many changes of one project in one transaction, in order, each with its own event. A change never conflicts with those before it in the same batch. The limit of mutations per minute counts each change. A batch above it is RATE_LIMITED with `extensions.budget`: send smaller ones. */
  applyChanges?: Maybe<ApplyChangesPayload>;
  /** A person has at most 50. */
  createAccessToken?: Maybe<CreateAccessTokenPayload>;
  /** As MEMBER. */
  createComment?: Maybe<CreateCommentPayload>;
  /** As MEMBER. A project has at most 100 labels. */
  createLabel?: Maybe<CreateLabelPayload>;
  /** Change number 1 of a new project, with you as its OWNER. */
  createProject?: Maybe<CreateProjectPayload>;
  /** As MEMBER, at the end of its column. */
  createTask?: Maybe<CreateTaskPayload>;
  /** Posts the changes from now on. A project has at most 10 webhooks; they outlive the role of their maker. */
  createWebhook?: Maybe<CreateWebhookPayload>;
  /** As MEMBER one's own, as ADMIN anyone's. The last writer wins. */
  deleteComment?: Maybe<DeleteCommentPayload>;
  /** As MEMBER. Takes the label from its tasks, whose versions stay. Conflicts with any edit since `expectedVersion`. */
  deleteLabel?: Maybe<DeleteLabelResult>;
  /** As OWNER. Streams that are open, or resume, still tell of it; all else about the project is NOT_FOUND then. */
  deleteProject?: Maybe<DeleteProjectPayload>;
  /** As MEMBER, with its comments. Conflicts with any change since `expectedVersion`, also of comments. */
  deleteTask?: Maybe<DeleteTaskResult>;
  /** Deletes it with its deliveries. */
  deleteWebhook?: Maybe<DeleteWebhookPayload>;
  /** Shows the people in the project which task you have open, and which field of it you edit. Nothing is stored, and nothing is shown unless you are present. It counts until the next one, or until your last tab is gone. */
  focus?: Maybe<FocusPayload>;
  /** As ADMIN, up to one's own role. Invites an address, with or without an account, for 7 days. Another invitation of the address ends. An e-mail brings the link where the server sends mail. Counts as an address of `addMember`. */
  inviteMember?: Maybe<InviteMemberPayload>;
  /** Marks your notices up to a number as read, on all of your devices. */
  markNoticesRead?: Maybe<MarkNoticesReadPayload>;
  /** As MEMBER. With `status` into another column, in the same change. Conflicts with a later move since `expectedVersion`. */
  moveTask?: Maybe<MoveTaskResult>;
  /** Delivers all changes after a number again, in order. A paused webhook goes on. */
  redeliver?: Maybe<RedeliverPayload>;
  /** As ADMIN, members up to one's own role; oneself, to leave. Tasks stay assigned. The last OWNER stays. */
  removeMember?: Maybe<RemoveMemberPayload>;
  /** As MEMBER what you deleted, as ADMIN anything: undoes the deletion of a comment. Changes nothing where the comment exists. */
  restoreComment?: Maybe<RestoreCommentPayload>;
  /** As MEMBER what you deleted, as ADMIN anything: undoes a deletion, with the comments that the task had. Changes nothing where the task exists. */
  restoreTask?: Maybe<RestoreTaskPayload>;
  /** Ends what is open with it within 10 s. */
  revokeAccessToken?: Maybe<RevokeAccessTokenPayload>;
  /** As ADMIN: ends an open invitation of a role up to one's own. */
  revokeInvitation?: Maybe<RevokeInvitationPayload>;
  /** As MEMBER, one's own. */
  updateComment?: Maybe<UpdateCommentResult>;
  /** As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict. */
  updateLabel?: Maybe<UpdateLabelResult>;
  /** As ADMIN, from and to roles up to one's own. The last OWNER stays one. */
  updateMemberRole?: Maybe<UpdateMemberRolePayload>;
  /** As ADMIN. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict. */
  updateProject?: Maybe<UpdateProjectResult>;
  /** As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict. */
  updateTask?: Maybe<UpdateTaskResult>;
  /** As MEMBER, to the end of another column. */
  updateTaskStatus?: Maybe<UpdateTaskStatusResult>;
  /** Changes the address, pauses the webhook, or has it go on where it stopped. */
  updateWebhook?: Maybe<UpdateWebhookPayload>;
};


export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


export type MutationAddMemberArgs = {
  input: AddMemberInput;
};


export type MutationApplyChangesArgs = {
  input: ApplyChangesInput;
};


export type MutationCreateAccessTokenArgs = {
  input: CreateAccessTokenInput;
};


export type MutationCreateCommentArgs = {
  input: CreateCommentInput;
};


export type MutationCreateLabelArgs = {
  input: CreateLabelInput;
};


export type MutationCreateProjectArgs = {
  input: CreateProjectInput;
};


export type MutationCreateTaskArgs = {
  input: CreateTaskInput;
};


export type MutationCreateWebhookArgs = {
  input: CreateWebhookInput;
};


export type MutationDeleteCommentArgs = {
  input: DeleteCommentInput;
};


export type MutationDeleteLabelArgs = {
  input: DeleteLabelInput;
};


export type MutationDeleteProjectArgs = {
  input: DeleteProjectInput;
};


export type MutationDeleteTaskArgs = {
  input: DeleteTaskInput;
};


export type MutationDeleteWebhookArgs = {
  input: DeleteWebhookInput;
};


export type MutationFocusArgs = {
  input: FocusInput;
};


export type MutationInviteMemberArgs = {
  input: InviteMemberInput;
};


export type MutationMarkNoticesReadArgs = {
  input: MarkNoticesReadInput;
};


export type MutationMoveTaskArgs = {
  input: MoveTaskInput;
};


export type MutationRedeliverArgs = {
  input: RedeliverInput;
};


export type MutationRemoveMemberArgs = {
  input: RemoveMemberInput;
};


export type MutationRestoreCommentArgs = {
  input: RestoreCommentInput;
};


export type MutationRestoreTaskArgs = {
  input: RestoreTaskInput;
};


export type MutationRevokeAccessTokenArgs = {
  input: RevokeAccessTokenInput;
};


export type MutationRevokeInvitationArgs = {
  input: RevokeInvitationInput;
};


export type MutationUpdateCommentArgs = {
  input: UpdateCommentInput;
};


export type MutationUpdateLabelArgs = {
  input: UpdateLabelInput;
};


export type MutationUpdateMemberRoleArgs = {
  input: UpdateMemberRoleInput;
};


export type MutationUpdateProjectArgs = {
  input: UpdateProjectInput;
};


export type MutationUpdateTaskArgs = {
  input: UpdateTaskInput;
};


export type MutationUpdateTaskStatusArgs = {
  input: UpdateTaskStatusInput;
};


export type MutationUpdateWebhookArgs = {
  input: UpdateWebhookInput;
};

/** Common fields of every payload: number of the change, and the client's id for it. */
export type MutationPayload = {
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

/** Tells a person of somebody else's change. A change gives each person one notice at most. */
export type Notice = {
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
};

export type NoticeConnection = {
  __typename?: 'NoticeConnection';
  edges: Array<NoticeEdge>;
  nodes: Array<Notice>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type NoticeEdge = {
  __typename?: 'NoticeEdge';
  cursor: Scalars['String']['output'];
  node: Notice;
};

/** A project by its name at that time. The viewer may not see it any more. */
export type NoticeProject = {
  __typename?: 'NoticeProject';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
};

/** The viewer has read the notices up to a number, on whichever device. */
export type NoticesRead = {
  __typename?: 'NoticesRead';
  at: Scalars['DateTime']['output'];
  seq: Scalars['Int']['output'];
  /** Number of notices that are left. */
  unreadCount: Scalars['Int']['output'];
  upTo: Scalars['Int']['output'];
};

/** An access token as it was when it made a change. It may be revoked by now. */
export type OriginToken = {
  __typename?: 'OriginToken';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
};

/** An invitation to your address. Accept it by its id. */
export type OwnInvitation = {
  __typename?: 'OwnInvitation';
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  projectName: Scalars['String']['output'];
  role: ProjectRole;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Somebody who is present has another task open, or edits another field. Never replayed. */
export type PresenceChanged = {
  __typename?: 'PresenceChanged';
  /** The field of that task that the person edits; `COMMENTS` while a comment is written. */
  focusedField?: Maybe<TaskField>;
  /** The task that the person has open. */
  focusedTaskId?: Maybe<Scalars['ID']['output']>;
  user: User;
};

/** Somebody came into the project; however many tabs, once. Never replayed. */
export type PresenceJoined = {
  __typename?: 'PresenceJoined';
  user: User;
};

/** Somebody left the project with the last tab. Never replayed. */
export type PresenceLeft = {
  __typename?: 'PresenceLeft';
  user: User;
};

/** Somebody who has the project open, and what of it. */
export type Present = {
  __typename?: 'Present';
  /** The field of that task that the person edits; `COMMENTS` while a comment is written. */
  focusedField?: Maybe<TaskField>;
  /** The task that the person has open. */
  focusedTaskId?: Maybe<Scalars['ID']['output']>;
  user: User;
};

/** A board of tasks and those who work on it. */
export type Project = {
  __typename?: 'Project';
  /** The audit trail, newest first; with `taskId`, of that task and its comments alone. A change that a newer version wrote is left out where it cannot be read. */
  activity: ActivityConnection;
  /** The changes after a cursor, oldest first: the stream `projectActivity` by query. With `wait` the answer comes with the next change. */
  changes: ProjectChanges;
  createdAt: Scalars['DateTime']['output'];
  /** Cursor of the change with the number `seq`: subscribe with `after: cursor`. */
  cursor: Scalars['String']['output'];
  /** Tasks that `restoreTask` can bring back, as they were, the last deleted first. Their comments are listed once they are back. */
  deletedTasks: DeletedTaskConnection;
  description?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** As ADMIN: the open invitations, newest first; at most 100. */
  invitations: Array<Invitation>;
  /** In the order in which they were made; at most 100. */
  labels: Array<Label>;
  /** In the order of joining, by `joinedSeq`. */
  members: MemberConnection;
  name: Scalars['String']['output'];
  /** Grows with every project that is made on this server; projects are ordered by it. A whole number. */
  number: Scalars['Float']['output'];
  /** People who are present in the project, each once. */
  present: Array<Present>;
  /** Number of the project's newest change. Not newer than anything else in the same answer. */
  seq: Scalars['Int']['output'];
  /** By status, then position, then id: column by column as they stand on the board. */
  tasks: TaskConnection;
  /** When name or description last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with every edit of name or description. */
  version: Scalars['Int']['output'];
  /** Role of the viewer. */
  viewerRole: ProjectRole;
  /** For those who manage the project, ADMIN or OWNER; FORBIDDEN for others. At most 10, in the order in which they were made. */
  webhooks?: Maybe<Array<Webhook>>;
};


/** A board of tasks and those who work on it. */
export type ProjectActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  taskId?: InputMaybe<Scalars['ID']['input']>;
};


/** A board of tasks and those who work on it. */
export type ProjectChangesArgs = {
  after: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  wait?: InputMaybe<Scalars['Int']['input']>;
};


/** A board of tasks and those who work on it. */
export type ProjectDeletedTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A board of tasks and those who work on it. */
export type ProjectMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A board of tasks and those who work on it. */
export type ProjectTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Changes of a project after a cursor. */
export type ProjectChanges = {
  __typename?: 'ProjectChanges';
  /** Cursor of the last of them: go on with `after: cursor`. */
  cursor: Scalars['String']['output'];
  /** In order and without a gap. Empty when nothing has changed, and beside `resync`. */
  nodes: Array<Activity>;
  /** Set where the changes after the cursor cannot be had. */
  resync?: Maybe<Resync>;
};

export type ProjectConflict = VersionConflict & {
  __typename?: 'ProjectConflict';
  conflictingFields: Array<ProjectField>;
  /** To expect next. */
  currentVersion: Scalars['Int']['output'];
  /** As the input gave it. */
  expectedVersion: Scalars['Int']['output'];
  /** For people. */
  message: Scalars['String']['output'];
  /** Its current state. */
  project: Project;
};

export type ProjectConnection = {
  __typename?: 'ProjectConnection';
  edges: Array<ProjectEdge>;
  nodes: Array<Project>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type ProjectCreated = Activity & {
  __typename?: 'ProjectCreated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  project: Project;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type ProjectDeleted = Activity & {
  __typename?: 'ProjectDeleted';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type ProjectEdge = {
  __typename?: 'ProjectEdge';
  cursor: Scalars['String']['output'];
  node: Project;
};

/** Messages of `projectActivity`: the place in the stream, presence, and every change (an Activity). */
export type ProjectEvent = CommentCreated | CommentDeleted | CommentRestored | CommentUpdated | LabelCreated | LabelDeleted | LabelUpdated | MemberAdded | MemberRemoved | MemberRoleChanged | MemberUpdated | PresenceChanged | PresenceJoined | PresenceLeft | ProjectCreated | ProjectDeleted | ProjectUpdated | Ready | Resync | TaskCreated | TaskDeleted | TaskRestored | TaskStatusChanged | TaskUpdated;

/** Field of a project that a conflict is about. */
export type ProjectField =
  | 'DESCRIPTION'
  | 'NAME';

/** One of the viewer's projects has another name. Never replayed. */
export type ProjectRenamed = {
  __typename?: 'ProjectRenamed';
  project: NoticeProject;
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

export type ProjectUpdated = Activity & {
  __typename?: 'ProjectUpdated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  project: Project;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** Your access tokens, the newest first, expired ones too; at most 50. */
  accessTokens: Array<AccessToken>;
  /** Whom the token stands for. */
  me: User;
  /** Tasks of your projects that are assigned to you: projects newest first, and the tasks of each as on its board. */
  myTasks: TaskConnection;
  /** NOT_FOUND for whoever is no member of it. */
  project?: Maybe<Project>;
  /** The projects that you are a member of, newest first, by `number`. */
  projects: ProjectConnection;
  /** NOT_FOUND for whoever is no member of its project. */
  task?: Maybe<Task>;
  /** Your own notices, across projects: of assignments, mentions, comments and memberships. */
  viewer: Viewer;
};


export type QueryMyTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryProjectArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};

/** Live from here: nothing between `seq` and the next event can be missed. */
export type Ready = {
  __typename?: 'Ready';
  cursor: Scalars['String']['output'];
  present: Array<Present>;
  seq: Scalars['Int']['output'];
};

export type RedeliverInput = {
  after: Scalars['Int']['input'];
  webhookId: Scalars['ID']['input'];
};

export type RedeliverPayload = {
  __typename?: 'RedeliverPayload';
  webhook: Webhook;
};

/** Oneself, to leave; others as ADMIN or OWNER. */
export type RemoveMemberInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};

export type RemoveMemberPayload = MutationPayload & {
  __typename?: 'RemoveMemberPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  userId: Scalars['ID']['output'];
};

/** Somebody ended your membership. Nothing of the project is visible to you any more. */
export type RemovedFromProject = Notice & {
  __typename?: 'RemovedFromProject';
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
};

export type RestoreCommentInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  commentId: Scalars['ID']['input'];
};

export type RestoreCommentPayload = MutationPayload & {
  __typename?: 'RestoreCommentPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type RestoreTaskInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  taskId: Scalars['ID']['input'];
};

export type RestoreTaskPayload = MutationPayload & {
  __typename?: 'RestoreTaskPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

/** Replaces a replay that cannot be. Take a fresh snapshot, at or above `seq`; the stream continues there. */
export type Resync = {
  __typename?: 'Resync';
  cursor: Scalars['String']['output'];
  reason: ResyncReason;
  seq: Scalars['Int']['output'];
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
  accessTokenId: Scalars['ID']['input'];
};

export type RevokeAccessTokenPayload = {
  __typename?: 'RevokeAccessTokenPayload';
  accessTokenId: Scalars['ID']['output'];
};

export type RevokeInvitationInput = {
  invitationId: Scalars['ID']['input'];
};

export type RevokeInvitationPayload = {
  __typename?: 'RevokeInvitationPayload';
  invitationId: Scalars['ID']['output'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /** Every change of the project, in order, each exactly once; those after `after`, or from now on. Each comes with `extensions: { seq, cursor }`, to resume from. */
  projectActivity: ProjectEvent;
  /** The viewer's own stream, across projects: every notice in order, each exactly once; those after `after`, or from now on. Each comes with `extensions: { seq, cursor }`, to resume from. */
  viewerActivity: ViewerEvent;
};


export type SubscriptionProjectActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  announce?: InputMaybe<Scalars['Boolean']['input']>;
  projectId: Scalars['ID']['input'];
  since?: InputMaybe<Scalars['Int']['input']>;
};


export type SubscriptionViewerActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Something to be done, in the column of its status. */
export type Task = {
  __typename?: 'Task';
  assignee?: Maybe<User>;
  commentCount: Scalars['Int']['output'];
  /** Oldest first, by `createdSeq`. */
  comments: CommentConnection;
  createdAt: Scalars['DateTime']['output'];
  createdBy: User;
  description?: Maybe<Scalars['String']['output']>;
  dueAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** In the order in which they were made; at most 20. */
  labels: Array<Label>;
  /** Orders the tasks of a column; compare it in byte order. */
  position: Scalars['String']['output'];
  priority: TaskPriority;
  project: Project;
  status: TaskStatus;
  title: Scalars['String']['output'];
  /** Comments do not count. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with every change to the task or to its comments. */
  version: Scalars['Int']['output'];
};


/** Something to be done, in the column of its status. */
export type TaskCommentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Somebody assigned a task to you. */
export type TaskAssigned = Notice & {
  __typename?: 'TaskAssigned';
  /** The author of the change. */
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  project: NoticeProject;
  /** Number of the entry in the person's own stream. */
  seq: Scalars['Int']['output'];
  taskId: Scalars['ID']['output'];
  taskTitle: Scalars['String']['output'];
};

export type TaskConflict = VersionConflict & {
  __typename?: 'TaskConflict';
  conflictingFields: Array<TaskField>;
  /** To expect next. */
  currentVersion: Scalars['Int']['output'];
  /** As the input gave it. */
  expectedVersion: Scalars['Int']['output'];
  /** For people. */
  message: Scalars['String']['output'];
  /** Its current state. */
  task: Task;
};

export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type TaskCreated = Activity & {
  __typename?: 'TaskCreated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

/** Stands for the task's comments too. */
export type TaskDeleted = Activity & {
  __typename?: 'TaskDeleted';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  taskId: Scalars['ID']['output'];
};

export type TaskEdge = {
  __typename?: 'TaskEdge';
  cursor: Scalars['String']['output'];
  node: Task;
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

/** A deleted task is back, with the comments that it had. */
export type TaskRestored = Activity & {
  __typename?: 'TaskRestored';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
};

/** The columns of a board, from left to right. */
export type TaskStatus =
  | 'BACKLOG'
  | 'CANCELED'
  | 'DONE'
  | 'IN_PROGRESS'
  | 'IN_REVIEW'
  | 'TODO';

export type TaskStatusChanged = Activity & {
  __typename?: 'TaskStatusChanged';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  from: TaskStatus;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
  to: TaskStatus;
};

export type TaskUpdated = Activity & {
  __typename?: 'TaskUpdated';
  actor: User;
  /** Never decreases along `seq`. */
  at: Scalars['DateTime']['output'];
  /** The id that its author gave the change, by which a client knows its own echo. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** For the eyes of those who manage the project, ADMIN or OWNER; null for others. Never part of an event: select it in `Project.activity`. */
  origin?: Maybe<ActivityOrigin>;
  projectId: Scalars['ID']['output'];
  /** Number of the change in its project: from 1, without gaps. */
  seq: Scalars['Int']['output'];
  task: Task;
  taskChanges: Array<TaskField>;
};

/** Rights of an access token. Neither includes the other. */
export type TokenScope =
  /** Queries and subscriptions, and all fields below them. */
  | 'READ'
  /** Changes of projects and what is in them, with their answers. */
  | 'WRITE';

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

export type UpdateCommentPayload = MutationPayload & {
  __typename?: 'UpdateCommentPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  comment: Comment;
  /** Fields whose text is a merge of yours with what others wrote since `expectedVersion`, in lines that you did not touch. */
  mergedFields: Array<CommentField>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type UpdateCommentResult = CommentConflict | UpdateCommentPayload;

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

export type UpdateLabelPayload = MutationPayload & {
  __typename?: 'UpdateLabelPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  label: Label;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

export type UpdateLabelResult = LabelConflict | UpdateLabelPayload;

export type UpdateMemberRoleInput = {
  /** Makes a retry of this change safe; at most 128 characters, and an empty one counts as absent. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  role: ProjectRole;
  userId: Scalars['ID']['input'];
};

export type UpdateMemberRolePayload = MutationPayload & {
  __typename?: 'UpdateMemberRolePayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  member: Member;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
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

export type UpdateProjectPayload = MutationPayload & {
  __typename?: 'UpdateProjectPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  project: Project;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
};

export type UpdateProjectResult = ProjectConflict | UpdateProjectPayload;

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

export type UpdateTaskPayload = MutationPayload & {
  __typename?: 'UpdateTaskPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** Fields whose text is a merge of yours with what others wrote since `expectedVersion`, in lines that you did not touch. */
  mergedFields: Array<TaskField>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type UpdateTaskResult = TaskConflict | UpdateTaskPayload;

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

export type UpdateTaskStatusPayload = MutationPayload & {
  __typename?: 'UpdateTaskStatusPayload';
  /** As the input gave it; null where it was absent or empty. */
  clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The number that the change took; the project's newest one where there was nothing to change. */
  seq: Scalars['Int']['output'];
  task: Task;
};

export type UpdateTaskStatusResult = TaskConflict | UpdateTaskStatusPayload;

export type UpdateWebhookInput = {
  state?: InputMaybe<WebhookState>;
  url?: InputMaybe<Scalars['String']['input']>;
  webhookId: Scalars['ID']['input'];
};

export type UpdateWebhookPayload = {
  __typename?: 'UpdateWebhookPayload';
  webhook: Webhook;
};

/** Somebody who has used this server, of its own accounts or of the outside issuer. */
export type User = {
  __typename?: 'User';
  /** Chosen in the profile of an own account; null: by the id. Events do not carry it. */
  color?: Maybe<LabelColor>;
  /** Null where the account has none, or was deleted. */
  email?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
};

/** Somebody changed the same since the version that the edit is based on; nothing was saved. */
export type VersionConflict = {
  /** To expect next. */
  currentVersion: Scalars['Int']['output'];
  /** As the input gave it. */
  expectedVersion: Scalars['Int']['output'];
  /** For people. */
  message: Scalars['String']['output'];
};

/** Notices and their place in the viewer's own stream, across projects. */
export type Viewer = {
  __typename?: 'Viewer';
  /** Cursor of the own stream, not newer than `notices`: subscribe to `viewerActivity` with it. */
  cursor: Scalars['String']['output'];
  /** Open invitations to the address of your account that you have confirmed, newest first; at most 100. Empty where the server sends no mail. */
  invitations: Array<OwnInvitation>;
  /** Newest first, read ones too. One that a newer version wrote is left out where it cannot be read. */
  notices: NoticeConnection;
  /** Number up to which the notices are read, as of `cursor`. Those with a higher one are unread. */
  readThrough: Scalars['Int']['output'];
  /** Number of unread notices, as of `cursor`. */
  unreadCount: Scalars['Int']['output'];
};


/** Notices and their place in the viewer's own stream, across projects. */
export type ViewerNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Messages of `viewerActivity`: the place in the stream, notices, and what is told without a number. */
export type ViewerEvent = AddedToProject | CommentedOnTask | Mentioned | NoticesRead | ProjectRenamed | RemovedFromProject | TaskAssigned | ViewerReady | ViewerResync;

/** Live from here: nothing between `seq` and the next event can be missed. */
export type ViewerReady = {
  __typename?: 'ViewerReady';
  cursor: Scalars['String']['output'];
  seq: Scalars['Int']['output'];
  /** Number of unread notices, as of `seq`. */
  unreadCount: Scalars['Int']['output'];
};

/** Replaces a replay that cannot be. Read `viewer` anew, at or above `seq`; the stream continues there. */
export type ViewerResync = {
  __typename?: 'ViewerResync';
  cursor: Scalars['String']['output'];
  reason: ResyncReason;
  seq: Scalars['Int']['output'];
};

/** Posts every change of a project to an address, in order and at least once, signed by the Standard Webhooks specification. */
export type Webhook = {
  __typename?: 'Webhook';
  /** The newest 100 attempts, the newest first. */
  deliveries: WebhookDeliveryConnection;
  id: Scalars['ID']['output'];
  /** Why it fails or was paused; null: it does not, or a person paused it. */
  reason?: Maybe<Scalars['String']['output']>;
  /** Number of the last change that was delivered. */
  seq: Scalars['Int']['output'];
  state: WebhookState;
  url: Scalars['String']['output'];
};


/** Posts every change of a project to an address, in order and at least once, signed by the Standard Webhooks specification. */
export type WebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An attempt to deliver a change. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  /** When the attempt began. */
  at: Scalars['DateTime']['output'];
  /** From 1 for each change. */
  attempt: Scalars['Int']['output'];
  /** Milliseconds until the answer or the failure. */
  durationMs: Scalars['Int']['output'];
  /** Why it failed, where the status does not tell. */
  error?: Maybe<Scalars['String']['output']>;
  /** Number of the change. */
  seq: Scalars['Int']['output'];
  /** HTTP status of the answer; 200 to 299 takes the change. Null: there was no answer. */
  status?: Maybe<Scalars['Int']['output']>;
};

export type WebhookDeliveryConnection = {
  __typename?: 'WebhookDeliveryConnection';
  edges: Array<WebhookDeliveryEdge>;
  nodes: Array<WebhookDelivery>;
  pageInfo: PageInfo;
  /** Number of items on all pages; counted only when selected. */
  totalCount: Scalars['Int']['output'];
};

export type WebhookDeliveryEdge = {
  __typename?: 'WebhookDeliveryEdge';
  cursor: Scalars['String']['output'];
  node: WebhookDelivery;
};

/** State of a webhook. */
export type WebhookState =
  /** Every change is delivered. */
  | 'ACTIVE'
  /** The receiver does not take the next change. It is tried again for 72 hours, then paused. */
  | 'FAILING'
  /** Nothing is delivered until somebody sets `ACTIVE` or calls `redeliver`. */
  | 'PAUSED';
