import { type Link, type LinkListener, openStream, openWebSocket } from "./link.ts";

/** The ways to subscribe to a GraphQL server. */
export type GraphqlProtocolName = "graphql" | "sse" | "multipart";

export type ProtocolName = GraphqlProtocolName | "plain" | "socket.io";

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
  open(serverUrl: string, subscriber: SubscriberOptions, listener: LinkListener): Link;
  /** Says what is to be said once the connection is open; true: the subscription stands. */
  onOpen(link: Link, subscriber: SubscriberOptions): boolean;
  /** Answers a message that is no event; true: the subscription stands. Throws when it was refused. */
  onMessage(link: Link, data: Buffer, subscriber: SubscriberOptions): boolean;
}

const graphql: Protocol = {
  open: webSocketAt(() => "/graphql", "graphql-transport-ws"),
  onOpen(link, { token }) {
    const payload = token === undefined ? {} : { authorization: `Bearer ${token}` };
    link.send(JSON.stringify({ type: "connection_init", payload }));
    return false;
  },
  onMessage(link, data, subscriber) {
    const text = data.toString();
    if (text.includes('"connection_ack"')) {
      link.send(JSON.stringify({ id: "1", type: "subscribe", payload: operationOf(subscriber) }));
      return !subscriber.awaitsReady;
    }
    if (text.includes('"type":"ping"')) link.send('{"type":"pong"}');
    if (/"type":"(error|complete)"|"errors":/.test(text)) throw new Error(text);
    return text.includes('"__typename":"Ready"');
  },
};

/** Stream over HTTP, whose messages end with `mark`. */
function overHttp(accept: string, mark: string): Protocol {
  return {
    open(serverUrl, subscriber, listener) {
      const { token } = subscriber;
      const headers = { accept, "content-type": "application/json", authorization: `Bearer ${token}` };
      const body = JSON.stringify(operationOf(subscriber));
      return openStream({ url: `${serverUrl}/graphql`, headers, body, mark: Buffer.from(mark) }, listener);
    },
    onOpen: (_link, { awaitsReady }) => !awaitsReady,
    onMessage(_link, data) {
      const text = data.toString();
      if (/event: complete|"errors":/.test(text)) throw new Error(text);
      return text.includes('"__typename":"Ready"');
    },
  };
}

const plain: Protocol = {
  open: webSocketAt(({ projectId }) => `/?project=${projectId}`),
  onOpen: () => true,
  onMessage: () => false,
};

/** Engine.IO 4 with a packet in each message: 0 open, 2 ping, 3 pong, 4 message; within: 40 connect, 44 refused. */
const socketIo: Protocol = {
  open: webSocketAt(() => "/socket.io/?EIO=4&transport=websocket"),
  onOpen: () => false,
  onMessage(link, data, { projectId }) {
    const text = data.toString();
    if (text.startsWith("44")) throw new Error(text);
    if (text.startsWith("0")) link.send(`40${JSON.stringify({ project: projectId })}`);
    if (text === "2") link.send("3");
    return text.startsWith("40");
  },
};

export const protocols: Readonly<Record<ProtocolName, Protocol>> = {
  graphql,
  sse: overHttp("text/event-stream", "\n\n"),
  multipart: overHttp("multipart/mixed;subscriptionSpec=1.0", "\r\n--graphql"),
  plain,
  "socket.io": socketIo,
};

function webSocketAt(pathOf: (subscriber: SubscriberOptions) => string, subprotocol?: string): Protocol["open"] {
  return (serverUrl, subscriber, listener) => {
    const { compression = false } = subscriber;
    return openWebSocket({ url: `${serverUrl}${pathOf(subscriber)}`, subprotocol, compression }, listener);
  };
}

function operationOf({ query, projectId, since }: SubscriberOptions): object {
  return { query, variables: { projectId, ...(since !== undefined && { since }) } };
}
