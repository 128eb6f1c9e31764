/** Address of a server, credentials, and time limits. */
export interface LockstepLinkOptions {
  /** Address of the API, such as https://host/graphql; in a browser it may be relative to the page. */
  readonly url: string;
  /**
   * Returns the signed-in user's JWT, or null when nobody is signed in. Called at each connect, and for a request when
   * the last token is about to expire or was refused. A rejection counts as a lost connection.
   */
  readonly getToken: () => string | null | Promise<string | null>;
  /**
   * Time limit of `getToken`, and of the server's answers on the WebSocket, in milliseconds (default 10,000). After it
   * the connection counts as lost.
   */
  readonly answerTimeout?: number;
  /** Time limit of requests, in milliseconds (default 20,000, which is longer than the server's own limit). */
  readonly requestTimeout?: number;
  /** The class `WebSocket` of `ws`, for Node versions without a built-in one. */
  readonly webSocketImpl?: unknown;
  readonly fetch?: typeof fetch;
}

/** Defaults of the options. */
export const defaultAnswerTimeout = 10_000;
export const defaultRequestTimeout = 20_000;
