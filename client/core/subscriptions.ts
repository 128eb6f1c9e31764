import { type DocumentNode, type FormattedExecutionResult, print } from "graphql";
import type { SubscribePayload } from "graphql-ws";
import {
  filter,
  fromEvent,
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
import { isFinal, reasonOf, SubscriptionRefused } from "./connection-failure.ts";
import { ConnectionMonitor } from "./connection-monitor.ts";
import type { ConnectionStates } from "./connection-state.ts";
import type { LockstepLinkOptions } from "./lockstep-link-options.ts";
import { Resumption } from "./resumption.ts";
import { createSocketClient } from "./socket-client.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** Bounds of the wait between two attempts, in milliseconds. */
const shortestWait = 200;
const longestWait = 30_000;

type Data = Readonly<Record<string, unknown>>;

export interface SubscriptionRequest {
  readonly query: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface Subscriptions {
  readonly connection: ConnectionStates;
  /**
   * Subscribes when the observable is subscribed to. It fails only with `SubscriptionRefused`, and completes when the
   * server completes the subscription or after `close`.
   */
  open(request: SubscriptionRequest): Observable<FormattedExecutionResult<Data>>;
  /** Completes all subscriptions for good, and so closes the socket. */
  close(): void;
}

/**
 * Subscriptions over one WebSocket, which is open while there are any. A subscription is retried without end after each
 * failure that is not final; one to `projectActivity` resumes where it stopped. The retries of graphql-ws are switched
 * off: it regards more close codes as final than this server does, and never retries after an `error` message.
 */
export function createSubscriptions(
  options: Pick<LockstepLinkOptions, "url" | "answerTimeout" | "webSocketImpl">,
  tokens: TokenKeeper,
): Subscriptions {
  const monitor = new ConnectionMonitor();
  const { client, opened, giveUp } = createSocketClient({ ...options, tokens, monitor });
  const closed = new ReplaySubject<void>(1);
  const online = onPage("online");
  const offline = onPage("offline").pipe(
    tap(() => giveUp("The browser is offline.")),
    share(),
  );

  function open(request: SubscriptionRequest): Observable<FormattedExecutionResult<Data>> {
    return new Observable((observer) => {
      monitor.begin(observer);
      observer.add(() => monitor.end(observer));
      observer.add(offline.subscribe());
      const resumption = Resumption.of(request.query, request.variables);
      const payload = {
        query: print(resumption?.document ?? request.query),
        ...(request.operationName !== undefined && { operationName: request.operationName }),
        ...(request.extensions && { extensions: request.extensions }),
        // Read at each send: graphql-ws itself sends the payload again when a socket is closed normally.
        get variables() {
          return resumption?.variables ?? request.variables;
        },
      };

      return streamOf(payload)
        .pipe(
          retry({
            resetOnSuccess: true,
            delay(failure: unknown, count) {
              if (isFinal(failure)) return throwError(() => new SubscriptionRefused(failure));
              monitor.lost(observer, reasonOf(failure));
              return race(timer(chooseWait(count)), opened, online);
            },
          }),
          tap(() => monitor.heard(observer)),
          filter((result) => resumption?.take(result) ?? true),
          takeUntil(closed),
        )
        .subscribe(observer);
    });
  }

  function streamOf(payload: SubscribePayload): Observable<FormattedExecutionResult<Data>> {
    return new Observable((sink) => client.subscribe<Record<string, unknown>>(payload, sink));
  }

  return { connection: monitor.states, open, close: () => closed.next() };
}

/** Random, so that clients which were lost together do not reconnect together. The upper bound doubles each time. */
function chooseWait(count: number): number {
  const longest = Math.min(longestWait, 1_000 * 2 ** (count - 1));
  return shortestWait + Math.random() * (longest - shortestWait);
}

/** Event of the browser's window. Outside of browsers it never fires. */
function onPage(name: string): Observable<unknown> {
  return typeof globalThis.addEventListener === "function" ? fromEvent(globalThis, name) : NEVER;
}
