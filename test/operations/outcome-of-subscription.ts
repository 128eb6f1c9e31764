import type { Person } from "../support/person.ts";

/** The code with which a subscription is refused; "accepted" when it is not. */
export function outcomeOfSubscription({ socket }: Person, query: string): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = socket.subscribe(
      { query },
      {
        next: () => {
          stop();
          resolve("accepted");
        },
        error: (failure) => resolve(Array.isArray(failure) ? failure[0]?.extensions?.["code"] : failure),
        complete: () => resolve("complete"),
      },
    );
  });
}
