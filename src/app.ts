import type { Logger } from "pino";
import { carriedSelectionRule } from "../schema/carried-selection-rule.ts";
import { createActivityLog } from "./activity/activity-log.ts";
import { Feeds } from "./activity/feeds.ts";
import { startReconciler } from "./activity/reconciler.ts";
import type { Bus } from "./bus/bus.ts";
import { createMemoryBus } from "./bus/memory-bus.ts";
import { createRedisBus } from "./bus/redis-bus.ts";
import type { Config } from "./config.ts";
import { openDatabase } from "./database/database.ts";
import { startEmbeddedPostgres } from "./database/embedded-postgres.ts";
import { migrate } from "./database/migrate.ts";
import type { OperationContext } from "./operations/operation-context.ts";
import { ProjectQueue } from "./operations/project-queue.ts";
import type { Viewer } from "./operations/viewer.ts";
import { createMemoryPresence } from "./presence/memory-presence.ts";
import { type Accounts, createAccounts } from "./server/auth/accounts.ts";
import { createAuthenticate } from "./server/auth/authenticate.ts";
import { createTokenVerifier } from "./server/auth/token-verifier.ts";
import { bind } from "./server/bind.ts";
import { createContext } from "./server/create-context.ts";
import { createFormatError } from "./server/format-error.ts";
import { startHttpServer } from "./server/http-server.ts";
import { readOrMakeSecret } from "./server/secret-file.ts";
import { createWebSocketEndpoint } from "./server/websocket.ts";

/** What the recent events of all open feeds may occupy together, in bytes. */
const ringBytes = 64 * 1024 * 1024;

/** How often the feeds are held against the log, in milliseconds. */
const reconcileInterval = 1_000;

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly accounts: Accounts;
  /** For what the server itself does in somebody's name. */
  makeOperationContext(user: Pick<Viewer, "userId" | "name" | "email">): OperationContext;
  /** Ends everything that was opened, in reverse order. */
  close(): Promise<void>;
}

/** Made by the caller, who also closes it. */
export interface AppParts {
  readonly bus?: Bus;
}

/**
 * Builds one instance of Lockstep and starts it. Rejects with one sentence when it cannot start, and leaves nothing
 * running then.
 */
export async function createApp(config: Config, logger: Logger, parts: AppParts = {}): Promise<App> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const bound = await bind(config.host, config.port);
    closers.push(() => bound.close());
    const publicUrl = config.publicUrl ?? bound.url;

    const databaseUrl = config.databaseUrl ?? (await startEmbedded(config.dataDir));
    await migrate(databaseUrl);
    const database = openDatabase(databaseUrl, (error) => logger.warn({ err: error }, "A database connection broke."));
    closers.push(() => database.close());
    const { pool, prisma } = database;

    const bus =
      parts.bus ?? (config.redisUrl ? createRedisBus({ url: config.redisUrl, logger }) : createMemoryBus({ logger }));
    if (!parts.bus) closers.push(() => bus.close());
    const log = createActivityLog(database.logPool);
    const feeds = new Feeds(log, bus, ringBytes, logger);
    closers.push(() => feeds.close());
    closers.push(startReconciler({ feeds, log, bus, interval: reconcileInterval, logger }));

    const secret = config.authSecret ?? (await readOrMakeSecret(config.dataDir));
    const trustedOrigins = [...config.allowedOrigins];
    const accounts = await createAccounts({ prisma, secret, publicUrl, trustedOrigins, logger });
    const verifyToken = createTokenVerifier({ prisma, outside: config.outsideIssuer });
    const authenticate = createAuthenticate({ prisma, verifyToken });

    const presence = createMemoryPresence();
    const services = { pool, queue: new ProjectQueue(), feeds, presence, replayLimit: config.replayLimit };
    const formatError = createFormatError(logger);
    const validationRules = [carriedSelectionRule];
    const endHttp = await startHttpServer({
      bound,
      services,
      accounts,
      authenticate,
      publicUrl,
      formatError,
      validationRules,
      logger,
      health: {
        checkDatabase: () => database.isReachable(),
        redis: () => (config.redisUrl ? (bus.isConnected() ? "up" : "down") : "none"),
      },
    });
    closers.push(endHttp);
    const webSocket = createWebSocketEndpoint({
      services,
      authenticate,
      formatError,
      validationRules,
      onError: (error) => logger.error({ err: error }, "A WebSocket failed unforeseen."),
    });
    bound.server.on("upgrade", webSocket.upgrade);
    closers.push(() => webSocket.close());
    return {
      url: bound.url,
      accounts,
      makeOperationContext: (user) => {
        const viewer = { ...user, expiresAt: Number.POSITIVE_INFINITY, sessionId: null };
        return createContext(services, viewer, { address: null, userAgent: null }).operation;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function startEmbedded(dataDir: string): Promise<string> {
    const postgres = await startEmbeddedPostgres({ dataDir });
    closers.push(() => postgres.close());
    return postgres.url;
  }
}
