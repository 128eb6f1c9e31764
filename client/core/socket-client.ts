import { type Client, createClient } from "graphql-ws";
import { type Observable, Subject } from "rxjs";
import { reasonOf } from "./connection-failure.ts";
import type { ConnectionMonitor } from "./connection-monitor.ts";
import { defaultAnswerTimeout, type LockstepLinkOptions } from "./lockstep-link-options.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** Time without a message after which the socket is pinged, in milliseconds. */
const quietLimit = 10_000;

export interface SocketClient {
  /** Opens its socket for the first subscription, and closes it after the last. It does not reconnect by itself. */
  readonly client: Client;
  /** Emits whenever the server has acknowledged a socket. */
  readonly opened: Observable<void>;
  /** Ends the socket as lost, also one that is still opening. */
  giveUp(reason: string | undefined): void;
}

export interface SocketClientOptions extends Pick<LockstepLinkOptions, "url" | "answerTimeout" | "webSocketImpl"> {
  readonly tokens: TokenKeeper;
  readonly monitor: ConnectionMonitor;
}

/** Creates a client of graphql-ws that fetches a token at each connect and detects a server that stops answering. */
export function createSocketClient({
  url,
  answerTimeout = defaultAnswerTimeout,
  webSocketImpl,
  tokens,
  monitor,
}: SocketClientOptions): SocketClient {
  const opened = new Subject<void>();
  let deadline: ReturnType<typeof setTimeout> | undefined;

  const client = createClient({
    url: () => toSocketUrl(url),
    ...(webSocketImpl !== undefined && { webSocketImpl: toSurviving(webSocketImpl as typeof WebSocket) }),
    connectionParams: findCredentials,
    retryAttempts: 0,
    keepAlive: quietLimit,
    on: {
      connecting: awaitAnswer,
      ping: (isReceived) => {
        if (!isReceived) awaitAnswer();
      },
      message: () => clearTimeout(deadline),
      connected: () => {
        monitor.opened();
        opened.next();
      },
      closed: (event) => {
        clearTimeout(deadline);
        monitor.closed(reasonOf(event));
      },
    },
  });

  /** Without a token the server refuses the connection. */
  async function findCredentials(): Promise<Record<string, unknown>> {
    // The function that fetches the token has its own time limit.
    clearTimeout(deadline);
    deadline = undefined;
    try {
      const token = await tokens.renew();
      // The next socket may be opening meanwhile, with a deadline of its own.
      if (deadline === undefined) awaitAnswer();
      return token === null ? {} : { authorization: `Bearer ${token}` };
    } catch (error) {
      // graphql-ws would close the socket of a rejected call itself, and take that close for the next socket's.
      giveUp(reasonOf(error));
      return {};
    }
  }

  function awaitAnswer(): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => giveUp("The server does not answer."), answerTimeout);
  }

  function giveUp(reason: string | undefined): void {
    monitor.closed(reason);
    client.terminate();
  }

  return { client, opened, giveUp };
}

/** Returns the WebSocket address of an API. In a browser the API's address may be relative to the page. */
function toSocketUrl(url: string): string {
  return new URL(url, globalThis.location?.href).href.replace(/^http/, "ws");
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
