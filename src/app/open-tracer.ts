import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { version } from "../config/project-root.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Closers } from "./closers.ts";

/** Starts tracing where a collector is configured. OpenTelemetry is loaded only then. */
export async function openTracer(config: Config, logger: Logger, closers: Closers): Promise<Tracer | undefined> {
  const { otlpEndpoint: endpoint, otelServiceName: serviceName, tracesRatio: ratio } = config;
  if (endpoint === null) return undefined;
  const { openTracing } = await import("../tracing/open-telemetry.ts");
  const { tracer, close } = openTracing({ endpoint, serviceName, version, ratio, logger });
  closers.add(close);
  return tracer;
}
