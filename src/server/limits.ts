/** What a request or a message may measure, in bytes. */
export const messageLimit = 1024 * 1024;

/** Of how many tokens a document may consist. Some rules of validation take time that grows with their square. */
export const tokenLimit = 5_000;

/** How long requests under way may still take once the server stops, in milliseconds. */
export const answerGrace = 10_000;

/** How long a peer may take to answer the close of its WebSocket, in milliseconds. */
export const closeGrace = 2_000;
