import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";

/** A document of a test's own, beside the contract's; the test says what it answers. */
export function document<TData, TVariables = Record<string, never>>(
  text: string,
): TypedDocumentNode<TData, TVariables> {
  return parse(text);
}
