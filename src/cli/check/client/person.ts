import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { MeDocument } from "../generated/graphql.ts";
import type { Credentials } from "./credentials.ts";
import { type Answer, CheckError, type Deployment } from "./deployment.ts";

/** A person in whose name the check works. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly findToken: Credentials["findToken"];
  /** Sends an operation over HTTP. */
  request<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
  ): Promise<Answer<TData>>;
  /** Returns the data of an operation that must succeed; throws the server's error otherwise. */
  expect<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData>;
}

/** Looks up the person of the credentials. Throws CheckError when the server refuses them. */
export async function introduce(deployment: Deployment, { findToken }: Credentials): Promise<Person> {
  const request: Person["request"] = async (document, variables) =>
    deployment.request(document, variables, await findToken());

  const { data, errors = [] } = await request(MeDocument, {});
  if (!data) throw new CheckError(`${deployment.url} does not take the token: ${describe(errors)}.`);
  return {
    ...data.me,
    findToken,
    request,
    async expect(document, variables) {
      const answer = await request(document, variables);
      if (!answer.data || answer.errors) throw new Error(`it was refused: ${describe(answer.errors)}`);
      return answer.data;
    },
  };
}

/** Returns code and message of the first error. */
export function describe(errors: Answer<unknown>["errors"]): string {
  const [error] = errors ?? [];
  if (!error) return "there is no answer in the answer";
  return `${error.extensions?.code ?? "no code"}, ${error.message.replace(/\.$/, "")}`;
}
