import { Redis } from "ioredis";
import type { Logger } from "pino";

/** Milliseconds of silence after which Redis counts as gone, if an answer is due. */
const silenceLimit = 2_000;

/** Milliseconds between two pings, which make an answer due on an idle connection too. */
const pingInterval = 1_000;

/** Milliseconds between two attempts, at most. */
const maxRetryDelay = 1_000;

export interface RedisConnection {
  readonly client: Redis;
  /**
   * To be called with what a command was rejected with. Says once what Redis refuses (its ACL, for example); that the
   * connection is gone is logged anyway.
   */
  reportFailure(error: unknown): void;
  /** Sends what was written and ends the connection; waits half a second at most. */
  close(): Promise<void>;
}

/**
 * A connection that comes back for ever and keeps nothing for later: while Redis is away, or accepts and never answers,
 * commands are rejected, those under way included. Each change of state is logged once.
 */
export function createRedisConnection(options: { url: string; name: string; logger: Logger }): RedisConnection {
  const logger = options.logger.child({ redis: options.name });
  const client = new Redis(options.url, {
    connectionName: `lockstep-${options.name}`,
    connectTimeout: silenceLimit,
    disconnectTimeout: 500,
    // There is no `commandTimeout`: it would reject a command that the client still keeps in its queue, and whoever
    // counts what is under way would then send without bound. This one ends the connection, and so all that waits.
    socketTimeout: silenceLimit,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: maxRetryDelay,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, maxRetryDelay),
  });

  let state: "starting" | "connected" | "away" | "closed" = "starting";
  const refused = new Set<string>();

  function reportAway(reason?: string): void {
    if (state === "away" || state === "closed") return;
    state = "away";
    logger.warn({ reason }, "Redis is away; trying until it is back.");
  }

  client.on("ready", () => {
    if (state === "connected" || state === "closed") return;
    state = "connected";
    logger.info("Connected to Redis.");
  });
  client.on("error", (error) => reportAway(describeError(error)));
  client.on("close", () => {
    // The client leaves this timer running, and it would end the next connection for the silence of the last one.
    clearTimeout(client["socketTimeoutTimer"]);
    client["socketTimeoutTimer"] = undefined;
    reportAway();
  });

  function reportFailure(error: unknown): void {
    if (!(error instanceof Error) || error.name !== "ReplyError") return;
    const code = error.message.split(" ")[0] ?? "";
    if (refused.has(code)) return;
    refused.add(code);
    logger.error({ reason: error.message }, "Redis refuses a command.");
  }

  const heartbeat = setInterval(() => {
    if (client.status === "ready") client.ping().catch(reportFailure);
  }, pingInterval);

  return {
    client,
    reportFailure,
    async close() {
      state = "closed";
      clearInterval(heartbeat);
      // Between two attempts there is no connection whose end could be waited for.
      const ended =
        client.status === "reconnecting" || client.status === "end"
          ? Promise.resolve()
          : new Promise((resolve) => client.once("end", resolve));
      client.disconnect();
      await ended;
    },
  };
}

/** Only message or code: the client's errors also carry the command, and with AUTH the password. */
function describeError(error: NodeJS.ErrnoException): string | undefined {
  return error.message || error.code;
}
