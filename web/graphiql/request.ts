import type { FetcherParams } from "@graphiql/toolkit";
import type { ExecutionResult } from "graphql";
import { findAuthorization } from "./find-authorization.ts";

/** Answers a query or mutation over HTTP. Introspection goes without a token, which it does not need. */
export async function request(params: FetcherParams, headers: Headers): Promise<ExecutionResult> {
  const authorization = params.operationName === "IntrospectionQuery" ? null : await findAuthorization(headers);
  if (authorization) headers.set("authorization", authorization);
  headers.set("accept", "application/graphql-response+json, application/json;q=0.9");
  headers.set("content-type", "application/json");
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(params) });
  return response.json();
}
