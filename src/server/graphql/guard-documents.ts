import type { FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import type { ClientLimits } from "../../config/limits.ts";
import { decodeJson } from "../http/decode-json.ts";
import { readTarget } from "../http/request-target.ts";
import { findDocumentFault } from "./find-document-fault.ts";

/** Extra depth of brackets over that of fields: arguments and inline fragments have brackets, too. */
const bracketMargin = 256;

/** Why a document is not parsed; undefined for one that may be. */
export function findDocumentError(text: string, limits: Pick<ClientLimits, "documentDepth">): GraphQLError | undefined {
  const fault = findDocumentFault(text, limits.documentDepth + bracketMargin);
  return fault === undefined
    ? undefined
    : new GraphQLError(fault, { extensions: { code: "GRAPHQL_PARSE_FAILED", http: { status: 400 } } });
}

/**
 * A hook for requests of GraphQL over HTTP: refuses, before Apollo Server recurses over it, what is nested too deeply.
 */
export function guardDocuments(limits: Pick<ClientLimits, "documentDepth">) {
  return async (request: FastifyRequest): Promise<void> => {
    const error = findDocumentError(readQuery(request), limits);
    if (error) throw error;
  };
}

function readQuery(request: FastifyRequest): string {
  if (request.method !== "GET") {
    const { query } = Object(request.body);
    return typeof query === "string" ? query : "";
  }
  const { searchParams } = new URL(readTarget(request).search, "http://localhost");
  for (const name of ["variables", "extensions"]) decodeJson(Buffer.from(searchParams.get(name) ?? ""));
  return searchParams.get("query") ?? "";
}
