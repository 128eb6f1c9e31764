import type { GraphQLFormattedError } from "graphql";
import { type Client, createClient, type FormattedExecutionResult, type SubscribePayload } from "graphql-ws/client";
import type { Environment } from "../types.ts";

/** Silence after which the server is asked for a sign of life, and the time that it has for it, in milliseconds. */
const quietLimit = 10_000;
const answerLimit = 5_000;

/** Code and reason of the end of a socket. The code is null for a socket that this side gave up. */
export interface SocketEnd {
  readonly code: number | null;
  readonly reason: string;
}

export interface SocketOptions {
  /** Address of the API, absolute, http or https. */
  readonly url: string;
  readonly token: string;
  readonly webSocketImpl?: unknown;
  readonly environment: Pick<Environment, "now" | "setTimer">;
  /** Time for the handshake, in milliseconds. */
  readonly connectLimit: number;
  onOpened(): void;
  /** Called once, at the end of a socket that was not closed by `close`. */
  onClosed(end: SocketEnd): void;
}

export interface Sink {
  next(result: FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>): void;
  refused(errors: readonly GraphQLFormattedError[]): void;
  completed(): void;
}

/** One WebSocket. It opens at once and never reconnects. */
export interface Socket {
  /** Time of the last message, in milliseconds since 1970. */
  readonly heardAt: number;
  /** Calls nothing of the sink after the end of the socket or of the subscription. Returns its end. */
  subscribe(payload: SubscribePayload, sink: Sink): () => void;
  /** Gives the socket up unless a message arrives within the time, in milliseconds. */
  check(limit: number, onAlive?: () => void): void;
  close(): void;
}

export function openSocket(options: SocketOptions): Socket {
  const { url, token, webSocketImpl, environment, connectLimit, onOpened, onClosed } = options;
  let isOver = false;
  let isOpen = false;
  let heardAt = environment.now();
  let raw: Pick<WebSocket, "send"> | null = null;
  let cancelDeadline = environment.setTimer(connectLimit, () => giveUp("The server does not answer."));
  let cancelQuiet = () => {};
  let onAlive: (() => void) | null = null;
  let deadline = Number.POSITIVE_INFINITY;

  const client: Client = createClient({
    url: url.replace(/^http/, "ws"),
    ...(webSocketImpl !== undefined && { webSocketImpl: toSurviving(webSocketImpl as typeof WebSocket) }),
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: false,
    // `onClosed` tells of it.
    onNonLazyError: () => undefined,
    retryAttempts: 0,
    on: {
      message: () => {
        heardAt = environment.now();
        if (!isOpen) return;
        cancelDeadline();
        deadline = Number.POSITIVE_INFINITY;
        const tell = onAlive;
        onAlive = null;
        tell?.();
      },
      connected: (connected) => {
        if (isOver) return;
        cancelDeadline();
        isOpen = true;
        raw = connected as WebSocket;
        watchQuiet();
        onOpened();
      },
      closed: (event) => {
        const { code = null, reason = "" } = event as { readonly code?: number; readonly reason?: string };
        end({ code, reason: reason || describeEnd() });
      },
      // A browser tells nothing in it; the end that follows may be long in coming.
      error: () => end({ code: null, reason: describeEnd() }),
    },
  });

  function describeEnd(): string {
    return isOpen ? "The connection was lost." : "The server cannot be reached.";
  }

  function watchQuiet(): void {
    cancelQuiet = environment.setTimer(quietLimit, () => {
      if (environment.now() - heardAt >= quietLimit) check(answerLimit);
      watchQuiet();
    });
  }

  function check(limit: number, tell?: () => void): void {
    if (isOver || !isOpen) return;
    onAlive = tell ?? onAlive;
    const wanted = environment.now() + limit;
    if (wanted >= deadline) return;
    deadline = wanted;
    cancelDeadline();
    cancelDeadline = environment.setTimer(limit, () => giveUp("The server does not answer."));
    raw?.send('{"type":"ping"}');
  }

  function giveUp(reason: string): void {
    end({ code: null, reason });
  }

  function end(socketEnd: SocketEnd): void {
    if (isOver) return;
    stop();
    client.terminate();
    onClosed(socketEnd);
  }

  function stop(): void {
    isOver = true;
    cancelDeadline();
    cancelQuiet();
  }

  return {
    get heardAt() {
      return heardAt;
    },
    subscribe(payload, sink) {
      let isLeft = false;
      const guard = (tell: () => void) => {
        if (!isLeft && !isOver) tell();
      };
      const leave = client.subscribe<Record<string, unknown>, Record<string, unknown>>(payload, {
        next: (result) => guard(() => sink.next(result)),
        // Anything but a list of errors tells of the socket's end.
        error: (failure) => guard(() => Array.isArray(failure) && sink.refused(failure)),
        complete: () => guard(() => sink.completed()),
      });
      return () => {
        isLeft = true;
        if (!isOver) leave();
      };
    },
    check,
    close() {
      if (isOver) return;
      stop();
      // It rejects when the socket never opens.
      if (isOpen) Promise.resolve(client.dispose()).catch(() => undefined);
      else client.terminate();
    },
  };
}

/**
 * The class `WebSocket` of `ws` throws when a socket is given up before it is open and has no error listener. By then
 * graphql-ws has removed its own.
 */
function toSurviving(WebSocketImpl: typeof WebSocket): typeof WebSocket {
  return class extends WebSocketImpl {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener("error", () => undefined);
    }
  };
}
