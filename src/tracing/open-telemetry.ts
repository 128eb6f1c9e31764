import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";
import type { NoteAttributes, Tracer, TraceStep } from "./tracer.ts";

export interface TracingOptions {
  /** Base address of a collector; `/v1/traces` takes OTLP over HTTP. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
  /** Share of the traces that begin here and are recorded, 0 to 1. */
  readonly ratio: number;
  readonly logger: Logger;
}

export interface OpenTracing {
  readonly tracer: Tracer;
  /** Sends what is left, within five seconds. */
  close(): Promise<void>;
}

/** Milliseconds that an export may take. */
const exportTimeout = 5_000;

/** Milliseconds between two exports. */
const exportInterval = 1_000;

/** Starts to trace, and to send the steps to a collector. */
export function openTracing({ endpoint, serviceName, version, ratio, logger }: TracingOptions): OpenTracing {
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const exporter = logFailures(new OTLPTraceExporter({ url, timeoutMillis: exportTimeout }), logger);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": serviceName,
      "service.version": version,
      "service.instance.id": randomUUID(),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        exportTimeoutMillis: exportTimeout,
        scheduledDelayMillis: exportInterval,
      }),
    ],
  });
  return { tracer: createTracer(provider), close: () => provider.shutdown() };
}

/** A step under way. */
interface OpenStep {
  readonly context: Context;
  readonly traceparent: string;
  /** Work that a step has set off may go on for long after it, as a timer does. It is no part of it. */
  isOver: boolean;
}

function createTracer(provider: TracerProvider): Tracer {
  const spans = provider.getTracer("lockstep");
  const underWay = new AsyncLocalStorage<OpenStep>();
  const steps = new WeakMap<object, string>();

  function current(): OpenStep | undefined {
    const step = underWay.getStore();
    return step?.isOver ? undefined : step;
  }

  /** Returns null where nothing is under way and the step begins nothing. */
  function begin({ name, kind, parent, attributes }: TraceStep, startTime?: number): [Span, OpenStep] | null {
    const remote = parseTraceparent(parent);
    const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : current()?.context;
    if (!context && kind !== "server") return null;
    const options = { kind: kinds[kind], attributes: { ...attributes }, ...(startTime && { startTime }) };
    const span = spans.startSpan(name, options, context ?? ROOT_CONTEXT);
    const traceparent = formatTraceparent(span.spanContext());
    return [span, { context: trace.setSpan(ROOT_CONTEXT, span), traceparent, isOver: false }];
  }

  function step<T>(described: TraceStep, work: (note: NoteAttributes) => T): T {
    const begun = begin(described);
    if (!begun) return work(() => {});
    const [span, own] = begun;
    const end = () => {
      own.isOver = true;
      span.end();
    };
    const fail = (error: unknown) => {
      span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      end();
    };
    try {
      const result = underWay.run(own, () => work((attributes) => span.setAttributes({ ...attributes })));
      if (result instanceof Promise) result.then(end, fail);
      else end();
      return result;
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  return {
    step,
    add(described, startedAt, endedAt) {
      const [span] = begin(described, startedAt) ?? [];
      span?.end(endedAt);
    },
    current: () => current()?.traceparent,
    bind(work) {
      const own = underWay.getStore();
      return (...args) => (own ? underWay.run(own, () => work(...args)) : underWay.exit(() => work(...args)));
    },
    mark(event) {
      const own = current();
      if (own) steps.set(event, own.traceparent);
    },
    stepOf: (event) => steps.get(event),
  };
}

const kinds: Readonly<Record<TraceStep["kind"], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** Tells the log when the collector stops taking traces, and when it takes them again. */
function logFailures(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false;
  return {
    export(spans, report) {
      exporter.export(spans, (result) => {
        const fails = result.error !== undefined;
        if (fails && !isFailing) {
          logger.warn({ reason: result.error?.message }, "Traces are lost: the collector does not take them.");
        } else if (isFailing && !fails) logger.info({}, "The collector takes traces again.");
        isFailing = fails;
        report(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
