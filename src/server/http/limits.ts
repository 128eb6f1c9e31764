/**
 * Maximum operations in flight on one WebSocket, subscriptions included; and as many again that the client has
 * left and that have not ended yet.
 */
export const operationLimit = 100;

/**
 * Maximum bytes of the queries and mutations in flight on one WebSocket, besides one that is larger: their
 * messages, and their parsed documents.
 */
export const unansweredBytes = 4 * 1024 * 1024;

/** Maximum bytes of the parsed documents of a WebSocket's subscriptions. */
export const lastingBytes = 2 * 1024 * 1024;

/** Milliseconds for requests in flight once the server stops. */
export const answerGrace = 10_000;

/** Milliseconds for a peer to answer the close of its WebSocket. */
export const closeGrace = 2_000;

/** Maximum nesting of arrays and objects in JSON that a client sends, on every transport. */
export const nestingLimit = 64;
