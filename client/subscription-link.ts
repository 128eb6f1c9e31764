import { ApolloLink } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import type { FormattedExecutionResult } from "graphql";
import type { SubscribePayload } from "graphql-ws";
import {
  filter,
  fromEvent,
  map,
  NEVER,
  Observable,
  ReplaySubject,
  race,
  retry,
  share,
  takeUntil,
  tap,
  throwError,
  timer,
} from "rxjs";
import { isFinal, reasonOf, toError } from "./connection-failure.ts";
import { ConnectionMonitor } from "./connection-monitor.ts";
import type { ConnectionStates } from "./connection-state.ts";
import type { LockstepLinkOptions } from "./lockstep-link-options.ts";
import { toResumable } from "./resumable-document.ts";
import { Resumption } from "./resumption.ts";
import { createSocketClient } from "./socket-client.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** Between two attempts, in milliseconds. */
const shortestWait = 200;
const longestWait = 30_000;

export interface SubscriptionLink extends ApolloLink {
  readonly connection: ConnectionStates;
  close(): void;
}

/**
 * Subscriptions over one WebSocket, which is open while there are any. Each comes back for ever after whatever is not
 * final, and those to `projectActivity` where they stopped. It is not left to graphql-ws, which holds more for final
 * than this server means, and knows nothing of errors that pass.
 */
export function createSubscriptionLink(
  options: Pick<LockstepLinkOptions, "url" | "answerTimeout" | "webSocketImpl">,
  tokens: TokenKeeper,
): SubscriptionLink {
  const monitor = new ConnectionMonitor();
  const { client, opened, giveUp } = createSocketClient({ ...options, tokens, monitor });
  const closed = new ReplaySubject<void>(1);
  const online = onPage("online");
  const offline = onPage("offline").pipe(
    tap(() => giveUp("The browser is offline.")),
    share(),
  );

  const link = new ApolloLink((operation) => {
    const resumable = toResumable(operation.query);
    return new Observable((observer) => {
      monitor.begin(observer);
      observer.add(() => monitor.end(observer));
      observer.add(offline.subscribe());
      const resumption = resumable && new Resumption(resumable, operation.variables);
      const payload = {
        query: print(resumable?.document ?? operation.query),
        ...(operation.operationName !== undefined && { operationName: operation.operationName }),
        extensions: operation.extensions,
        // Read whenever it is sent: graphql-ws itself sends it again when a socket is closed normally.
        get variables() {
          return resumption?.variables ?? operation.variables;
        },
      };

      return streamOf(payload)
        .pipe(
          retry({
            resetOnSuccess: true,
            delay(failure: unknown, count) {
              if (isFinal(failure)) return throwError(() => toError(failure));
              monitor.lost(observer, reasonOf(failure));
              return race(timer(chooseWait(count)), opened, online);
            },
          }),
          tap(() => monitor.heard(observer)),
          map((result) => (resumption ? resumption.take(result) : result)),
          filter((result) => result !== null),
          takeUntil(closed),
        )
        .subscribe(observer);
    });
  });

  function streamOf(payload: SubscribePayload): Observable<FormattedExecutionResult<Record<string, unknown>>> {
    return new Observable((sink) => client.subscribe<Record<string, unknown>>(payload, sink));
  }

  return Object.assign(link, {
    connection: monitor.states,
    close: () => closed.next(),
  });
}

/** At random, so that those who were lost together do not all come back together; longer each time. */
function chooseWait(count: number): number {
  const longest = Math.min(longestWait, 1_000 * 2 ** (count - 1));
  return shortestWait + Math.random() * (longest - shortestWait);
}

/** An event of the browser's window; elsewhere it never comes. */
function onPage(name: string): Observable<unknown> {
  return typeof globalThis.addEventListener === "function" ? fromEvent(globalThis, name) : NEVER;
}
