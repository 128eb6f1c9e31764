import type { DocumentNode } from "graphql";
import { CheckError } from "./check-error.ts";
import type { Deployment } from "./deployment.ts";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteProjectDocument,
  MeDocument,
  ProjectDocument,
  RemoveMemberDocument,
  TaskDocument,
  UpdateTaskDocument,
  WatchDocument,
} from "./generated/graphql.ts";

/** Everything that the check sends. */
const documents: readonly DocumentNode[] = [
  MeDocument,
  ProjectDocument,
  TaskDocument,
  CreateProjectDocument,
  DeleteProjectDocument,
  AddMemberDocument,
  RemoveMemberDocument,
  CreateTaskDocument,
  UpdateTaskDocument,
  WatchDocument,
];

/**
 * Throws CheckError unless the deployment is a Lockstep that knows all that the check sends. Nobody is signed in, so
 * that nothing is done; a document is validated all the same. Rejects once `signal` is aborted.
 */
export async function requireSameApi(deployment: Deployment, signal: AbortSignal): Promise<void> {
  for (const document of documents) {
    signal.throwIfAborted();
    const { errors = [] } = await deployment.request(document, {});
    const unknown = errors.find(({ extensions }) => extensions?.code === "GRAPHQL_VALIDATION_FAILED");
    if (!unknown) continue;
    const reason = unknown.message.replace(/\.$/, "");
    throw new CheckError(
      `${deployment.url} is no Lockstep, or one that is too old for this check (${reason}): use the check of its version.`,
    );
  }
}
