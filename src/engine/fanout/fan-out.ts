import type { ExecutionArgs, GraphQLError } from "graphql";
import type { Tracer } from "../../tracing/tracer.ts";
import { DeliverySteps } from "./delivery-steps.ts";
import type { Envelope } from "./envelope.ts";
import type { EventSource } from "./event-source.ts";
import { FanOutStats, type TimeOf } from "./fan-out-stats.ts";
import { SharedDocuments } from "./shared-documents.ts";
import type { FormatErrors } from "./shared-execution.ts";
import { SharedExecutions } from "./shared-executions.ts";
import { SharedSubscription } from "./shared-subscription.ts";
import { SharedWindows } from "./shared-windows.ts";
import type { SocketWriter } from "./socket-writer.ts";

/** Milliseconds for which one flush may occupy the process. */
const turnLimit = 20;

/** Settings of a `FanOut`. */
export interface FanOutOptions {
  /** Turns the errors of an event into those that clients see. Default: as GraphQL.js writes them. */
  readonly formatErrors?: FormatErrors;
  /** Tells when an event happened, for `stats.lag`. Default: unknown, and nothing is measured. */
  readonly timeOf?: TimeOf;
  /** Follows events that came by a traced step, once for each flush and transport. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
}

export interface DeliverOptions {
  readonly source: EventSource;
  /** Document and variables of the source. */
  readonly args: ExecutionArgs;
  readonly writer: SocketWriter;
  /** Messages of the writer's transport. */
  readonly envelope: Envelope;
}

/**
 * Carries events from their sources to the sockets. Each event is executed and serialised once for all who select the
 * same; only a transport's envelope is put around the text. Events that are available together leave a socket together,
 * a turn of the event loop later at most.
 */
export class FanOut {
  /** Counts and times of what is executed and written, for metrics. */
  readonly stats: FanOutStats;
  /**
   * One document for all subscriptions of the same text, whichever transport they use.
   *
   * @internal
   */
  readonly documents = new SharedDocuments();
  readonly #steps: DeliverySteps | undefined;
  readonly #executions: SharedExecutions;
  readonly #windows = new SharedWindows();
  /** Where there is something to write. */
  #due: SocketWriter[] = [];
  #isFlushDue = false;
  readonly #schedule = (subscription: SharedSubscription): void => {
    const { writer } = subscription;
    if (writer.enqueue(subscription)) this.#due.push(writer);
    this.#requestFlush();
  };

  constructor({ formatErrors = toPlain, timeOf = () => null, tracer }: FanOutOptions = {}) {
    this.stats = new FanOutStats(timeOf);
    this.#executions = new SharedExecutions(formatErrors);
    this.#steps = tracer && new DeliverySteps(tracer);
  }

  /**
   * Writes what the source yields as messages until it ends. Returns an iterable for the protocol's own loop: it
   * yields nothing, ends as the source ends, and ends the source when it is returned.
   *
   * @internal
   */
  deliver({ source, args, writer, envelope }: DeliverOptions): SharedSubscription {
    const { execution, release } = this.#executions.acquire(args);
    return new SharedSubscription({
      source,
      execution,
      windows: this.#windows,
      writer,
      envelope,
      stats: this.stats,
      steps: this.#steps,
      schedule: this.#schedule,
      onEnd: release,
    });
  }

  /** Drops what is kept of rendered events; what waits on a socket is still sent. */
  forget(): void {
    this.#executions.forget();
    this.#windows.forget();
  }

  #requestFlush(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => this.#flush());
  }

  /** The rest of a turn is left to the next, after other work of the process. */
  #flush(): void {
    this.#isFlushDue = false;
    let now = performance.now();
    const deadline = now + turnLimit;
    const timeOrigin = Date.now() - now;
    const due = this.#due;
    this.#due = [];
    let count = 0;
    for (const writer of due) {
      this.stats.setTime(timeOrigin + now);
      writer.pump();
      count += 1;
      now = performance.now();
      if (now > deadline) break;
    }
    this.#steps?.endFlush();
    if (count < due.length) this.#due = [...due.slice(count), ...this.#due];
    if (this.#due.length > 0) this.#requestFlush();
    else this.#executions.endTurn();
  }
}

function toPlain(errors: readonly GraphQLError[]): readonly object[] {
  return errors.map((error) => error.toJSON());
}
