import { request } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";

/** Connection of a subscriber to a server. */
export interface Link {
  /** True if `permessage-deflate` was negotiated. */
  readonly isCompressed: boolean;
  /** Bytes that the connection has read since it was open, frames and pings included. */
  readonly bytesRead: number;
  send(text: string): void;
  close(): void;
}

export interface LinkListener {
  onOpen(): void;
  /** A whole message. */
  onMessage(data: Buffer): void;
  /** The server refused or closed the connection. */
  onFailure(error: Error): void;
}

export interface WebSocketLinkOptions {
  readonly url: string;
  readonly subprotocol?: string | undefined;
  /** True: offers `permessage-deflate`. */
  readonly compression: boolean;
}

export function openWebSocket({ url, subprotocol, compression }: WebSocketLinkOptions, listener: LinkListener): Link {
  const socket = new WebSocket(url.replace("http", "ws"), subprotocol, {
    perMessageDeflate: compression,
    skipUTF8Validation: true,
  });
  let wire: Socket | null = null;
  socket.on("upgrade", (response) => {
    wire = response.socket;
  });
  socket.on("open", () => listener.onOpen());
  socket.on("message", (data: Buffer) => listener.onMessage(data));
  socket.on("error", (error) => listener.onFailure(error));
  socket.on("close", (code, reason) => listener.onFailure(new Error(`closed with ${code} ${reason}`)));
  return {
    get isCompressed() {
      return socket.extensions.includes("permessage-deflate");
    },
    get bytesRead() {
      return wire?.bytesRead ?? 0;
    },
    send: (text) => socket.send(text),
    close: () => socket.terminate(),
  };
}

export interface StreamLinkOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes that end each message. */
  readonly mark: Buffer;
}

/** Answer to a POST whose body is a stream of messages. Its connection serves no other request. */
export function openStream({ url, headers, body, mark }: StreamLinkOptions, listener: LinkListener): Link {
  let rest: Buffer = Buffer.alloc(0);
  const take = (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    for (let end = rest.indexOf(mark); end >= 0; end = rest.indexOf(mark)) {
      const message = rest.subarray(0, end + mark.length);
      rest = rest.subarray(message.length);
      listener.onMessage(message);
    }
  };
  const sent = request(url, { method: "POST", headers, agent: false }, (response) => {
    if (response.statusCode !== 200) return listener.onFailure(new Error(`answered with ${response.statusCode}`));
    listener.onOpen();
    response.on("data", take);
    response.on("close", () => listener.onFailure(new Error("the stream has ended")));
    response.on("error", (error) => listener.onFailure(error));
  });
  sent.on("error", (error) => listener.onFailure(error));
  sent.end(body);
  return {
    isCompressed: false,
    get bytesRead() {
      return sent.socket?.bytesRead ?? 0;
    },
    send() {
      throw new Error("A stream over HTTP takes no messages.");
    },
    close: () => void sent.destroy(),
  };
}
