import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { type ExecutionArgs, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from "graphql";
import type { EventSource, SourceEvent } from "../../../src/engine/fanout/event-source.ts";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { webSocketFraming as framing } from "../../../src/engine/fanout/framing.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";

/** A schema whose events are ticks, and that counts how often one is executed. */
export interface TickSchema {
  readonly executions: number;
  args(query: string, variableValues?: Record<string, unknown>, document?: ExecutionArgs["document"]): ExecutionArgs;
}

interface Tick extends SourceEvent {
  readonly event: { readonly number: number; readonly note?: string };
}

export function createTickSchema(): TickSchema {
  let executions = 0;
  const tick = new GraphQLObjectType({
    name: "Tick",
    fields: {
      number: { type: GraphQLInt },
      note: { type: GraphQLString },
      times: { type: GraphQLInt, args: { by: { type: GraphQLInt } }, resolve: ({ number }, { by }) => number * by },
      secret: { type: GraphQLString, resolve: (_tick, _args, viewer: { name: string }) => viewer.name },
      late: { type: GraphQLInt, resolve: async ({ number }) => number },
    },
  });
  const ticks = {
    type: tick,
    args: { since: { type: GraphQLInt }, room: { type: GraphQLString } },
    resolve({ event }: Tick) {
      executions += 1;
      return event;
    },
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { nothing: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({ name: "Subscription", fields: { ticks } }),
  });
  return {
    get executions() {
      return executions;
    },
    args: (query, variableValues = {}, document = parse(query)) => ({
      schema,
      document,
      variableValues,
      contextValue: { name: "ada" },
    }),
  };
}

export function createTick(number: number): Tick {
  return { event: { number }, extensions: { seq: number } };
}

export function createNotedTick(number: number, note: string): Tick {
  return { event: { number, note }, extensions: { seq: number } };
}

/** A source in the test's hands: what is pushed is at hand. */
export interface TickSource extends EventSource {
  isLive: boolean;
  /** Number of events that were taken. */
  readonly taken: number;
  /** True if it was returned. */
  readonly isReturned: boolean;
  push(...events: SourceEvent[]): void;
  /** Ends it, after what is at hand; badly with an error. */
  end(error?: Error): void;
}

export function createTickSource(): TickSource {
  const events: SourceEvent[] = [];
  let tell = () => {};
  let taken = 0;
  let failure: Error | undefined;
  let isEnding = false;
  let isReturned = false;
  return {
    isLive: true,
    get taken() {
      return taken;
    },
    get isReturned() {
      return isReturned;
    },
    get isDone() {
      return isReturned || (isEnding && events.length === 0);
    },
    push(...more) {
      events.push(...more);
      tell();
    },
    end(error) {
      failure = error;
      isEnding = true;
      tell();
    },
    take() {
      const event = events.shift();
      if (event) taken += 1;
      else if (failure) throw failure;
      return event ?? null;
    },
    onReadable(listener) {
      tell = listener;
    },
    next: () => Promise.reject(new Error("It is taken from, not iterated.")),
    async return() {
      isReturned = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** An writer whose stream keeps what is written to it; what leaves together is one element. */
export interface TestOutbox {
  readonly writer: SocketWriter;
  /** The messages of each write to the system. */
  readonly writes: string[][];
  /** Number of times that too much waited. */
  readonly overflows: number;
  /** Lets nothing more through until `release`. */
  stall(): void;
  release(): void;
}

export function createTestWriter(maxBacklog = 1024 * 1024): TestOutbox {
  const writes: string[][] = [];
  let overflows = 0;
  let isStalled = false;
  let proceed = () => {};
  const stream = new Duplex({
    read() {},
    writev(chunks, done) {
      writes.push(readFrames(Buffer.concat(chunks.map(({ chunk }) => chunk))));
      if (isStalled) proceed = done;
      else done();
    },
  });
  let isOpen = true;
  const writer = new SocketWriter({
    stream: stream as Duplex as Socket,
    framing,
    isOpen: () => isOpen,
    memory: new FrameMemory(),
    maxBacklog,
    onOverflow() {
      overflows += 1;
      isOpen = false;
    },
  });
  return {
    writer,
    writes,
    get overflows() {
      return overflows;
    },
    stall() {
      isStalled = true;
    },
    release() {
      isStalled = false;
      proceed();
    },
  };
}

/** The texts of unmasked frames. */
function readFrames(frames: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < frames.length; ) {
    const length = frames[at + 1] ?? 0;
    const start = at + (length < 126 ? 2 : length === 126 ? 4 : 10);
    const end =
      start +
      (length < 126 ? length : length === 126 ? frames.readUInt16BE(at + 2) : Number(frames.readBigUInt64BE(at + 2)));
    texts.push(frames.subarray(start, end).toString());
    at = end;
  }
  return texts;
}
