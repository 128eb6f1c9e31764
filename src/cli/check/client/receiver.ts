import { createHmac } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";
import { CheckError } from "./deployment.ts";

/** A request of a webhook. */
export interface Received {
  /** Its kind of change and number, as `TaskCreated 7`. */
  readonly change: string;
  /** Value of `webhook-id`. */
  readonly id: string;
  /** Returns true if the signature by this secret holds. */
  isSignedBy(secret: string): boolean;
}

/** A receiver of webhooks on this machine. */
export interface Receiver {
  /** Address under which the deployment reaches it. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly received: readonly Received[];
  /** Answers so many of the next requests with 503. */
  fail(count: number): void;
  /** Resolves once so many requests were received. Throws after 20 s. */
  reach(count: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds. */
const patience = 20_000;

const body = z.object({ type: z.string(), extensions: z.object({ seq: z.number() }) });

/** Listens on the port of `url`, on all addresses of this machine. Throws CheckError when it cannot. */
export async function openReceiver(url: string): Promise<Receiver> {
  const received: Received[] = [];
  const arrivals = new EventEmitter();
  let failures = 0;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const change = body.safeParse(parse(text)).data;
    const header = (name: string) => String(request.headers[name] ?? "");
    const [id, timestamp, signatures] = [
      header("webhook-id"),
      header("webhook-timestamp"),
      header("webhook-signature"),
    ];
    received.push({
      change: change ? `${change.type} ${change.extensions.seq}` : "no change",
      id,
      isSignedBy(secret) {
        const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
        const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${text}`).digest("base64");
        return signatures.split(" ").includes(`v1,${signature}`);
      },
    });
    response.writeHead(failures > 0 ? 503 : 204).end();
    failures = Math.max(0, failures - 1);
    arrivals.emit("change");
  });
  const { port, protocol } = new URL(url);
  server.listen(Number(port) || (protocol === "https:" ? 443 : 80));
  await once(server, "listening").catch((error: Error) => {
    throw new CheckError(`The receiver of webhooks cannot listen: ${error.message}.`);
  });
  return {
    url,
    received,
    fail(count) {
      failures = count;
    },
    async reach(count, signal) {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      while (received.length < count) {
        await once(arrivals, "change", { signal: deadline }).catch(() => {
          signal.throwIfAborted();
          throw new Error(`only ${received.length} of ${count} requests came within ${patience / 1_000} seconds`);
        });
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
