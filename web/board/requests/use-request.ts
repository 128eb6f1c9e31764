import { useCallback } from "react";
import { useLockstep } from "../../../client/react/index.ts";
import { Refusal } from "../design/refusal.ts";
import type { TypedDocumentString } from "../generated/graphql.ts";

export type Request = <Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
) => Promise<Result>;

interface ServerError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** For everything that the outbox does not hold. Rejects with a `Refusal` when the server does not do it. */
export function useRequest(): Request {
  const lockstep = useLockstep();
  return useCallback(
    async <Result, Variables extends object>(
      document: TypedDocumentString<Result, Variables>,
      variables: Variables,
    ): Promise<Result> => {
      const outcome = await lockstep.send({ document: document.toString(), variables });
      const [error] = ("errors" in outcome && outcome.errors) || [];
      if (error) throw new Refusal(describe(error));
      if (outcome.kind !== "data") throw new Error(`No answer: ${outcome.kind}.`);
      return outcome.data as Result;
    },
    [lockstep],
  );
}

function describe({ message, extensions = {} }: ServerError): string {
  const { code, issues = [] } = extensions as { code?: string; issues?: readonly ServerError[] };
  if (code === "INTERNAL_SERVER_ERROR") return "Something went wrong on the server. Try again in a moment.";
  if (code === "UNAVAILABLE") return "The server cannot reach its database. Try again in a moment.";
  if (code === "ANSWER_TOO_LARGE") return "There is too much text to load at once.";
  const reasons = issues.map((issue) => issue.message).filter(Boolean);
  return reasons.length > 0 ? reasons.join(" ") : message;
}
