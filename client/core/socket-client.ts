import { type Client, createClient } from "graphql-ws";
import { type Observable, Subject } from "rxjs";
import { reasonOf } from "./connection-failure.ts";
import type { ConnectionMonitor } from "./connection-monitor.ts";
import { defaultAnswerTimeout, type LockstepLinkOptions } from "./lockstep-link-options.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** How long the socket may be quiet before it is pinged, in milliseconds. */
const quietLimit = 10_000;

export interface SocketClient {
  /** Opens its socket for the first subscription, and closes it after the last. It does not come back by itself. */
  readonly client: Client;
  /** Whenever the server has acknowledged a socket. */
  readonly opened: Observable<void>;
  /** Ends the socket as lost, also one that is still being opened. */
  giveUp(reason: string | undefined): void;
}

export interface SocketClientOptions extends Pick<LockstepLinkOptions, "url" | "answerTimeout" | "webSocketImpl"> {
  readonly tokens: TokenKeeper;
  readonly monitor: ConnectionMonitor;
}

/** A client of graphql-ws that asks for a token each time it connects, and notices when nobody answers any more. */
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

  /** Without a token the server refuses the connection, as it does a request. */
  async function findCredentials(): Promise<Record<string, unknown>> {
    // Whoever gives the token has a time limit of their own.
    clearTimeout(deadline);
    deadline = undefined;
    try {
      const token = await tokens.renew();
      // Unless the next socket is being opened meanwhile, and waited for.
      if (deadline === undefined) awaitAnswer();
      return token === null ? {} : { authorization: `Bearer ${token}` };
    } catch (error) {
      // Were it thrown, graphql-ws would close the socket itself, and take the closing for that of the next one.
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

/** The WebSocket address of an API's, which in a browser may be relative to the page. */
function toSocketUrl(url: string): string {
  return new URL(url, globalThis.location?.href).href.replace(/^http/, "ws");
}

/**
 * The class `WebSocket` of `ws` throws when a socket is given up before it is open and nobody listens for its error;
 * graphql-ws does not any more.
 */
function toSurviving(WebSocketImpl: typeof WebSocket): typeof WebSocket {
  return class extends WebSocketImpl {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener("error", () => undefined);
    }
  };
}
