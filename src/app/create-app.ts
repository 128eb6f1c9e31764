import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { carriedSelectionRule } from "../../schema/carried-selection-rule.ts";
import type { Config } from "../config/config.ts";
import { limits as settings } from "../config/limits.ts";
import { version } from "../config/project-root.ts";
import { Metrics } from "../metrics/metrics.ts";
import { createFindProject } from "../operations/list-projects.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import { arePeopleCurrent } from "../operations/people.ts";
import { startProfileWork } from "../operations/profile-work.ts";
import { startDigests } from "../operations/send-digests.ts";
import { storageVariables } from "../operations/storage-limits.ts";
import { TextMerger } from "../operations/text-merger.ts";
import type { Viewer } from "../operations/viewer.ts";
import { createRedisConnection } from "../redis/redis-connection.ts";
import type { Accounts } from "../server/auth/accounts.ts";
import { Connections } from "../server/connections/connections.ts";
import { createFormatError } from "../server/graphql/format-error.ts";
import { createPrepareOperation, findDocumentErrors } from "../server/graphql/prepare-operation.ts";
import { RequestContext } from "../server/graphql/request-context.ts";
import { SharedFields } from "../server/graphql/shared-fields.ts";
import { readTrustedDocuments } from "../server/graphql/trusted-documents.ts";
import { bind } from "../server/http/bind.ts";
import { browserOrigins } from "../server/http/cross-origin.ts";
import { startHttpServer } from "../server/http/http-server.ts";
import { CallerTurns } from "../server/limits/caller-turns.ts";
import { ChangeWaits } from "../server/limits/change-waits.ts";
import { documentLimits } from "../server/limits/document-limits.ts";
import { limitConnections } from "../server/limits/limit-connections.ts";
import { createRateLimits, rateLimitVariables } from "../server/limits/rate-limits.ts";
import { createReadLimits, sharedReads, showReadPool } from "../server/limits/read-limits.ts";
import { RefusalLog } from "../server/limits/refusal-log.ts";
import { toolTexts } from "../server/mcp/tools.ts";
import { type DemoAccounts, isLoopback } from "../server/pages/page-facts.ts";
import { createFindOrigin, createIsTrustedProxy, createMakeRequestId } from "../server/request/read-request.ts";
import { UnderWay } from "../server/request/under-way.ts";
import { createWebSocketEndpoint } from "../server/websocket/websocket.ts";
import { Closers } from "./closers.ts";
import { openAccounts, type SignInParts } from "./open-accounts.ts";
import { openStorage } from "./open-storage.ts";
import { openStreams, type StreamParts } from "./open-streams.ts";
import { openTracer } from "./open-tracer.ts";
import { watchDependencies } from "./watch-dependencies.ts";

/** Time in which proxies notice that the server stops, in milliseconds: they ask about once a second. */
const noticeTime = 2_000;

/** Interval between looks for changed persons and erasures, in milliseconds. */
const profileInterval = 5_000;

/** Items whose project an instance remembers, at about 200 bytes each. */
const rememberedItems = 20_000;

export interface App {
  /** The address on which it listens. */
  readonly url: string;
  readonly accounts: Accounts;
  /** Makes a context for changes by the server itself in somebody's name. */
  makeOperationContext(user: Pick<Viewer, "userId" | "name" | "email">): OperationContext;
  /** Lets visitors from this machine sign in as one of these by a click. */
  offerDemo(demo: DemoAccounts): void;
  /** Finds the users with this e-mail: several, when several issuers know it. */
  findUsers(email: string): Promise<Pick<Viewer, "userId" | "name" | "email">[]>;
  /** Ends everything that was opened, in reverse order. */
  close(): Promise<void>;
}

export interface AppParts extends StreamParts, SignInParts {
  /** Milliseconds between two looks for changed persons and erasures (default 5,000). */
  readonly profileInterval?: number;
  /** Milliseconds between two looks for unread notices to mail (default 30,000). */
  readonly digestInterval?: number;
  /** Folder of the pages that Vite built (default: that of this checkout). */
  readonly pages?: string;
}

/**
 * Builds one instance of Lockstep and starts it. Rejects with one sentence when it cannot start, and leaves nothing
 * running then.
 */
