/* eslint-disable */
import * as types from './graphql.ts';



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
    "\n  query MemberColors($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      members(first: 100, after: $after) {\n        nodes {\n          user {\n            id\n            color\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.MemberColorsDocument,
    "\n  query OwnColors {\n    me {\n      id\n      color\n    }\n    projects {\n      nodes {\n        members(first: 5) {\n          nodes {\n            user {\n              id\n              color\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.OwnColorsDocument,
    "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.AuthorsDocument,
    "\n  query DeletedTasks($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      deletedTasks(first: 50, after: $after) {\n        nodes {\n          id\n          title\n          status\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.DeletedTasksDocument,
    "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n      accessToken {\n        id\n        name\n      }\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on LabelDeleted {\n      labelId\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      commentId\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      comment {\n        id\n      }\n      task {\n        id\n      }\n    }\n  }\n": typeof types.ChangePartsFragmentDoc,
    "\n  fragment TaskSnapshot on Task {\n    id\n    title\n    status\n    priority\n    dueAt\n    assignee {\n      id\n      name\n    }\n    labels {\n      id\n      name\n    }\n  }\n": typeof types.TaskSnapshotFragmentDoc,
    "\n  query History($projectId: ID!, $taskId: ID, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after, taskId: $taskId) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  mutation RevokeInvitation($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      invitationId\n    }\n  }\n": typeof types.RevokeInvitationDocument,
    "\n  fragment InvitationParts on Invitation {\n    id\n    email\n    role\n    expiresAt\n  }\n": typeof types.InvitationPartsFragmentDoc,
    "\n  query Invitations($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      invitations {\n        ...InvitationParts\n      }\n    }\n  }\n": typeof types.InvitationsDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invitation {\n        ...InvitationParts\n      }\n      link\n    }\n  }\n": typeof types.InviteMemberDocument,
    "\n  fragment OwnInvitationParts on OwnInvitation {\n    id\n    projectName\n    role\n  }\n": typeof types.OwnInvitationPartsFragmentDoc,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n": typeof types.AcceptInvitationDocument,
    "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n    }\n  }\n": typeof types.DeleteProjectDocument,
    "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      __typename\n      ... on UpdateProjectPayload {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n      ... on ProjectConflict {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n    }\n  }\n": typeof types.UpdateProjectDocument,
    "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n": typeof types.CreateProjectDocument,
    "\n  query OwnInvitations {\n    me {\n      id\n      name\n      email\n    }\n    viewer {\n      invitations {\n        ...OwnInvitationParts\n      }\n    }\n  }\n": typeof types.OwnInvitationsDocument,
    "\n  mutation CreateAccessToken($input: CreateAccessTokenInput!) {\n    createAccessToken(input: $input) {\n      secret\n      accessToken {\n        id\n        name\n      }\n    }\n  }\n": typeof types.CreateAccessTokenDocument,
    "\n  mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {\n    revokeAccessToken(input: $input) {\n      accessTokenId\n    }\n  }\n": typeof types.RevokeAccessTokenDocument,
    "\n  fragment TokenParts on AccessToken {\n    id\n    name\n    scopes\n    projectIds\n    expiresAt\n    lastUsedAt\n  }\n": typeof types.TokenPartsFragmentDoc,
    "\n  query AccessTokens {\n    me {\n      id\n      name\n      email\n    }\n    accessTokens {\n      ...TokenParts\n    }\n  }\n": typeof types.AccessTokensDocument,
    "\n  mutation Redeliver($input: RedeliverInput!) {\n    redeliver(input: $input) {\n      webhook {\n        id\n        seq\n      }\n    }\n  }\n": typeof types.RedeliverDocument,
    "\n  fragment DeliveryParts on WebhookDelivery {\n    seq\n    at\n    attempt\n    status\n    durationMs\n    error\n  }\n": typeof types.DeliveryPartsFragmentDoc,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        id\n      }\n    }\n  }\n": typeof types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        id\n        state\n      }\n    }\n  }\n": typeof types.UpdateWebhookDocument,
    "\n  mutation DeleteWebhook($input: DeleteWebhookInput!) {\n    deleteWebhook(input: $input) {\n      webhookId\n    }\n  }\n": typeof types.DeleteWebhookDocument,
    "\n  fragment WebhookParts on Webhook {\n    id\n    url\n    state\n    seq\n    reason\n    deliveries(first: 20) {\n      nodes {\n        ...DeliveryParts\n      }\n    }\n  }\n": typeof types.WebhookPartsFragmentDoc,
    "\n  query Webhooks($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      webhooks {\n        ...WebhookParts\n      }\n    }\n  }\n": typeof types.WebhooksDocument,
};
const documents: Documents = {
    "\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n": types.MeDocument,
    "\n  query MemberColors($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      members(first: 100, after: $after) {\n        nodes {\n          user {\n            id\n            color\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.MemberColorsDocument,
    "\n  query OwnColors {\n    me {\n      id\n      color\n    }\n    projects {\n      nodes {\n        members(first: 5) {\n          nodes {\n            user {\n              id\n              color\n            }\n          }\n        }\n      }\n    }\n  }\n": types.OwnColorsDocument,
    "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n": types.AuthorsDocument,
    "\n  query DeletedTasks($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      deletedTasks(first: 50, after: $after) {\n        nodes {\n          id\n          title\n          status\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.DeletedTasksDocument,
    "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n      accessToken {\n        id\n        name\n      }\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on LabelDeleted {\n      labelId\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      commentId\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      comment {\n        id\n      }\n      task {\n        id\n      }\n    }\n  }\n": types.ChangePartsFragmentDoc,
    "\n  fragment TaskSnapshot on Task {\n    id\n    title\n    status\n    priority\n    dueAt\n    assignee {\n      id\n      name\n    }\n    labels {\n      id\n      name\n    }\n  }\n": types.TaskSnapshotFragmentDoc,
    "\n  query History($projectId: ID!, $taskId: ID, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after, taskId: $taskId) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  mutation RevokeInvitation($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      invitationId\n    }\n  }\n": types.RevokeInvitationDocument,
    "\n  fragment InvitationParts on Invitation {\n    id\n    email\n    role\n    expiresAt\n  }\n": types.InvitationPartsFragmentDoc,
    "\n  query Invitations($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      invitations {\n        ...InvitationParts\n      }\n    }\n  }\n": types.InvitationsDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invitation {\n        ...InvitationParts\n      }\n      link\n    }\n  }\n": types.InviteMemberDocument,
    "\n  fragment OwnInvitationParts on OwnInvitation {\n    id\n    projectName\n    role\n  }\n": types.OwnInvitationPartsFragmentDoc,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n": types.AcceptInvitationDocument,
    "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n    }\n  }\n": types.DeleteProjectDocument,
    "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      __typename\n      ... on UpdateProjectPayload {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n      ... on ProjectConflict {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n    }\n  }\n": types.UpdateProjectDocument,
    "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n": types.CreateProjectDocument,
    "\n  query OwnInvitations {\n    me {\n      id\n      name\n      email\n    }\n    viewer {\n      invitations {\n        ...OwnInvitationParts\n      }\n    }\n  }\n": types.OwnInvitationsDocument,
    "\n  mutation CreateAccessToken($input: CreateAccessTokenInput!) {\n    createAccessToken(input: $input) {\n      secret\n      accessToken {\n        id\n        name\n      }\n    }\n  }\n": types.CreateAccessTokenDocument,
    "\n  mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {\n    revokeAccessToken(input: $input) {\n      accessTokenId\n    }\n  }\n": types.RevokeAccessTokenDocument,
    "\n  fragment TokenParts on AccessToken {\n    id\n    name\n    scopes\n    projectIds\n    expiresAt\n    lastUsedAt\n  }\n": types.TokenPartsFragmentDoc,
    "\n  query AccessTokens {\n    me {\n      id\n      name\n      email\n    }\n    accessTokens {\n      ...TokenParts\n    }\n  }\n": types.AccessTokensDocument,
    "\n  mutation Redeliver($input: RedeliverInput!) {\n    redeliver(input: $input) {\n      webhook {\n        id\n        seq\n      }\n    }\n  }\n": types.RedeliverDocument,
    "\n  fragment DeliveryParts on WebhookDelivery {\n    seq\n    at\n    attempt\n    status\n    durationMs\n    error\n  }\n": types.DeliveryPartsFragmentDoc,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        id\n      }\n    }\n  }\n": types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        id\n        state\n      }\n    }\n  }\n": types.UpdateWebhookDocument,
    "\n  mutation DeleteWebhook($input: DeleteWebhookInput!) {\n    deleteWebhook(input: $input) {\n      webhookId\n    }\n  }\n": types.DeleteWebhookDocument,
    "\n  fragment WebhookParts on Webhook {\n    id\n    url\n    state\n    seq\n    reason\n    deliveries(first: 20) {\n      nodes {\n        ...DeliveryParts\n      }\n    }\n  }\n": types.WebhookPartsFragmentDoc,
    "\n  query Webhooks($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      webhooks {\n        ...WebhookParts\n      }\n    }\n  }\n": types.WebhooksDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Me {\n    me {\n      id\n      name\n      email\n    }\n  }\n"): typeof import('./graphql.ts').MeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MemberColors($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      members(first: 100, after: $after) {\n        nodes {\n          user {\n            id\n            color\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MemberColorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnColors {\n    me {\n      id\n      color\n    }\n    projects {\n      nodes {\n        members(first: 5) {\n          nodes {\n            user {\n              id\n              color\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OwnColorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Authors($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      activity(first: 100) {\n        nodes {\n          __typename\n          actor {\n            id\n            name\n          }\n          ... on TaskUpdated {\n            taskChanges\n            task {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AuthorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeletedTasks($projectId: ID!, $after: String) {\n    project(id: $projectId) {\n      id\n      deletedTasks(first: 50, after: $after) {\n        nodes {\n          id\n          title\n          status\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeletedTasksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChangeParts on Activity {\n    __typename\n    seq\n    at\n    actor {\n      id\n      name\n    }\n    origin {\n      address\n      userAgent\n      accessToken {\n        id\n        name\n      }\n    }\n    ... on ProjectCreated {\n      project {\n        name\n      }\n    }\n    ... on ProjectUpdated {\n      project {\n        name\n      }\n    }\n    ... on MemberAdded {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRoleChanged {\n      member {\n        role\n        user {\n          id\n          name\n        }\n      }\n    }\n    ... on MemberRemoved {\n      user {\n        id\n        name\n      }\n    }\n    ... on TaskCreated {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskUpdated {\n      taskChanges\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskStatusChanged {\n      from\n      to\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on TaskDeleted {\n      taskId\n    }\n    ... on TaskRestored {\n      task {\n        ...TaskSnapshot\n      }\n    }\n    ... on LabelCreated {\n      label {\n        name\n      }\n    }\n    ... on LabelUpdated {\n      label {\n        name\n      }\n    }\n    ... on LabelDeleted {\n      labelId\n    }\n    ... on CommentCreated {\n      task {\n        id\n      }\n    }\n    ... on CommentUpdated {\n      task {\n        id\n      }\n    }\n    ... on CommentDeleted {\n      commentId\n      task {\n        id\n      }\n    }\n    ... on CommentRestored {\n      comment {\n        id\n      }\n      task {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ChangePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TaskSnapshot on Task {\n    id\n    title\n    status\n    priority\n    dueAt\n    assignee {\n      id\n      name\n    }\n    labels {\n      id\n      name\n    }\n  }\n"): typeof import('./graphql.ts').TaskSnapshotFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($projectId: ID!, $taskId: ID, $after: String) {\n    project(id: $projectId) {\n      id\n      seq\n      activity(first: 50, after: $after, taskId: $taskId) {\n        nodes {\n          ...ChangeParts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').HistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeInvitation($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      invitationId\n    }\n  }\n"): typeof import('./graphql.ts').RevokeInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment InvitationParts on Invitation {\n    id\n    email\n    role\n    expiresAt\n  }\n"): typeof import('./graphql.ts').InvitationPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Invitations($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      invitations {\n        ...InvitationParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').InvitationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invitation {\n        ...InvitationParts\n      }\n      link\n    }\n  }\n"): typeof import('./graphql.ts').InviteMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OwnInvitationParts on OwnInvitation {\n    id\n    projectName\n    role\n  }\n"): typeof import('./graphql.ts').OwnInvitationPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AcceptInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteProject($input: DeleteProjectInput!) {\n    deleteProject(input: $input) {\n      projectId\n    }\n  }\n"): typeof import('./graphql.ts').DeleteProjectDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProject($input: UpdateProjectInput!) {\n    updateProject(input: $input) {\n      __typename\n      ... on UpdateProjectPayload {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n      ... on ProjectConflict {\n        project {\n          id\n          version\n          name\n          description\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateProjectDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateProject($input: CreateProjectInput!) {\n    createProject(input: $input) {\n      project {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateProjectDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnInvitations {\n    me {\n      id\n      name\n      email\n    }\n    viewer {\n      invitations {\n        ...OwnInvitationParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OwnInvitationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateAccessToken($input: CreateAccessTokenInput!) {\n    createAccessToken(input: $input) {\n      secret\n      accessToken {\n        id\n        name\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateAccessTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {\n    revokeAccessToken(input: $input) {\n      accessTokenId\n    }\n  }\n"): typeof import('./graphql.ts').RevokeAccessTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TokenParts on AccessToken {\n    id\n    name\n    scopes\n    projectIds\n    expiresAt\n    lastUsedAt\n  }\n"): typeof import('./graphql.ts').TokenPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccessTokens {\n    me {\n      id\n      name\n      email\n    }\n    accessTokens {\n      ...TokenParts\n    }\n  }\n"): typeof import('./graphql.ts').AccessTokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Redeliver($input: RedeliverInput!) {\n    redeliver(input: $input) {\n      webhook {\n        id\n        seq\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RedeliverDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryParts on WebhookDelivery {\n    seq\n    at\n    attempt\n    status\n    durationMs\n    error\n  }\n"): typeof import('./graphql.ts').DeliveryPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateWebhookDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        id\n        state\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateWebhookDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebhook($input: DeleteWebhookInput!) {\n    deleteWebhook(input: $input) {\n      webhookId\n    }\n  }\n"): typeof import('./graphql.ts').DeleteWebhookDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebhookParts on Webhook {\n    id\n    url\n    state\n    seq\n    reason\n    deliveries(first: 20) {\n      nodes {\n        ...DeliveryParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WebhookPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Webhooks($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      webhooks {\n        ...WebhookParts\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WebhooksDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
