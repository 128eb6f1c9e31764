/** Transports that hold a stream. */
export const streams = ["websocket", "sse", "multipart"];

/** Those of them that are an answer over HTTP. */
export const httpStreams = ["sse", "multipart"];
