import type { TokenScope } from "../src/database/generated/enums.ts";
import { batchedNames } from "../src/operations/apply-changes.ts";

/** Needs of a root field from an access token. Null: no access token is enough; the person signs in. */
export type TokenBound = {
  readonly scope: TokenScope;
  /** True: a token that is limited to projects is not enough, since the field is about all of the person's. */
  readonly isAcrossProjects: boolean;
} | null;

const reads: TokenBound = { scope: "READ", isAcrossProjects: false };
const readsAcross: TokenBound = { scope: "READ", isAcrossProjects: true };
const writes: TokenBound = { scope: "WRITE", isAcrossProjects: false };
const writesAcross: TokenBound = { scope: "WRITE", isAcrossProjects: true };
/** Accounts, tokens, members and webhooks. */
const never: TokenBound = null;

/** The bounds of all root fields. A root field without a row keeps the schema from being made. */
export const tokenBounds: Readonly<Record<string, Readonly<Record<string, TokenBound>>>> = {
  Query: {
    me: reads,
    projects: reads,
    project: reads,
    task: reads,
    myTasks: readsAcross,
    viewer: readsAcross,
    accessTokens: never,
  },
  Mutation: {
    createAccessToken: never,
    revokeAccessToken: never,
    createProject: writesAcross,
    updateProject: writes,
    deleteProject: writes,
    addMember: never,
    updateMemberRole: never,
    removeMember: never,
    createWebhook: never,
    updateWebhook: never,
    redeliver: never,
    deleteWebhook: never,
    inviteMember: never,
    revokeInvitation: never,
    acceptInvitation: never,
    ...Object.fromEntries(batchedNames.map((name) => [name, writes])),
    applyChanges: writes,
    markNoticesRead: writesAcross,
    focus: writes,
  },
  Subscription: {
    projectActivity: reads,
    viewerActivity: readsAcross,
  },
};
