import type { Tracer } from "../../tracing/tracer.ts";
import type { Transport } from "./envelope.ts";

interface Deliveries {
  readonly startedAt: number;
  count: number;
}

/**
 * Steps of traces that end on sockets. Many subscribers hear of an event, so there is one step for each event and
 * transport of a flush, with the number of its messages.
 */
export class DeliverySteps {
  readonly #tracer: Tracer;
  /** Steps of this flush, by transport, then by the step that the event came by. */
  readonly #open = new Map<Transport, Map<string, Deliveries>>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Counts a message that is written. */
  note(transport: Transport, event: object): void {
    const parent = this.#tracer.stepOf(event);
    if (parent === undefined) return;
    const ofTransport = this.#open.get(transport) ?? new Map<string, Deliveries>();
    this.#open.set(transport, ofTransport);
    const deliveries = ofTransport.get(parent);
    if (deliveries) deliveries.count += 1;
    else ofTransport.set(parent, { startedAt: now(), count: 1 });
  }

  /** Adds the steps of the flush that ends. */
  endFlush(): void {
    for (const [transport, ofTransport] of this.#open) {
      for (const [parent, { startedAt, count }] of ofTransport) {
        const attributes = { "lockstep.transport": transport, "lockstep.deliveries": count };
        this.#tracer.add({ name: `deliver ${transport}`, kind: "producer", parent, attributes }, startedAt, now());
      }
    }
    this.#open.clear();
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
