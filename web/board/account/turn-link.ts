import { ApolloLink } from "@apollo/client";
import { from, lastValueFrom, Subject } from "rxjs";
import { finalize, switchMap } from "rxjs/operators";

/** The context of an operation that may only be asked for once all such before it are answered. */
export const inTurn = { inTurn: true } as const;

/** Sends operations with the context `inTurn` one after the other, whatever becomes of each; all others at once. */
export function createTurnLink(): ApolloLink {
  let free: Promise<unknown> = Promise.resolve();
  return new ApolloLink((operation, forward) => {
    if (!operation.getContext()["inTurn"]) return forward(operation);
    const turn = free;
    const answered = new Subject<void>();
    free = turn.then(() => lastValueFrom(answered, { defaultValue: undefined }));
    return from(turn).pipe(
      switchMap(() => forward(operation)),
      finalize(() => answered.complete()),
    );
  });
}
