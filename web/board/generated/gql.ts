/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n": typeof types.MeDocument,
    "\n  mutation CreateTask($input: CreateTaskInput!) {\n    createTask(input: $input) {\n      clientMutationId\n      task {\n        ...ChangedTaskParts\n      }\n    }\n  }\n": typeof types.CreateTaskDocument,
    "\n  mutation MoveTask($input: MoveTaskInput!) {\n    moveTask(input: $input) {\n      ... on MoveTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n    }\n  }\n": typeof types.MoveTaskDocument,
    "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.AuthorsDocument,
    "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        title\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        title\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        title\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        title\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      task {\n        id\n      }\n    }\n  }\n": typeof types.ChangePartsFragmentDoc,
    "\n  query History($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  fragment TaskTitle on Task {\n    title\n  }\n": typeof types.TaskTitleFragmentDoc,
    "\n  mutation AddMember($input: AddMemberInput!) {\n    addMember(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n": typeof types.AddMemberDocument,
    "\n  fragment MemberItemParts on Member {\n    id\n    role\n    joinedAt\n    user {\n      id\n      name\n      email\n    }\n  }\n": typeof types.MemberItemPartsFragmentDoc,
    "\n  mutation UpdateMemberRole($input: UpdateMemberRoleInput!) {\n    updateMemberRole(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n": typeof types.UpdateMemberRoleDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      clientMutationId\n      userId\n      seq\n    }\n  }\n": typeof types.RemoveMemberDocument,
    "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n      clientMutationId\n    }\n  }\n": typeof types.DeleteProjectDocument,
    "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      ... on UpdateProjectPayload {\n        clientMutationId\n        seq\n        project {\n          id\n          name\n          description\n          version\n          updatedAt\n        }\n      }\n    }\n  }\n": typeof types.UpdateProjectDocument,
    "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        ...ProjectItemParts\n      }\n    }\n  }\n": typeof types.CreateProjectDocument,
    "\n  fragment ProjectItemParts on Project {\n    id\n    name\n    description\n    viewerRole\n  }\n": typeof types.ProjectItemPartsFragmentDoc,
    "\n  query Projects($after: String) {\n    projects(first: 50, after: $after) {\n      nodes {\n        ...ProjectItemParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ProjectsDocument,
    "\n  fragment ChangedTaskParts on Task {\n    id\n    title\n    description\n    status\n    priority\n    position\n    dueAt\n    version\n    commentCount\n    createdAt\n    updatedAt\n    assignee {\n      id\n      name\n      email\n    }\n    createdBy {\n      id\n      name\n      email\n    }\n    labels {\n      id\n      name\n      color\n      version\n    }\n  }\n": typeof types.ChangedTaskPartsFragmentDoc,
    "\n  fragment CommentItemParts on Comment {\n    id\n    body\n    version\n    createdSeq\n    createdAt\n    updatedAt\n    author {\n      id\n      name\n      email\n    }\n  }\n": typeof types.CommentItemPartsFragmentDoc,
    "\n  query Comments($taskId: ID!, $after: String) {\n    task(id: $taskId) {\n      id\n      version\n      comments(first: 100, after: $after) {\n        nodes {\n          ...CommentItemParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.CommentsDocument,
    "\n  mutation DeleteComment($input: DeleteCommentInput!) {\n    deleteComment(input: $input) {\n      commentId\n      taskId\n      clientMutationId\n    }\n  }\n": typeof types.DeleteCommentDocument,
    "\n  mutation DeleteTask($input: DeleteTaskInput!) {\n    deleteTask(input: $input) {\n      __typename\n      ... on DeleteTaskPayload {\n        taskId\n        clientMutationId\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n": typeof types.DeleteTaskDocument,
    "\n  mutation UpdateComment($input: UpdateCommentInput!) {\n    updateComment(input: $input) {\n      __typename\n      ... on UpdateCommentPayload {\n        clientMutationId\n        comment {\n          ...CommentItemParts\n        }\n      }\n      ... on CommentConflict {\n        currentVersion\n        comment {\n          ...CommentItemParts\n        }\n      }\n    }\n  }\n": typeof types.UpdateCommentDocument,
    "\n  mutation CreateComment($input: CreateCommentInput!) {\n    createComment(input: $input) {\n      clientMutationId\n      comment {\n        ...CommentItemParts\n      }\n    }\n  }\n": typeof types.CreateCommentDocument,
    "\n  fragment TaskConflictParts on TaskConflict {\n    currentVersion\n    conflictingFields\n    task {\n      ...ChangedTaskParts\n    }\n  }\n": typeof types.TaskConflictPartsFragmentDoc,
    "\n  mutation UpdateTask($input: UpdateTaskInput!) {\n    updateTask(input: $input) {\n      __typename\n      ... on UpdateTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n": typeof types.UpdateTaskDocument,
};
const documents: Documents = {
    "\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n": types.MeDocument,
    "\n  mutation CreateTask($input: CreateTaskInput!) {\n    createTask(input: $input) {\n      clientMutationId\n      task {\n        ...ChangedTaskParts\n      }\n    }\n  }\n": types.CreateTaskDocument,
    "\n  mutation MoveTask($input: MoveTaskInput!) {\n    moveTask(input: $input) {\n      ... on MoveTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n    }\n  }\n": types.MoveTaskDocument,
    "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n": types.AuthorsDocument,
    "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        title\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        title\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        title\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        title\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      task {\n        id\n      }\n    }\n  }\n": types.ChangePartsFragmentDoc,
    "\n  query History($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  fragment TaskTitle on Task {\n    title\n  }\n": types.TaskTitleFragmentDoc,
    "\n  mutation AddMember($input: AddMemberInput!) {\n    addMember(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n": types.AddMemberDocument,
    "\n  fragment MemberItemParts on Member {\n    id\n    role\n    joinedAt\n    user {\n      id\n      name\n      email\n    }\n  }\n": types.MemberItemPartsFragmentDoc,
    "\n  mutation UpdateMemberRole($input: UpdateMemberRoleInput!) {\n    updateMemberRole(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n": types.UpdateMemberRoleDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      clientMutationId\n      userId\n      seq\n    }\n  }\n": types.RemoveMemberDocument,
    "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n      clientMutationId\n    }\n  }\n": types.DeleteProjectDocument,
    "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      ... on UpdateProjectPayload {\n        clientMutationId\n        seq\n        project {\n          id\n          name\n          description\n          version\n          updatedAt\n        }\n      }\n    }\n  }\n": types.UpdateProjectDocument,
    "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        ...ProjectItemParts\n      }\n    }\n  }\n": types.CreateProjectDocument,
    "\n  fragment ProjectItemParts on Project {\n    id\n    name\n    description\n    viewerRole\n  }\n": types.ProjectItemPartsFragmentDoc,
    "\n  query Projects($after: String) {\n    projects(first: 50, after: $after) {\n      nodes {\n        ...ProjectItemParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ProjectsDocument,
    "\n  fragment ChangedTaskParts on Task {\n    id\n    title\n    description\n    status\n    priority\n    position\n    dueAt\n    version\n    commentCount\n    createdAt\n    updatedAt\n    assignee {\n      id\n      name\n      email\n    }\n    createdBy {\n      id\n      name\n      email\n    }\n    labels {\n      id\n      name\n      color\n      version\n    }\n  }\n": types.ChangedTaskPartsFragmentDoc,
    "\n  fragment CommentItemParts on Comment {\n    id\n    body\n    version\n    createdSeq\n    createdAt\n    updatedAt\n    author {\n      id\n      name\n      email\n    }\n  }\n": types.CommentItemPartsFragmentDoc,
    "\n  query Comments($taskId: ID!, $after: String) {\n    task(id: $taskId) {\n      id\n      version\n      comments(first: 100, after: $after) {\n        nodes {\n          ...CommentItemParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.CommentsDocument,
    "\n  mutation DeleteComment($input: DeleteCommentInput!) {\n    deleteComment(input: $input) {\n      commentId\n      taskId\n      clientMutationId\n    }\n  }\n": types.DeleteCommentDocument,
    "\n  mutation DeleteTask($input: DeleteTaskInput!) {\n    deleteTask(input: $input) {\n      __typename\n      ... on DeleteTaskPayload {\n        taskId\n        clientMutationId\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n": types.DeleteTaskDocument,
    "\n  mutation UpdateComment($input: UpdateCommentInput!) {\n    updateComment(input: $input) {\n      __typename\n      ... on UpdateCommentPayload {\n        clientMutationId\n        comment {\n          ...CommentItemParts\n        }\n      }\n      ... on CommentConflict {\n        currentVersion\n        comment {\n          ...CommentItemParts\n        }\n      }\n    }\n  }\n": types.UpdateCommentDocument,
    "\n  mutation CreateComment($input: CreateCommentInput!) {\n    createComment(input: $input) {\n      clientMutationId\n      comment {\n        ...CommentItemParts\n      }\n    }\n  }\n": types.CreateCommentDocument,
    "\n  fragment TaskConflictParts on TaskConflict {\n    currentVersion\n    conflictingFields\n    task {\n      ...ChangedTaskParts\n    }\n  }\n": types.TaskConflictPartsFragmentDoc,
    "\n  mutation UpdateTask($input: UpdateTaskInput!) {\n    updateTask(input: $input) {\n      __typename\n      ... on UpdateTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n": types.UpdateTaskDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n"): (typeof documents)["\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTask($input: CreateTaskInput!) {\n    createTask(input: $input) {\n      clientMutationId\n      task {\n        ...ChangedTaskParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateTask($input: CreateTaskInput!) {\n    createTask(input: $input) {\n      clientMutationId\n      task {\n        ...ChangedTaskParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveTask($input: MoveTaskInput!) {\n    moveTask(input: $input) {\n      ... on MoveTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation MoveTask($input: MoveTaskInput!) {\n    moveTask(input: $input) {\n      ... on MoveTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        title\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        title\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        title\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        title\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      task {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        title\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        title\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        title\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        title\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      task {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query History($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TaskTitle on Task {\n    title\n  }\n"): (typeof documents)["\n  fragment TaskTitle on Task {\n    title\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddMember($input: AddMemberInput!) {\n    addMember(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AddMember($input: AddMemberInput!) {\n    addMember(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MemberItemParts on Member {\n    id\n    role\n    joinedAt\n    user {\n      id\n      name\n      email\n    }\n  }\n"): (typeof documents)["\n  fragment MemberItemParts on Member {\n    id\n    role\n    joinedAt\n    user {\n      id\n      name\n      email\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateMemberRole($input: UpdateMemberRoleInput!) {\n    updateMemberRole(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateMemberRole($input: UpdateMemberRoleInput!) {\n    updateMemberRole(input: $input) {\n      clientMutationId\n      seq\n      member {\n        ...MemberItemParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      clientMutationId\n      userId\n      seq\n    }\n  }\n"): (typeof documents)["\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      clientMutationId\n      userId\n      seq\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n      clientMutationId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n      clientMutationId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      ... on UpdateProjectPayload {\n        clientMutationId\n        seq\n        project {\n          id\n          name\n          description\n          version\n          updatedAt\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      ... on UpdateProjectPayload {\n        clientMutationId\n        seq\n        project {\n          id\n          name\n          description\n          version\n          updatedAt\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        ...ProjectItemParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        ...ProjectItemParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ProjectItemParts on Project {\n    id\n    name\n    description\n    viewerRole\n  }\n"): (typeof documents)["\n  fragment ProjectItemParts on Project {\n    id\n    name\n    description\n    viewerRole\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Projects($after: String) {\n    projects(first: 50, after: $after) {\n      nodes {\n        ...ProjectItemParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Projects($after: String) {\n    projects(first: 50, after: $after) {\n      nodes {\n        ...ProjectItemParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChangedTaskParts on Task {\n    id\n    title\n    description\n    status\n    priority\n    position\n    dueAt\n    version\n    commentCount\n    createdAt\n    updatedAt\n    assignee {\n      id\n      name\n      email\n    }\n    createdBy {\n      id\n      name\n      email\n    }\n    labels {\n      id\n      name\n      color\n      version\n    }\n  }\n"): (typeof documents)["\n  fragment ChangedTaskParts on Task {\n    id\n    title\n    description\n    status\n    priority\n    position\n    dueAt\n    version\n    commentCount\n    createdAt\n    updatedAt\n    assignee {\n      id\n      name\n      email\n    }\n    createdBy {\n      id\n      name\n      email\n    }\n    labels {\n      id\n      name\n      color\n      version\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CommentItemParts on Comment {\n    id\n    body\n    version\n    createdSeq\n    createdAt\n    updatedAt\n    author {\n      id\n      name\n      email\n    }\n  }\n"): (typeof documents)["\n  fragment CommentItemParts on Comment {\n    id\n    body\n    version\n    createdSeq\n    createdAt\n    updatedAt\n    author {\n      id\n      name\n      email\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Comments($taskId: ID!, $after: String) {\n    task(id: $taskId) {\n      id\n      version\n      comments(first: 100, after: $after) {\n        nodes {\n          ...CommentItemParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Comments($taskId: ID!, $after: String) {\n    task(id: $taskId) {\n      id\n      version\n      comments(first: 100, after: $after) {\n        nodes {\n          ...CommentItemParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteComment($input: DeleteCommentInput!) {\n    deleteComment(input: $input) {\n      commentId\n      taskId\n      clientMutationId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteComment($input: DeleteCommentInput!) {\n    deleteComment(input: $input) {\n      commentId\n      taskId\n      clientMutationId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteTask($input: DeleteTaskInput!) {\n    deleteTask(input: $input) {\n      __typename\n      ... on DeleteTaskPayload {\n        taskId\n        clientMutationId\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteTask($input: DeleteTaskInput!) {\n    deleteTask(input: $input) {\n      __typename\n      ... on DeleteTaskPayload {\n        taskId\n        clientMutationId\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateComment($input: UpdateCommentInput!) {\n    updateComment(input: $input) {\n      __typename\n      ... on UpdateCommentPayload {\n        clientMutationId\n        comment {\n          ...CommentItemParts\n        }\n      }\n      ... on CommentConflict {\n        currentVersion\n        comment {\n          ...CommentItemParts\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateComment($input: UpdateCommentInput!) {\n    updateComment(input: $input) {\n      __typename\n      ... on UpdateCommentPayload {\n        clientMutationId\n        comment {\n          ...CommentItemParts\n        }\n      }\n      ... on CommentConflict {\n        currentVersion\n        comment {\n          ...CommentItemParts\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateComment($input: CreateCommentInput!) {\n    createComment(input: $input) {\n      clientMutationId\n      comment {\n        ...CommentItemParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateComment($input: CreateCommentInput!) {\n    createComment(input: $input) {\n      clientMutationId\n      comment {\n        ...CommentItemParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TaskConflictParts on TaskConflict {\n    currentVersion\n    conflictingFields\n    task {\n      ...ChangedTaskParts\n    }\n  }\n"): (typeof documents)["\n  fragment TaskConflictParts on TaskConflict {\n    currentVersion\n    conflictingFields\n    task {\n      ...ChangedTaskParts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateTask($input: UpdateTaskInput!) {\n    updateTask(input: $input) {\n      __typename\n      ... on UpdateTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateTask($input: UpdateTaskInput!) {\n    updateTask(input: $input) {\n      __typename\n      ... on UpdateTaskPayload {\n        clientMutationId\n        task {\n          ...ChangedTaskParts\n        }\n      }\n      ... on TaskConflict {\n        ...TaskConflictParts\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;