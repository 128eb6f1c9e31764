import { type SpanContext, TraceFlags } from "@opentelemetry/api";

/** Returns the `traceparent` of a step, version 00 of W3C Trace Context. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? "01" : "00"}`;
}

/** Returns the step that a `traceparent` names; null for a text that is none. Later versions begin as 00 does. */
export function parseTraceparent(text: string | undefined): SpanContext | null {
  const [, traceId = "", spanId = "", flags = ""] = pattern.exec(text ?? "") ?? [];
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

const pattern = /^(?:00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
