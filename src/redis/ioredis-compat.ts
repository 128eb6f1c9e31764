// Everything that depends on private parts and message texts of `ioredis`. `test/redis/ioredis-compat.test.ts` fails
// when they change.
import type { Redis, RedisOptions } from "ioredis";
import type { ErrorEmitter } from "ioredis/built/connectors/AbstractConnector.js";
import { SentinelConnector, StandaloneConnector } from "ioredis/built/connectors/index.js";
import type { NetStream } from "ioredis/built/types.js";

/**
 * Opens connections as the client does by itself, and listens for all their errors. The client listens for the first
 * alone. A TLS handshake that is broken off has a second one, which would end the process.
 */
export function createConnector(onError: (error: Error) => void): RedisOptions["Connector"] {
  class Connector extends StandaloneConnector {
    override async connect(emitter: ErrorEmitter): Promise<NetStream> {
      const stream = await super.connect(emitter);
      stream.on("error", onError);
      return stream;
    }
  }
  return Connector as RedisOptions["Connector"];
}

/**
 * The same for a primary that Sentinels know. The errors of Sentinels that only watch for a failover are nobody's. A
 * failover ends only the connection that it is watched for, never an attempt to replace it.
 */
export function createSentinelConnector(onError: (error: Error) => void): RedisOptions["Connector"] {
  class Connector extends SentinelConnector {
    constructor(options: ConstructorParameters<typeof SentinelConnector>[0]) {
      super(options);
      const connectToSentinel = this["connectToSentinel"].bind(this);
      // The client writes to the console what nobody hears.
      this["connectToSentinel"] = (...target: Parameters<typeof connectToSentinel>) =>
        connectToSentinel(...target).on("error", () => {});
    }

    override async connect(emitter: ErrorEmitter): Promise<NetStream> {
      // The watch of a lost connection stays, and news of a failover would end this attempt and the client with it.
      this["failoverDetector"]?.cleanup();
      const stream = await super.connect(emitter);
      stream.on("error", onError);
      return stream;
    }
  }
  return Connector as RedisOptions["Connector"];
}

/**
 * Tells if the client met an unrequested reply. It treats the notice that a slot, and with it a channel, has left its
 * node as one.
 */
export function isStrayReply(error: Error): boolean {
  return error.message.startsWith("Command queue state error");
}

/** Ends the timer of a connection's silence. The client leaves it running, and it would end the next connection. */
export function forgetSilence(client: Redis): void {
  clearTimeout(client["socketTimeoutTimer"]);
  client["socketTimeoutTimer"] = undefined;
}

/** Tells if Redis has confirmed a sharded channel on this connection, and not ended it since, asked or not. */
export function holdsShardedChannel({ condition }: Redis, channel: string): boolean {
  return condition?.subscriber ? channel in condition.subscriber["set"].ssubscribe : false;
}

/**
 * Calls the listener when a sharded subscribe is answered with where the channel's slot has moved. The client drops
 * such a subscribe, and never settles it.
 */
export function onMoved(client: Redis, listener: () => void): void {
  client.on("moved", listener);
}
