import { setTimeout as sleep } from "node:timers/promises";
import { type DocumentNode, type FormattedExecutionResult, print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** A subscription over its own socket that reconnects without end. */
export interface CursorSubscription {
  /** The newest socket, which may be closed; null before the first one is open. */
  readonly socket: WebSocket | null;
  /** Ends the subscription, and with it the socket. `onEnd` follows, without a failure. */
  leave(): void;
}

export interface CursorSubscriptionOptions<TData> {
  readonly document: DocumentNode;
  /** Returns the WebSocket address. Called at each connect. */
  readonly findUrl: () => string;
  /** Called at each connect. */
  readonly findToken: () => Promise<string>;
  /** Returns the variables that resume after the cursor, which is null before the first. Called at each subscribe. */
  readonly begin: (cursor: string | null) => object;
  /** Returns the wait before the next connect, in milliseconds. */
  readonly chooseWait: () => number;
  readonly onResult: (result: FormattedExecutionResult<TData, Stand>) => void;
  /**
   * The subscription ended by `complete` or `leave` (no failure), by errors, or by a close code final for graphql-ws.
   */
  readonly onEnd: (failure?: unknown) => void;
  /** The server acknowledged a socket. */
  readonly onConnected?: (isRetry: boolean) => void;
  /** A socket is closed or could not be opened; graphql-ws reconnects unless the code is final. */
  readonly onClosed?: (code: number) => void;
}

/** Extensions of changes, `Ready` and `Resync`. */
export interface Stand extends Record<string, unknown> {
  readonly seq: number;
  readonly cursor: string;
}

/** Time for the server to acknowledge a socket, in milliseconds. */
const acknowledgeLimit = 15_000;

export function subscribeFromCursor<TData>(options: CursorSubscriptionOptions<TData>): CursorSubscription {
  const { document, findUrl, findToken, begin, chooseWait, onResult, onEnd, onConnected, onClosed } = options;
  let socket: WebSocket | null = null;
  let cursor: string | null = null;
  const client = createClient({
    url: findUrl,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await findToken()}` }),
    connectionAckWaitTimeout: acknowledgeLimit,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(chooseWait()),
    shouldRetry: () => true,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      connected: (_socket, _payload, isRetry) => onConnected?.(isRetry),
      closed: (event) => onClosed?.((event as { code: number }).code),
    },
  });
  // Serialised at each subscribe, also when graphql-ws reconnects by itself.
  const variables = { toJSON: () => begin(cursor) };
  const leave = client.subscribe<TData, Stand>(
    { query: print(document), variables },
    {
      next(result) {
        if (result.extensions) ({ cursor } = result.extensions);
        onResult(result as FormattedExecutionResult<TData, Stand>);
      },
      error: onEnd,
      complete: () => onEnd(),
    },
  );
  return {
    get socket() {
      return socket;
    },
    leave,
  };
}
