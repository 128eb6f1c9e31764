import type { FetcherParams, Observable } from "@graphiql/toolkit";
import type { ExecutionResult, GraphQLFormattedError } from "graphql";
import { createClient, type FormattedExecutionResult } from "graphql-ws";
import { findAuthorization } from "./find-authorization.ts";

/** A result with those that came before it, newest first. */
type Shown = FormattedExecutionResult & { earlier?: FormattedExecutionResult[] };

interface Observer {
  next(result: Shown): void;
  complete(): void;
}

const SHOWN_RESULTS = 50;

/**
 * Runs a subscription on a socket of its own, which reconnects with the same variables and fresh credentials. GraphiQL
 * shows one result at a time, and only the last of several that arrive together. So each is shown with the earlier
 * ones. Errors and lost connections are shown in the same list.
 */
export function subscribe(params: FetcherParams, headers: Headers): Observable<ExecutionResult> {
  // Unknown, because the type has further ways to call this, which GraphiQL does not use.
  const start = (observer?: unknown) => {
    const { next, complete } = observer as Observer;
    let results: FormattedExecutionResult[] = [];
    let frame = 0;

    const show = (result: FormattedExecutionResult) => {
      results = [result, ...results].slice(0, SHOWN_RESULTS);
      // One update of the editor per frame: it would not keep up with a replay of thousands.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const [newest, ...earlier] = results;
        next(earlier.length > 0 ? { ...newest, earlier } : { ...newest });
      });
    };

    const client = createClient({
      url: `${location.origin.replace(/^http/, "ws")}/graphql`,
      connectionParams: async () => {
        const authorization = await findAuthorization(headers);
        return authorization ? { authorization } : {};
      },
      retryAttempts: 8,
      shouldRetry: (reason) => {
        show({ errors: [describe(reason, "Trying again.")] });
        return true;
      },
    });
    const unsubscribe = client.subscribe(params, {
      next: show,
      error: (reason) => {
        show({ errors: Array.isArray(reason) ? reason : [describe(reason)] });
        complete();
      },
      complete,
    });

    return {
      unsubscribe() {
        unsubscribe();
        // The pane may belong to another tab by the next frame.
        cancelAnimationFrame(frame);
      },
    };
  };
  return { subscribe: start };
}

function describe(reason: unknown, outlook = ""): GraphQLFormattedError {
  const cause = reason instanceof CloseEvent ? `${reason.code} ${reason.reason}` : String(reason);
  return { message: `The connection is closed: ${cause.trim().replace(/\.$/, "")}. ${outlook}`.trim() };
}
