import type { Fetcher } from "@graphiql/toolkit";
import { getOperationAST } from "graphql";
import { request } from "./request.ts";
import { subscribe } from "./subscribe.ts";

/** Sends queries and mutations by fetch and subscriptions over a WebSocket, with the headers editor's credentials. */
export const fetcher: Fetcher = (params, { headers, documentAST } = {}) => {
  const operation = documentAST && getOperationAST(documentAST, params.operationName);
  const send = operation?.operation === "subscription" ? subscribe : request;
  return send(params, new Headers(headers));
};
