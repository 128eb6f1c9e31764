import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { carriedSelectionRule } from "../schema/carried-selection-rule.ts";
import type { Config } from "./config/config.ts";
import { openDatabase } from "./database/database.ts";
import { watchIdentity } from "./database/deployment-identity.ts";
import { startEmbeddedPostgres } from "./database/embedded-postgres.ts";
import { migrate } from "./database/migrate.ts";
import { OutageLog } from "./database/outage-log.ts";
import { requireDatabase } from "./database/require-database.ts";
import type { Bus } from "./engine/bus/bus.ts";
import { createMemoryBus } from "./engine/bus/memory-bus.ts";
import { createRedisBus } from "./engine/bus/redis-bus.ts";
import { Feeds } from "./engine/feed/feeds.ts";
import { startReconciler } from "./engine/feed/reconciler.ts";
import { startRetention } from "./engine/log/retention.ts";
import { createMailer } from "./mail/mailer.ts";
import { checkMailServer } from "./mail/smtp.ts";
import { Metrics } from "./metrics/metrics.ts";
import type { Activity } from "./model/events.ts";
import type { UserSnapshot } from "./model/user.ts";
import type { OperationContext } from "./operations/operation-context.ts";
import { startProfileWork } from "./operations/profile-work.ts";
import { createProjectLog, projectTables } from "./operations/project-log.ts";
import { type ProjectState, projectPolicy, reduceProject } from "./operations/project-state.ts";
import type { Viewer } from "./operations/viewer.ts";
import { createMemoryPresence } from "./presence/memory-presence.ts";
import type { Presence } from "./presence/presence.ts";
import { createRedisPresence } from "./presence/redis-presence.ts";
import type { Namespace } from "./redis/namespace.ts";
import { createRedisConnection } from "./redis/redis-connection.ts";
import { type Accounts, createAccounts } from "./server/auth/accounts.ts";
import { createAuthenticate } from "./server/auth/authenticate.ts";
import { fetchJwks } from "./server/auth/fetch-jwks.ts";
import type { PasswordHasher } from "./server/auth/passwords.ts";
import { readOrMakeSecret } from "./server/auth/secret-file.ts";
import { createTokenVerifier } from "./server/auth/token-verifier.ts";
import { createFormatError } from "./server/graphql/format-error.ts";
import { createPrepareOperation } from "./server/graphql/prepare-operation.ts";
import { RequestContext } from "./server/graphql/request-context.ts";
import { bind } from "./server/http/bind.ts";
import { browserOrigins } from "./server/http/cross-origin.ts";
import { startHttpServer } from "./server/http/http-server.ts";
import { CallerTurns } from "./server/limits/caller-turns.ts";
import { documentLimits } from "./server/limits/document-limits.ts";
import { findFileAllowance } from "./server/limits/open-file-limit.ts";
import { createRateLimits } from "./server/limits/rate-limits.ts";
import { createReadLimits, showReadPool } from "./server/limits/read-limits.ts";
import { createFindOrigin, createIsTrustedProxy, createMakeRequestId } from "./server/request/read-request.ts";
import { UnderWay } from "./server/request/under-way.ts";
import { watchDependency } from "./server/watch-dependency.ts";
import { createWebSocketEndpoint } from "./server/websocket/websocket.ts";

/** Maximum bytes of the recent events of all open feeds. */
const ringBytes = 64 * 1024 * 1024;

/** Milliseconds between two comparisons of the feeds with the log. */
const reconcileInterval = 1_000;

/** Milliseconds in which proxies notice that the server stops: they ask about once a second. */
const noticeTime = 2_000;

/** Below so many connections of clients a limit of open files is worth a warning. */
const fewConnections = 1_000;

/** Milliseconds between two searches for entries older than the retention. */
const retentionInterval = 60 * 60 * 1_000;

/** Interval between looks for changed persons and erasures, in milliseconds. */
const profileInterval = 5_000;

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly accounts: Accounts;
  /** For what the server itself does in somebody's name. */
  makeOperationContext(user: Pick<Viewer, "userId" | "name" | "email">): OperationContext;
  /** Those who have this e-mail: several, when several issuers say so. */
  findUsers(email: string): Promise<Pick<Viewer, "userId" | "name" | "email">[]>;
  /** Ends everything that was opened, in reverse order. */
  close(): Promise<void>;
}

/** Made by the caller, who also closes it. */
export interface AppParts {
  readonly bus?: Bus;
  readonly presence?: Presence;
  /** Milliseconds between two looks for changed persons and erasures; 5,000 if absent. */
  readonly profileInterval?: number;
  /** Milliseconds after which a session is looked up again, for requests and for open sockets; 4,000 if absent. */
  readonly sessionInterval?: number;
  /** Hashes passwords; scrypt at the cost that passwords need if absent. */
  readonly hasher?: PasswordHasher;
}

/**
 * Builds one instance of Lockstep and starts it. Rejects with one sentence when it cannot start, and leaves nothing
 * running then.
 */
