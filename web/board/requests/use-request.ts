import { useCallback } from "react";
import { useLockstep } from "../../../client/react/index.ts";
import { Refusal } from "../design/refusal.ts";
import type { TypedDocumentString } from "../generated/graphql.ts";
import { describeOutcome } from "./describe-outcome.ts";

export type Request = <Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
) => Promise<Result>;

/** For everything that the outbox does not hold. Rejects with a `Refusal` when the server does not do it. */
export function useRequest(): Request {
  const lockstep = useLockstep();
  return useCallback(
    async <Result, Variables extends object>(
      document: TypedDocumentString<Result, Variables>,
      variables: Variables,
    ): Promise<Result> => {
      const outcome = await lockstep.send({ document: document.toString(), variables });
      const refusal = describeOutcome(outcome);
      if (refusal !== null) throw new Refusal(refusal);
      if (outcome.kind !== "data") throw new Error(`No answer: ${outcome.kind}.`);
      return outcome.data as Result;
    },
    [lockstep],
  );
}
