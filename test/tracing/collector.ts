import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { patience } from "../support/patience.ts";

/** A step as a collector receives it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** `service.instance.id` of its sender. */
  readonly instance: string;
  readonly service: string;
}

/** A collector that takes OTLP over HTTP in JSON. */
export interface Collector {
  readonly url: string;
  /** In the order of their arrival. */
  readonly spans: readonly ReceivedSpan[];
  /** Bodies of all requests, as they came. */
  readonly bodies: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** Status of the answers that follow (default 200). */
  answerWith(status: number): void;
  /** Resolves when it is so of the spans so far. */
  until(isReached: (spans: readonly ReceivedSpan[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const arrivals = new EventEmitter();
  let status = 200;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const isTaken = request.method === "POST" && request.url === "/v1/traces" && status === 200;
    response.writeHead(isTaken ? 200 : status === 200 ? 404 : status, { "content-type": "application/json" });
    response.end("{}");
    headers.push(request.headers);
    bodies.push(body);
    if (isTaken) spans.push(...readSpans(JSON.parse(body) as Export));
    arrivals.emit("change");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The collector has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    bodies,
    headers,
    answerWith(next) {
      status = next;
    },
    async until(isReached) {
      const signal = AbortSignal.timeout(patience);
      while (!isReached(spans)) {
        await once(arrivals, "change", { signal }).catch(() => {
          throw new Error(
            `The collector has only:\n${spans.map(({ name, traceId }) => `${traceId} ${name}`).join("\n")}`,
          );
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

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly (ReceivedSpan & { readonly attributes: never })[] }[];
  }[];
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly doubleValue?: number };
}

function readSpans({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { "service.instance.id": instance, "service.name": service } = toRecord(resource.attributes);
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        ...span,
        attributes: toRecord(span.attributes),
        instance: String(instance),
        service: String(service),
      })),
    );
  });
}

function toRecord(attributes: readonly KeyValue[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? ""]),
  );
}
