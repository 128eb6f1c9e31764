/** Where a server is, and as whom to talk to it. */
export interface LockstepLinkOptions {
  /** The API's address, e.g. https://host/graphql; in a browser also relative to the page. */
  readonly url: string;
  /**
   * The signed-in user's JWT, null when nobody is signed in. Asked at each connect, and for a request when the token
   * that it gave last is about to expire or was refused. A rejection counts as a lost connection.
   */
  readonly getToken: () => string | null | Promise<string | null>;
  /**
   * How long `getToken`, and on the WebSocket the server, may take to answer, in milliseconds; 10,000 by default. What
   * takes longer counts as lost.
   */
  readonly answerTimeout?: number;
  /** The same for requests: 20,000 by default, which is longer than the server lets a query take. */
  readonly requestTimeout?: number;
  /** For Node without a WebSocket of its own: the one of `ws`. */
  readonly webSocketImpl?: unknown;
  readonly fetch?: typeof fetch;
}

/** What holds where the app does not say otherwise. */
export const defaultAnswerTimeout = 10_000;
export const defaultRequestTimeout = 20_000;