export async function createApp(config: Config, logger: Logger, parts: AppParts = {}): Promise<App> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = () => runAll(closers.splice(0).reverse());
  try {
    const connections = await limitConnections();
    const bound = await bind(config.host, config.port, { ...config.limits, connections }, (error) =>
      logger.error({ err: error }, "A connection failed unforeseen."),
    );
    closers.push(() => bound.close());
    const publicUrl = config.publicUrl ?? bound.url;

    const databaseUrl = config.databaseUrl ?? (await startEmbedded(config.dataDir));
    await requireDatabase(databaseUrl, config.databasePoolSize);
    await migrate(databaseUrl, { patience: { onWait: (message) => logger.warn(message) } });
    const onDatabaseError = (error: Error) => {
      // The error holds the connection, and with it the key that cancels its statements.
      logger.warn({ reason: error.message }, "A database connection broke.");
    };
    const database = openDatabase(databaseUrl, onDatabaseError, {
      poolSize: config.databasePoolSize,
      lockTimeout: config.databaseLockTimeoutSeconds * 1_000,
      statementTimeout: config.databaseStatementTimeoutSeconds * 1_000,
    });
    closers.push(() => database.close());
    const outages = new OutageLog(logger);
    closers.push(() => outages.close());
    const onOutage = (error: unknown) => outages.note(error);
    const { pool, prisma } = database;

    const identity = await watchIdentity(database.logPool);
    closers.push(() => identity.close());
    const bus = parts.bus ?? openBus(config, identity, logger);
    if (!parts.bus) closers.push(() => bus.close());
    const log = createProjectLog(database);
    const { replayLimit } = config;
    const feeds = new Feeds<ProjectState, Activity, UserSnapshot>({
      log,
      bus,
      reduce: reduceProject,
      policy: projectPolicy,
      ringBytes,
      replayLimit,
      logger,
      onNotice: (projectId, _kind, instanceId) => presence.refresh(projectId, instanceId),
    });
    closers.push(() => feeds.close());
    const ring = (projectId: string, instanceId: string) => feeds.notify(projectId, "presence", instanceId);
    const presence = parts.presence ?? openPresence(config, identity, ring, logger);
    if (!parts.presence) closers.push(() => presence.close());
    closers.push(bus.onReconnect(() => presence.refreshAll()));
    closers.push(startReconciler({ feeds, log, bus, interval: reconcileInterval, logger }));
    const { activityRetentionDays: days } = config;
    if (days !== null)
      closers.push(startRetention({ pool, tables: projectTables, days, interval: retentionInterval, logger }));

    const secret = config.authSecret ?? (await readOrMakeSecret(config.dataDir));
    const origins = browserOrigins(publicUrl, config.allowedOrigins);
    const { mailServer, issuer } = watchDependencies(config, logger);
    closers.push(() => [mailServer, issuer].map((each) => each?.close()));
    const onFailure = () => mailServer?.recheck();
    const { mailsPerHour } = config.limits;
    const mailer = config.mail && createMailer({ ...config.mail, mailsPerHour, logger, onFailure });
    if (mailer) closers.push(() => mailer.close());
    const { signUps } = config;
    const accountsConfig = { prisma, pool, secret, publicUrl, trustedOrigins: origins, mailer, signUps, logger };
    const accounts = await createAccounts({ ...accountsConfig, hasher: parts.hasher });
    const verifyToken = createTokenVerifier({ prisma, outside: config.outsideIssuer, logger });
    const authenticate = createAuthenticate({ prisma, verifyToken, ownFreshFor: parts.sessionInterval });

    const counts = config.redisUrl ? createRedisConnection(config.redisUrl, { name: "limits", logger }) : null;
    if (counts) closers.push(() => counts.close());
    const rateLimits = createRateLimits(config.limits, counts && { ...counts, namespace: identity });
    const isRedisUp = counts && (() => counts.isReady() && bus.isConnected() && presence.isConnected());

    const metrics = new Metrics();
    const { onMutation, onInternalError } = metrics;
    const verifiesAddresses = mailer !== null;
    const readLimits = createReadLimits({
      pool: database.readPool,
      answerBytes: config.limits.answerBytes,
      databaseTime: config.databaseStatementTimeoutSeconds * 1_000,
    });
    const services = {
      pool,
      readLimits,
      log,
      feeds,
      presence,
      onMutation,
      verifiesAddresses,
      rateLimits,
    };
    const formatError = createFormatError({ logger, introspection: config.introspection, onInternalError, onOutage });
    const { limits } = config;
    const validationRules = [carriedSelectionRule, ...documentLimits(config)];
    const prepareOperation = createPrepareOperation({ limits, validationRules });
    const isTrustedProxy = createIsTrustedProxy(config.trustedProxies);
    const findOrigin = createFindOrigin(isTrustedProxy);
    const makeRequestId = createMakeRequestId(isTrustedProxy);
    const underWay = new UnderWay();
    const turns = new CallerTurns();
    const http = await startHttpServer({
      bound,
      services,
      accounts,
      authenticate,
      publicUrl,
      origins,
      rateLimits,
      turns,
      findOrigin,
      makeRequestId,
      underWay,
      graphiql: config.graphiql,
      signUps,
      formatError,
      onOutage,
      prepareOperation,
      limits,
      logger,
      metrics: { metrics, token: config.metricsToken, isOpenHere: !config.isProduction },
      health: {
        checkDatabase: () => database.isReachable(),
        dependencies: () => ({
          redis: isRedisUp ? (isRedisUp() ? "up" : "down") : "none",
          mail: mailServer?.state() ?? "none",
          issuer: issuer?.state() ?? "none",
        }),
      },
    });
    closers.push(() => http.close());
    // With a database of its own it is the only instance: there is no other to come to.
    const drainTime = config.databaseUrl ? config.drainSeconds * 1_000 : 0;
    const webSocket = createWebSocketEndpoint({
      services,
      authenticate,
      formatError,
      onOutage,
      origins,
      findOrigin,
      makeRequestId,
      underWay,
      turns,
      prepareOperation,
      limits,
      maxConnectionsPerUser: config.maxConnectionsPerUser,
      maxBacklog: config.maxSocketBacklog,
      drainTime,
      logger,
    });
    closers.push(
      startProfileWork({
        pool,
        log,
        onErased() {
          feeds.forget();
          webSocket.forget();
        },
        interval: parts.profileInterval ?? profileInterval,
        logger,
      }),
    );
    metrics.watch({
      sockets: webSocket,
      feeds,
      pools: { changes: pool, queries: showReadPool(readLimits), log: database.logPool, replays: database.replayPool },
      isRedisConnected: isRedisUp,
    });
    bound.serveWebSockets(webSocket.upgrade);
    closers.push(() => Promise.all([webSocket.close(), sleep(Math.min(drainTime, noticeTime))]));
    closers.push(() => http.announceStop());
    return {
      url: bound.url,
      accounts,
      makeOperationContext: (user) => {
        const viewer = { ...user, expiresAt: Number.POSITIVE_INFINITY, sessionId: null };
        return new RequestContext(services, viewer, { address: null, userAgent: null }).operation;
      },
      async findUsers(email) {
        const users = await prisma.user.findMany({ where: { email: email.toLowerCase(), anonymizedAt: null } });
        return users.map(({ id, ...user }) => ({ userId: id, name: user.name, email: user.email }));
      },
      close,
    };
  } catch (error) {
    await close().catch((closeError: unknown) => logger.error({ err: closeError }, "It could not be undone in order."));
    throw error;
  }

  /** Beyond the limit of open files connections fail at random, PostgreSQL's too, so fewer clients are let in. */
  async function limitConnections(): Promise<number> {
    const { connections } = config.limits;
    const allowance = await findFileAllowance(config.databasePoolSize);
    if (!allowance || allowance.connections >= connections) return connections;
    const { openFiles, connections: possible } = allowance;
    // Where the default of MAX_CONNECTIONS is only not reached, nothing is wrong.
    logger[possible < fewConnections ? "warn" : "debug"](
      { openFiles, connections: possible },
      "The limit of open files is lower than MAX_CONNECTIONS needs; fewer connections are taken. Raise ulimit -n.",
    );
    return possible;
  }

  async function startEmbedded(dataDir: string): Promise<string> {
    const postgres = await startEmbeddedPostgres({ dataDir, onLog: logPostgres });
    closers.push(() => postgres.close());
    return postgres.url;
  }

  function logPostgres(line: string): void {
    logger[/^(WARNING|ERROR|FATAL|PANIC):/.test(line) ? "warn" : "debug"]({ line }, "The embedded PostgreSQL logs.");
  }
}

