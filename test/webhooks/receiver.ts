import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

/** A request as a receiver has got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it was there, by `performance.now()`. */
  readonly at: number;
  /** Number of the change. */
  readonly seq: number;
}

/** A server that takes what webhooks post. */
export interface Receiver {
  readonly url: string;
  /** All requests so far. */
  readonly received: readonly Received[];
  /** Numbers of the changes that were taken, each once, in the order in which they came first. */
  readonly seqs: number[];
  /** Connections so far. */
  readonly connections: number;
  /** Resolves when a change with this number was taken. */
  reach(seq: number): Promise<void>;
  /** Resolves when so many requests have come. */
  count(requests: number): Promise<void>;
  /** Answers from now on. A function may wait. Default: 204. */
  answer: (received: Received) => Answer | Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Listens on a free port of the loopback interface. */
export async function createReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const taken = new Set<number>();
  const waiting = new Set<() => void>();
  let connections = 0;
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isThere()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const take: RequestListener = async (request, response) => {
    const body = await text(request);
    const one = { headers: request.headers, body, at: performance.now(), seq: JSON.parse(body).extensions.seq };
    received.push(one);
    for (const look of waiting) look();
    const { status, headers } = await receiver.answer(one);
    if (status < 300) taken.add(one.seq);
    response.writeHead(status, headers).end();
    for (const look of waiting) look();
  };
  const server = createServer((request, response) => void take(request, response));
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    get seqs() {
      return [...taken];
    },
    get connections() {
      return connections;
    },
    reach: (seq) => until(() => taken.has(seq)),
    count: (requests) => until(() => received.length >= requests),
    answer: () => ({ status: 204 }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return receiver;
}

/** Checks the signature with the library of the Standard Webhooks specification. Throws where it does not fit. */
export function verify(secret: string, { headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
