import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestOptions, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { chunkFraming, type Framing, plainFraming, webSocketFraming } from "../../../src/engine/fanout/framing.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";

/** The lengths at which a frame tells its length in another way, and one beyond. */
const lengths = [0, 15, 16, 125, 126, 65_535, 65_536, 1_000_000];

function createWriter(stream: Socket, framing: Framing, isOpen: () => boolean = () => true): SocketWriter {
  const onOverflow = () => stream.destroy();
  return new SocketWriter({ stream, framing, isOpen, memory: new FrameMemory(), maxBacklog: 10_000_000, onOverflow });
}

/** Writes the three parts of a text of so many bytes, and returns it. */
function pushText(writer: SocketWriter, length: number): string {
  const text = "é".repeat(length / 2) + "a".repeat(length % 2);
  const body = Buffer.from(text);
  writer.push(body.subarray(0, 40), body.subarray(40, -1), body.subarray(Math.max(40, body.length - 1)));
  return text;
}

describe("a WebSocket", () => {
  let server: WebSocketServer;
  let writer: SocketWriter;
  let client: WebSocket;

  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    server.on("connection", (webSocket, { socket }) => {
      writer = createWriter(socket, webSocketFraming, () => webSocket.readyState === WebSocket.OPEN);
    });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const connected = once(server, "connection");
    client = new WebSocket(`ws://127.0.0.1:${port}`);
    await connected;
  });

  afterAll(() => {
    client.terminate();
    server.close();
  });

  it.each(lengths)("brings a message of %i bytes as it was", async (length) => {
    const arrived = once(client, "message");
    const text = pushText(writer, length);
    const [data, isBinary] = await arrived;
    expect(String(data) === text).toBe(true);
    expect(isBinary).toBe(false);
  });

  it("brings all kinds of messages in the order in which they were sent", async () => {
    const received: string[] = [];
    const complete = new Promise<void>((resolve) => {
      client.on("message", (data) => {
        received.push(String(data));
        if (received.length === 5) resolve();
      });
    });
    writer.enqueue({
      pump() {
        writer.push(Buffer.from("a"), Buffer.from("1"), Buffer.from("!"));
        void writer.send("b");
        writer.push(Buffer.from("c"), Buffer.from("3"), Buffer.from("!"));
      },
    });
    writer.pump();
    void writer.send("dé");
    writer.sendLast("e");
    await complete;
    expect(received).toEqual(["a1!", "b", "c3!", "dé", "e"]);
  });
});

it.each([1, 15, 16, 255, 256, 4_095, 4_096, 1_048_575, 1_048_576, 2 ** 32 - 1])(
  "a chunk of %i bytes begins with its length in hexadecimal",
  (length) => {
    const expected = `${length.toString(16)}\r\n`;
    const header = Buffer.alloc(chunkFraming.headerLength(length));
    chunkFraming.writeHeader(header, 0, length);
    expect(header.toString()).toBe(expected);
  },
);

describe.each<[string, Framing, string]>([
  ["of HTTP/1.1, in chunks", chunkFraming, "1.1"],
  ["of HTTP/1.0, up to the end of its connection", plainFraming, "1.0"],
])("an answer %s", (_name, framing, version) => {
  it("brings messages of all lengths as they were, in order", async () => {
    const sent: string[] = [];
    const server = createServer((_request, response: ServerResponse) => {
      response.writeHead(200, { connection: "close" }).flushHeaders();
      const writer = createWriter(response.socket as Socket, framing);
      for (const length of lengths.filter((each) => each > 0)) sent.push(pushText(writer, length));
      void writer.send("sent");
      writer.sendLast("last");
      sent.push("sent", "last");
      response.end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const body = version === "1.1" ? await readBody({ port }) : await readOldBody(port);
    expect(body.equals(Buffer.from(sent.join("")))).toBe(true);
    server.close();
  });
});

async function readBody(options: RequestOptions): Promise<Buffer> {
  const [response] = (await once(get({ host: "127.0.0.1", ...options }), "response")) as [IncomingMessage];
  return buffer(response);
}

/** As a client that asks by HTTP/1.0. */
async function readOldBody(port: number): Promise<Buffer> {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.0\r\n\r\n");
  const answer = await buffer(socket);
  return answer.subarray(answer.indexOf("\r\n\r\n") + 4);
}