function openBus({ redisUrl }: Config, namespace: Namespace, logger: Logger): Bus {
  return redisUrl ? createRedisBus({ url: redisUrl, namespace, logger }) : createMemoryBus({ logger });
}

function openPresence(
  { redisUrl, presenceGraceSeconds }: Config,
  namespace: Namespace,
  ring: (projectId: string, instanceId: string) => void,
  logger: Logger,
): Presence {
  const grace = presenceGraceSeconds * 1_000;
  if (!redisUrl) return createMemoryPresence({ grace });
  return createRedisPresence({ url: redisUrl, namespace, logger, grace, ring });
}

/** Null where no variable names it. */
function watchDependencies({ mail, outsideIssuer }: Config, logger: Logger) {
  const keys = outsideIssuer?.keys;
  return {
    mailServer:
      mail &&
      watchDependency({
        name: "The mail server that SMTP_URL names",
        consequence: "mails are dropped",
        check: (signal) => checkMailServer(mail.smtpUrl, signal),
        logger,
        interval: 5 * 60_000,
      }),
    issuer:
      keys && "jwksUrl" in keys
        ? watchDependency({
            name: "The token issuer that AUTH_JWKS_URL names",
            consequence: "tokens of keys that are not known yet are refused with RATE_LIMITED",
            check: async (signal) => void (await fetchJwks(keys.jwksUrl, signal)),
            logger,
            interval: 60_000,
          })
        : null,
  };
}

/** Runs one after the other, also after one that fails; rejects in the end with the first failure. */
async function runAll(closers: readonly (() => Promise<unknown> | unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const closer of closers) {
    try {
      await closer();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
