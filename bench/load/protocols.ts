import type { WebSocket } from "ws";

export type ProtocolName = "graphql" | "plain" | "socket.io";

/** Subscription and credentials of a subscriber. */
export interface SubscriberOptions {
  readonly projectId: string;
  /** For GraphQL. */
  readonly query: string;
  readonly token?: string;
  readonly since?: number;
  /** True if the server acknowledges the subscription. */
  readonly awaitsReady?: boolean;
  /** True: `permessage-deflate` is offered. */
  readonly compression?: boolean;
}

/** Protocol by which a subscriber of one kind of server receives its events, spoken by hand. */
export interface Protocol {
  url(serverUrl: string, subscriber: SubscriberOptions): string;
  readonly subprotocol?: string;
  /** Says what is to be said once the socket is open. */
  onOpen(socket: WebSocket, subscriber: SubscriberOptions): void;
  /** Answers a message that is no event; true: the subscription stands. Throws when it was refused. */
  onMessage(socket: WebSocket, data: Buffer, subscriber: SubscriberOptions): boolean;
}

const graphql: Protocol = {
  url: (serverUrl) => `${serverUrl}/graphql`,
  subprotocol: "graphql-transport-ws",
  onOpen(socket, { token }) {
    const payload = token === undefined ? {} : { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: "connection_init", payload }));
  },
  onMessage(socket, data, { query, projectId, since, awaitsReady }) {
    const text = data.toString();
    if (text.includes('"connection_ack"')) {
      const payload = { query, variables: { projectId, ...(since !== undefined && { since }) } };
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
      return !awaitsReady;
    }
    if (text.includes('"type":"ping"')) socket.send('{"type":"pong"}');
    if (/"type":"(error|complete)"|"errors":/.test(text)) throw new Error(text);
    return text.includes('"__typename":"Ready"');
  },
};

const plain: Protocol = {
  url: (serverUrl, { projectId }) => `${serverUrl}/?project=${projectId}`,
  onOpen: () => undefined,
  onMessage: () => false,
};

/** Engine.IO 4 with a packet in each message: 0 open, 2 ping, 3 pong, 4 message; within: 40 connect, 44 refused. */
const socketIo: Protocol = {
  url: (serverUrl) => `${serverUrl}/socket.io/?EIO=4&transport=websocket`,
  onOpen: () => undefined,
  onMessage(socket, data, { projectId }) {
    const text = data.toString();
    if (text.startsWith("44")) throw new Error(text);
    if (text.startsWith("0")) socket.send(`40${JSON.stringify({ project: projectId })}`);
    if (text === "2") socket.send("3");
    return text.startsWith("40");
  },
};

export const protocols: Readonly<Record<ProtocolName, Protocol>> = { graphql, plain, "socket.io": socketIo };