export async function createApp(config: Config, logger: Logger, parts: AppParts = {}): Promise<App> {
  const closers = new Closers();
  try {
    return await start(config, logger, parts, closers);
  } catch (error) {
    await closers.close().catch((err: unknown) => logger.error({ err }, "The failed start could not be undone."));
    throw error;
  }
}

async function start(config: Config, logger: Logger, parts: AppParts, closers: Closers): Promise<App> {
  const checks = {
    limits: config.limits,
    validationRules: [carriedSelectionRule, ...documentLimits(config)],
    hideSuggestions: !config.introspection,
  };
  const trusted = await readTrustedDocuments({
    files: config.trustedDocuments,
    isOnly: config.trustedDocumentsOnly,
    tools: toolTexts,
    check: (text) => findDocumentErrors(text, checks),
  });
  const most = await limitConnections(config.limits.connections, config.databasePoolSize, logger);
  const limits = [
    ...rateLimitVariables,
    ...storageVariables,
    settings.connections.name,
    settings.connectionsPerUser.name,
  ];
  const metrics = new Metrics({ version, limits });
  const { onMutation, onExecuted, onInternalError, onAnswer, onRequestSize, onAnswerSize, onRefusal, onSignIn } =
    metrics.requests;
  const refusals = new RefusalLog(logger);
  closers.add(() => refusals.close());
  const noteRefusal = (limit: string, key: string) => {
    refusals.note(limit, key);
    onRefusal(limit);
  };
  const bound = await bind(
    config.host,
    config.port,
    { ...config.limits, connections: most },
    {
      onError: (error) => logger.error({ err: error }, "A connection failed unforeseen."),
      onTooMany: (address) => noteRefusal(settings.connections.name, address),
    },
  );
  closers.add(() => bound.close());
  const publicUrl = config.publicUrl ?? bound.url;
  const origins = browserOrigins(publicUrl, config.allowedOrigins);

  const tracer = await openTracer(config, logger, closers);
  const storage = await openStorage(config, tracer, logger, closers);
  const { database, identity, onOutage } = storage;
  const { pool, prisma } = database;
  const { onRedisFailure } = metrics;
  const streams = openStreams(config, storage, parts, { tracer, onRedisFailure }, logger, closers);
  const { bus, log, feeds, inbox, presence, showFocus, webhooks, webhookDeliveries } = streams;
  const dependencies = watchDependencies(config, logger, closers);
  const signIn = await openAccounts({ config, database, publicUrl, origins, dependencies, parts, logger, closers });
  const { accounts, authenticate, invitations, unsubscribing, digests, verifiesAddresses } = signIn;

  const onLimitsFailure = onRedisFailure.bind(null, "limits");
  const counts = config.redisUrl
    ? createRedisConnection(config.redisUrl, { name: "limits", logger, onFailure: onLimitsFailure })
    : null;
  if (counts) closers.add(() => counts.close());
  const isRedisUp = counts && (() => counts.isReady() && bus.isConnected() && presence.isConnected());
  const rateLimits = createRateLimits(config.limits, counts && { ...counts, namespace: identity }, noteRefusal);
  const storageLimits = { ...config.limits, onRefusal: noteRefusal };
  const readLimits = createReadLimits({
    pool: database.readPool,
    answerBytes: config.limits.answerBytes,
    databaseTime: config.databaseStatementTimeoutSeconds * 1_000,
  });

  const merger = new TextMerger(pool);
  const itemProjects = new LRUCache<string, string>({ max: rememberedItems });
  const { restoreDays } = config;
  const noteTooMany = (userId: string) => noteRefusal(settings.connectionsPerUser.name, userId);
  const changeWaits = new ChangeWaits(config.limits.connectionsPerUser, noteTooMany);
  const services = {
    pool,
    itemProjects,
    readLimits,
    findProject: createFindProject(sharedReads(readLimits)),
    log,
    merger,
    invitations,
    feeds,
    inbox,
    presence,
    showFocus,
    changeWaits,
    onMutation,
    onExecuted,
    verifiesAddresses,
    restoreDays,
    storageLimits,
    webhooks,
    rateLimits,
    tracer,
  };
  const isTrustedProxy = createIsTrustedProxy(config.trustedProxies);
  const checkDatabase = () => database.isReachable();
  // An instance with an embedded database is the only one: clients have no other to reconnect to.
  const drainTime = config.databaseUrl ? config.drainSeconds * 1_000 : 0;
  const formatError = createFormatError({ logger, onInternalError, onOutage });
  const connections = new Connections({
    pool,
    maxPerUser: config.limits.connectionsPerUser,
    onTooMany: noteTooMany,
    maxBacklog: config.limits.socketBacklog,
    streamAge: config.limits.streamSeconds * 1_000,
    drainTime,
    sessionInterval: parts.sessionInterval,
    formatError,
    tracer,
    onOutage,
    logger,
  });
  /** Shared by all transports. */
  const shared = {
    connections,
    services,
    authenticate,
    prepareOperation: createPrepareOperation(checks, trusted),
    formatError,
    findOrigin: createFindOrigin(isTrustedProxy),
    makeRequestId: createMakeRequestId(isTrustedProxy),
    underWay: new UnderWay(),
    sharedFields: new SharedFields((people) => arePeopleCurrent(sharedReads(readLimits), people)),
    turns: new CallerTurns(),
    limits: config.limits,
    origins,
    onRequestSize,
    onAnswerSize,
    onOutage,
    logger,
  };
  let demo: DemoAccounts | null = null;
  const http = await startHttpServer({
    ...shared,
    bound,
    accounts,
    prisma,
    unsubscribing,
    publicUrl,
    rateLimits,
    isTrustedProxy,
    graphiql: config.graphiql,
    ...(parts.pages !== undefined && { directory: parts.pages }),
    // The password of the demo is for who sits at this machine.
    findFacts: (hostname) => ({
      signUps: config.signUps,
      sendsMail: config.mail !== null,
      demo: isLoopback(hostname) && isLoopback(new URL(publicUrl).hostname) ? demo : null,
    }),
    onAnswer,
    onSignIn,
    metrics: { metrics, token: config.metricsToken, isOpenHere: !config.isProduction },
    health: {
      checkDatabase,
      dependencies: () => ({
        redis: isRedisUp ? (isRedisUp() ? "up" : "down") : "none",
        mail: dependencies.mailServer?.state() ?? "none",
        issuer: dependencies.issuer?.state() ?? "none",
      }),
    },
  });
  closers.add(() => http.close());
  const webSocket = createWebSocketEndpoint({ ...shared, compression: config.compression });

  const onErased = () => {
    feeds.forget();
    inbox.feeds.forget();
    shared.sharedFields.forget();
    connections.forget();
  };
  const interval = parts.profileInterval ?? profileInterval;
  closers.add(startProfileWork({ pool, log, inbox, merger, onErased, interval, logger }));
  if (digests) closers.add(startDigests({ pool, mails: digests, interval: parts.digestInterval, logger }));
  metrics.watch({
    connections,
    connectionLimit: most,
    feeds,
    changeWaits,
    webhooks: webhookDeliveries,
    pools: { changes: pool, queries: showReadPool(readLimits), log: database.logPool, replays: database.replayPool },
    measureClockSkew: () => database.measureClockSkew(),
    checkDatabase,
    isRedisConnected: isRedisUp,
  });
  bound.serveWebSockets(webSocket.upgrade);
  closers.add(() => Promise.all([webSocket.close(), connections.close(), sleep(Math.min(drainTime, noticeTime))]));
  closers.add(() => {
    http.announceStop();
    changeWaits.stop();
  });
  return {
    url: bound.url,
    accounts,
    makeOperationContext: (user) => {
      const viewer = { ...user, expiresAt: Number.POSITIVE_INFINITY, sessionId: null, access: null };
      return new RequestContext(services, viewer, { address: null, userAgent: null }).operation;
    },
    offerDemo(accountsOfDemo) {
      demo = accountsOfDemo;
    },
    async findUsers(email) {
      const users = await prisma.user.findMany({ where: { email: email.toLowerCase(), anonymizedAt: null } });
      return users.map(({ id, ...user }) => ({ userId: id, name: user.name, email: user.email }));
    },
    close: () => closers.close(),
  };
}
