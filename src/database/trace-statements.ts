import type { ClientConfig, Pool } from "pg";
import type { Tracer, TraceStep } from "../tracing/tracer.ts";
import type { HangingUpClient } from "./pg-compat.ts";

type ClientClass = new (config?: ClientConfig) => InstanceType<typeof HangingUpClient>;

/** Returns the class of clients whose statements are steps of the operation that sends them. */
export function traceClient(Base: ClientClass, tracer: Tracer): ClientClass {
  return class TracedClient extends Base {
    constructor(config?: ClientConfig) {
      super(config);
      const send = this.query.bind(this) as Send;
      const sendTraced: Send = (query, ...rest) => {
        // One of `pool.query`, which may be called while another operation is under way.
        if (typeof rest.at(-1) === "function") return send(query, ...rest);
        if (typeof query === "object" && "submit" in query) return sendSubmitted(query, send, tracer);
        return tracer.step(toStep(query), () => send(query, ...rest));
      };
      this.query = sendTraced as typeof this.query;
    }
  };
}

/** Makes the statements of `pool.query` steps, with the time that they wait for a connection. */
export function tracePool(pool: Pool, tracer: Tracer): void {
  const send = pool.query.bind(pool) as Send;
  const sendTraced: Send = (query, ...rest) => tracer.step(toStep(query), () => send(query, ...rest));
  pool.query = sendTraced as Pool["query"];
}

/** A query that submits itself tells its end by its callback. */
function sendSubmitted(query: Submitted, send: Send, tracer: Tracer): unknown {
  void tracer.step(
    toStep(query),
    () =>
      new Promise<void>((resolve) => {
        const { callback } = query;
        query.callback = (...outcome) => {
          resolve();
          callback?.(...outcome);
        };
        send(query);
      }),
  );
  return query;
}

/** Names the statement by its first word: its text is of no use without its values, which are people's. */
function toStep(query: string | Statement): TraceStep {
  const { text, name } = typeof query === "string" ? { text: query, name: undefined } : query;
  const operation = /[a-z]+/i.exec(text ?? "")?.[0].toUpperCase() ?? "SQL";
  const attributes = { "db.system.name": "postgresql", "db.operation.name": operation };
  return {
    name: operation,
    kind: "client",
    attributes: name ? { ...attributes, "db.query.summary": name } : attributes,
  };
}

/** Common signature of the overloads of `query`. */
type Send = (query: string | Statement, ...rest: unknown[]) => unknown;

interface Statement {
  readonly text?: string;
  readonly name?: string | undefined;
}

interface Submitted extends Statement {
  callback?: (...outcome: unknown[]) => void;
}
