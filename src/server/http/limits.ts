/**
 * How many operations may be under way on one WebSocket, subscriptions included; and as many again that the client has
 * left and that are not over yet.
 */
export const operationLimit = 100;

/**
 * How many bytes the queries and mutations under way on one WebSocket may hold together, besides one that is larger: their
 * messages, and their documents as parsed.
 */
export const unansweredBytes = 4 * 1024 * 1024;

/** How many bytes the parsed documents of a WebSocket's subscriptions may occupy together. */
export const lastingBytes = 2 * 1024 * 1024;

/** How long requests under way may still take once the server stops, in milliseconds. */
export const answerGrace = 10_000;

/** How long a peer may take to answer the close of its WebSocket, in milliseconds. */
export const closeGrace = 2_000;

/** Maximum nesting of arrays and objects in JSON that a client sends, on every transport. */
export const nestingLimit = 64;
