import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { buildSchema, type ExecutionArgs, parse } from "graphql";
import { pino } from "pino";
import { createMemoryBus } from "../../src/engine/bus/memory-bus.ts";
import { createWebSocketEnvelope } from "../../src/engine/fanout/envelope.ts";
import { FanOut } from "../../src/engine/fanout/fan-out.ts";
import { FrameMemory } from "../../src/engine/fanout/frame-memory.ts";
import { webSocketFraming as framing } from "../../src/engine/fanout/framing.ts";
import { SocketWriter } from "../../src/engine/fanout/socket-writer.ts";
import { Feeds } from "../../src/engine/feed/feeds.ts";
import { type Edit, type MemoryStreams, openMemoryLog } from "./memory-log.ts";

/** Instances of the engine in one process: each has its own feeds and fan-out, and all have one log and one bus. */
export interface Fleet {
  /** Opens a subscription on an instance. Its messages are framed, and thrown away where a socket would take them. */
  subscribe(instance: number, stream: number): Promise<void>;
  /** Makes a change on an instance. */
  change(instance: number, stream: number): void;
  /** Number of messages that were written so far, of all instances. */
  readonly deliveries: number;
  close(): Promise<void>;
}

const logger = pino({ level: "silent" });
const schema = buildSchema("type Query { no: Int } type Subscription { edits: Edit } type Edit { text: String }");
const document = parse("subscription { edits { text } }");
/** The root value is the event of a source, as in the server's schema. */
const args: ExecutionArgs = { schema, document };
/** About the length of a change of the contract. */
const text = "x".repeat(900);

export function openFleet({ instances, streams }: { readonly instances: number; readonly streams: number }): Fleet {
  const entries: MemoryStreams = new Map(Array.from({ length: streams }, (_, stream) => [nameOf(stream), null]));
  const bus = createMemoryBus({ logger });
  const fleet = Array.from({ length: instances }, () => {
    const log = openMemoryLog(entries);
    const memory = new FrameMemory();
    return { log, feeds: new Feeds<object, Edit, null>({ log, bus, logger }), fanOut: new FanOut(), memory };
  });
  const at = (index: number) => {
    const instance = fleet[index];
    if (!instance) throw new Error(`There is no instance ${index}.`);
    return instance;
  };
  return {
    async subscribe(instance, stream) {
      const { feeds, fanOut, memory } = at(instance);
      const source = await feeds.open(nameOf(stream), { viewer: null });
      const writer = new SocketWriter({
        ...{ framing, memory, stream: createSink(), maxBacklog: 1024 * 1024 },
        isOpen: () => true,
        onOverflow: () => {
          throw new Error("A sink takes everything.");
        },
      });
      fanOut.deliver({ source, args, writer, envelope: createWebSocketEnvelope("1") });
    },
    change: (instance, stream) => at(instance).log.change(nameOf(stream), { text }),
    get deliveries() {
      return fleet.reduce((sum, { fanOut }) => sum + fanOut.stats.deliveries.websocket, 0);
    },
    async close() {
      await Promise.all(fleet.map(({ feeds }) => feeds.close()));
      await bus.close();
    },
  };
}

function nameOf(stream: number): string {
  return `stream-${stream}`;
}

/** A stream in the place of a socket. */
function createSink(): Socket {
  const sink = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(), writev: (_chunks, done) => done() });
  return sink as Duplex as Socket;
}
