/** Event of a stream in the format of server-sent events. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events from a body until its end. Events without a name, comments and other fields
 * are left out. Calls `onHeard` with each piece that arrives. Throws where the body breaks off.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, onHeard: () => void): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  let event = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onHeard();
      rest += decoder.decode(value, { stream: true });
      // The `\n` of a `\r\n` may be in the next piece.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, text = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
        if (line === "") {
          if (event !== "") yield { event, data: data.join("\n") };
          event = "";
          data = [];
        } else if (field === "event") event = text;
        else if (field === "data") data.push(text);
      }
    }
  } finally {
    reader.releaseLock();
  }
}
