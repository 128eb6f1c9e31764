import type { ProtocolName } from "../load/protocols.ts";

export interface Peer {
  /** As the tables call it. */
  readonly label: string;
  readonly module: URL;
  readonly protocol: ProtocolName;
}

export type PeerName = "ws" | "socket.io" | "graphql-ws" | "yoga" | "mercurius";

export const peers: Readonly<Record<PeerName, Peer>> = {
  ws: { label: "plain ws", module: new URL("./ws-broadcast.js", import.meta.url), protocol: "plain" },
  "socket.io": { label: "Socket.IO", module: new URL("./socket-io.js", import.meta.url), protocol: "socket.io" },
  "graphql-ws": {
    label: "graphql-ws + graphql-redis-subscriptions",
    module: new URL("./graphql-ws.js", import.meta.url),
    protocol: "graphql",
  },
  yoga: { label: "GraphQL Yoga", module: new URL("./yoga.js", import.meta.url), protocol: "graphql" },
  mercurius: { label: "Mercurius", module: new URL("./mercurius.js", import.meta.url), protocol: "graphql" },
};
