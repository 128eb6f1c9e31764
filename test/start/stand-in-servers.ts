import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TlsCertificate } from "../support/tls-certificate.ts";

/** Something that listens where a server is expected. */
export interface StandIn {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  close(): Promise<void>;
}

/** Takes connections and never says a word. */
export function startSilentServer(): Promise<StandIn> {
  return listen(() => undefined);
}

/** Says this to whoever comes, all at once or a byte every 0.2 s, and nothing after it. */
export function startTalker(words: string, { slowly = false } = {}): Promise<StandIn> {
  return listen((socket) => {
    if (!slowly) return void socket.write(words);
    let said = 0;
    const talk = setInterval(() => {
      if (said < words.length) socket.write(words.charAt(said));
      said += 1;
    }, 200);
    socket.once("close", () => clearInterval(talk));
  });
}

/** Answers everything as a web server does. */
export function startWebServer(): Promise<StandIn> {
  return listen((socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"));
  });
}

/** Answers every request with this; with `tls` over HTTPS alone. */
export async function startWebsite(status: number, body: string, tls?: TlsCertificate): Promise<StandIn> {
  const answer: RequestListener = (_request, response) => response.writeHead(status).end(body);
  if (!tls) return open(createHttpServer(answer));
  const files = { key: await readFile(tls.key), cert: await readFile(tls.certificate) };
  return open(createHttpsServer(files, answer));
}

/** Lets everybody in, and answers each question with one row that holds this number; null: answers none. */
export function startStandInPostgres(version: number | null): Promise<StandIn> {
  return listen((socket) => {
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", int32(0)), readyForQuery]));
      socket.on("data", (data) => {
        if (version !== null && data.toString("latin1", 0, 1) === "Q") socket.write(oneRow(String(version)));
      });
    });
  });
}

function listen(serve: (socket: Socket) => void): Promise<StandIn> {
  return open(createServer(serve));
}

async function open(server: Server): Promise<StandIn> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    // A client that gives up may close it.
    socket.on("error", () => undefined);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), "close");
    },
  };
}

/** Message of PostgreSQL's protocol: a kind, the length, and the rest. */
function message(kind: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]);
}

const readyForQuery = message("Z", Buffer.from("I"));

/** One column, an int4 in text, by the name of `version`. */
function oneRow(value: string): Buffer {
  const column = Buffer.concat([
    Buffer.from("version\0"),
    int32(0),
    int16(0),
    int32(23),
    int16(4),
    int32(-1),
    int16(0),
  ]);
  return Buffer.concat([
    message("T", int16(1), column),
    message("D", int16(1), int32(value.length), Buffer.from(value)),
    message("C", Buffer.from("SELECT 1\0")),
    readyForQuery,
  ]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
