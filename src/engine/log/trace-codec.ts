import type { Tracer } from "../../tracing/tracer.ts";
import type { Codec } from "./codec.ts";

/** Returns the codec, which notes the step of a trace that each draft is written in. */
export function traceCodec<Event extends object, Draft>(
  codec: Codec<Event, Draft>,
  tracer: Tracer,
): Codec<Event, Draft> {
  return {
    ...codec,
    encode: (draft) => ({ ...codec.encode(draft), traceparent: tracer.current() }),
    decode: (entry) => codec.decode(entry),
  };
}
