/** What a request or a message may measure, in bytes. */
export const messageLimit = 1024 * 1024;

/** Of how many tokens a document may consist. Some rules of validation take time that grows with their square. */
export const tokenLimit = 5_000;

/** How many fields a query or mutation may take, as `queryCost` counts: the dearest kinds take half a second then. */
export const queryCostLimit = 50_000;

/** The same for each event of a subscription: some ten times what the event with most to tell carries. */
export const eventCostLimit = 500;

/**
 * How many operations may be under way on one WebSocket, subscriptions included; and as many again that the client has
 * left and that are not over yet.
 */
export const operationLimit = 100;

/** How long requests under way may still take once the server stops, in milliseconds. */
export const answerGrace = 10_000;

/** How long a peer may take to answer the close of its WebSocket, in milliseconds. */
export const closeGrace = 2_000;
