import type { Answer, Deployment } from "../client/deployment.ts";
import { describe, type Person } from "../client/person.ts";
import { type Watching, watch } from "../client/watch.ts";
import {
  AddMemberDocument,
  CreateTaskDocument,
  ProjectDocument,
  RemoveMemberDocument,
  type WatchSubscriptionVariables,
} from "../generated/graphql.ts";

/** People and project for testing the guarantees. */
export interface Stage {
  readonly deployment: Deployment;
  /** Owns the project and is its only member, unless a guarantee adds the other for a while. */
  readonly owner: Person;
  readonly other: Person | null;
  readonly projectId: string;
  /** Creates another project of the owner and returns its id. */
  createProject(): Promise<string>;
  /** Address at which the deployment reaches this machine; null: it does not, or nobody said so. */
  readonly receiverUrl: string | null;
  /** True: the owner is known by an access token, which may make no other. */
  readonly isByAccessToken: boolean;
  /** Ends the current wait. */
  readonly signal: AbortSignal;
}

/** A guarantee of Lockstep. `prove` rejects with the reason when it is broken. */
export interface Guarantee {
  /** The whole guarantee, to be read after "Lockstep guarantees that". */
  readonly name: string;
  /** A second person, a receiver of webhooks, or an owner who signed in. Default: none of them. */
  readonly needs?: Need;
  prove(stage: Stage): Promise<void>;
}

export type Need = "other" | "receiver" | "account";

/** Returns what is missing for a proof; null where nothing is. */
export function findMissing(need: Need | undefined, { other, receiverUrl, isByAccessToken }: Stage): string | null {
  if (need === "other" && !other) return "it takes a second person";
  if (need === "receiver" && receiverUrl === null) return "it takes --receiver";
  if (need !== undefined && need !== "other" && isByAccessToken) return "it takes a person, not an access token";
  return null;
}

/** Throws what is wrong unless the two values are the same. */
export function expectEqual<T>(what: string, found: T | undefined, wanted: T): void {
  if (found !== wanted) throw new Error(`${what} should be ${wanted} (got ${found})`);
}

/** Throws unless the answer is an error with this code. */
export function expectCode({ errors }: Answer<unknown>, code: string): void {
  const found = errors?.[0]?.extensions?.code;
  if (found !== code)
    throw new Error(`${code} should be the answer, but ${errors ? describe(errors) : "there is data"}`);
}

/** Returns the second person; throws without one. */
export function requireOther({ other }: Stage): Person {
  if (!other) throw new Error("There is no other person.");
  return other;
}

/** Returns where a project stands: the stage's, or another of the owner's. */
export async function findPlace(
  { owner, ...stage }: Stage,
  projectId = stage.projectId,
): Promise<{ readonly seq: number; readonly cursor: string }> {
  const { project } = await owner.expect(ProjectDocument, { projectId });
  if (!project) throw new Error("the project does not exist");
  return project;
}

export async function findSeq(stage: Stage): Promise<number> {
  return (await findPlace(stage)).seq;
}

/** Makes a change; with the same `clientMutationId` the same one. */
export async function createTask({ owner, projectId }: Stage, clientMutationId?: string) {
  const input = { projectId, title: "Made by the check", ...(clientMutationId !== undefined && { clientMutationId }) };
  const { createTask: created } = await owner.expect(CreateTaskDocument, { input });
  if (!created) throw new Error("the change has no answer");
  return created;
}

/** Subscribes to the project, or the one in the variables, while `use` runs. The person is not shown as present. */
export async function watching(
  { deployment, projectId, signal }: Stage,
  { findToken }: Person,
  variables: Partial<WatchSubscriptionVariables>,
  use: (watching: Watching) => Promise<void>,
): Promise<void> {
  const watched = watch(deployment, findToken, { projectId, announce: false, ...variables }, signal);
  try {
    await use(watched);
  } finally {
    watched.stop();
  }
}

/** Makes the other person a member while `use` runs. */
export async function withOther({ owner, projectId }: Stage, userId: string, use: () => Promise<void>): Promise<void> {
  const input = { projectId, userId };
  await owner.expect(AddMemberDocument, { input: { ...input, role: "MEMBER" } });
  try {
    await use();
  } finally {
    await owner.request(RemoveMemberDocument, { input });
  }
}
