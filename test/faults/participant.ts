import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Answer } from "../support/person.ts";
import { signToken } from "../support/sign-token.ts";

/** Somebody in a project, with a token that is good on every instance for longer than a run lasts. */
export interface Participant {
  readonly name: string;
  readonly userId: string;
  readonly projectId: string;
  readonly token: string;
}

const aMonth = 30 * 24 * 3_600;

export function signLongToken(name: string): Promise<string> {
  return signToken(name, { exp: Math.floor(Date.now() / 1_000) + aMonth });
}

/** Sends an operation over HTTP. Null when there is no answer: nothing is known then of what became of it. */
export async function ask<TData, TVariables>(
  url: string,
  token: string,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  limit = 3_000,
): Promise<Answer<TData> | null> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: print(document), variables }),
      signal: AbortSignal.timeout(limit),
    });
    const text = await response.text();
    return response.status === 503 ? null : (JSON.parse(text) as Answer<TData>);
  } catch {
    return null;
  }
}
