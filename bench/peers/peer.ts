import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";

/** Arguments of every peer. */
export interface PeerOptions {
  readonly redisUrl: string;
  /** True: messages are compressed for sockets that offer it; by those peers that can. */
  readonly compression: boolean;
}

/** For `ws`, by which all peers that can compress do so. It leaves messages below its threshold of 1 KB alone. */
export function toPerMessageDeflate({ compression }: PeerOptions): false | { readonly threshold: number } {
  return compression && { threshold: 0 };
}

/** The channel of a project, or its room. */
export function channelOf(projectId: string): string {
  return `project:${projectId}`;
}

/** Listens on a free port of loopback and says where, as `startServer` wants it. */
export async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, resolve));
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** Has `sockets` take over the upgrades of the server. */
export function serveUpgrades(server: Server, sockets: WebSocketServer): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit("connection", webSocket, request));
  });
}
