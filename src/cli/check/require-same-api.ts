import type { DocumentNode } from "graphql";
import { CheckError, type Deployment } from "./client/deployment.ts";
import * as generated from "./generated/graphql.ts";

/** All documents that the check may send. */
const documents: readonly DocumentNode[] = Object.values(generated);

/**
 * Throws CheckError unless the deployment's schema accepts all documents of the check. It sends them without a token:
 * the server validates them and executes nothing. Rejects once `signal` is aborted.
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
