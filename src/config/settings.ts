import { z } from "zod";
import { databaseUrl } from "./database-address.ts";
import {
  host,
  httpUrl,
  integer,
  jwksUrl,
  list,
  logLevel,
  onOrOff,
  origin,
  path,
  proxy,
  secret,
  sender,
  share,
  smtpUrl,
  text,
  trueOrFalse,
} from "./kinds.ts";
import { limits } from "./limits.ts";
import { redisUrl } from "./redis-address.ts";
import type { Kind, Setting, Settings } from "./setting.ts";

const nodeEnvironment: Kind<boolean> = {
  words: "`production` or anything else",
  schema: z
    .string()
    .superRefine((value, context) => {
      if (value === "production" || !/^\s*prod/i.test(value)) return;
      context.addIssue(`must be "production" (got ${JSON.stringify(value.slice(0, 100))}).`);
    })
    .transform((value) => value === "production"),
};

const server = {
  host: {
    name: "HOST",
    kind: host,
    default: "127.0.0.1",
    description: "Address to listen on. The container image sets 0.0.0.0.",
  },
  port: {
    name: "PORT",
    kind: integer(0, 65_535),
    default: 4_000,
    description: "Port to listen on. 0 takes any free port.",
  },
  isProduction: {
    name: "NODE_ENV",
    kind: nodeEnvironment,
    default: false,
    absent: "not production",
    description:
      "In production `DATABASE_URL` is required, secrets that are easily guessed are refused, and `/metrics` needs `METRICS_TOKEN`. The container image sets `production`.",
  },
  publicUrl: {
    name: "PUBLIC_URL",
    kind: origin,
    default: null,
    absent: "`http://HOST:PORT`; on loopback both `localhost` and `127.0.0.1`",
    description: "Address that browsers use.",
  },
  allowedOrigins: {
    name: "ALLOWED_ORIGINS",
    kind: list(origin),
    default: [],
    description:
      "Further origins whose pages may use the server. `/auth` takes their cookies; `/graphql` takes no cookies.",
  },
  trustedProxies: {
    name: "TRUSTED_PROXIES",
    kind: list(proxy),
    default: [],
    absent: "none: the address of a client is that of its connection",
    description:
      "Proxies whose `X-Forwarded-For`, `X-Request-Id` and `traceparent` count. Name only proxies and networks without clients.",
    more: "operating.md#limits",
  },
  introspection: {
    name: "INTROSPECTION",
    kind: onOrOff,
    default: true,
    description: "Answers queries for the schema. `off` also keeps suggestions out of errors.",
  },
  graphiql: {
    name: "GRAPHIQL",
    kind: onOrOff,
    default: true,
    description: "Serves GraphiQL to browsers that open `/graphql`.",
  },
  trustedDocuments: {
    name: "TRUSTED_DOCUMENTS",
    kind: list(path),
    default: [],
    description:
      "Files with the documents of your apps: manifests of Apollo, or `persistedDocuments` of GraphQL Code Generator. Clients name a document by `documentId`.",
    more: "trusted-documents.md#the-server",
  },
  trustedDocumentsOnly: {
    name: "TRUSTED_DOCUMENTS_ONLY",
    kind: trueOrFalse,
    default: false,
    description: "Refuses all other documents, those of GraphiQL among them. Needs `TRUSTED_DOCUMENTS`.",
    more: "trusted-documents.md#the-server",
  },
  compression: {
    name: "COMPRESSION",
    kind: onOrOff,
    default: true,
    description: "Compresses events on WebSockets whose clients offer `permessage-deflate`.",
    more: "operating.md#compression",
  },
  logLevel: {
    name: "LOG_LEVEL",
    kind: logLevel,
    default: null,
    absent: "`info`; `warn` on a terminal",
    description: "Least level of the lines in the log.",
    more: "operating.md#watch",
  },
  drainSeconds: {
    name: "DRAIN_SECONDS",
    kind: integer(0, 3_600),
    unit: "seconds",
    default: 10,
    description:
      "Time over which the sockets are closed when the server stops. With the embedded database they are closed at once.",
  },
  metricsToken: {
    name: "METRICS_TOKEN",
    kind: secret,
    default: null,
    absent: "outside of production `/metrics` answers this machine, without a proxy",
    description: "Bearer token required to read `/metrics`.",
    more: "operating.md#watch",
  },
} as const satisfies Settings;

const database = {
  databaseUrl: {
    name: "DATABASE_URL",
    kind: databaseUrl,
    default: null,
    absent: "embedded PostgreSQL under `DATA_DIR`, with demo accounts",
    description:
      "PostgreSQL. `sslmode=verify-full` connects by TLS; `pgbouncer=true` is for PgBouncer in transaction mode.",
    more: "operating.md#postgresql",
  },
  databasePoolSize: {
    name: "DATABASE_POOL_SIZE",
    kind: integer(2, 1_000),
    unit: "connections",
    default: 20,
    description:
      "Maximum connections of an instance for changes and queries, half each. The log and the health check have five more.",
  },
  databaseLockTimeoutSeconds: {
    name: "DATABASE_LOCK_TIMEOUT_SECONDS",
    kind: integer(1, 60),
    unit: "seconds",
    default: 2,
    description: "Time that a change waits for other changes of its project before it gets `RATE_LIMITED`.",
  },
  databaseStatementTimeoutSeconds: {
    name: "DATABASE_STATEMENT_TIMEOUT_SECONDS",
    kind: integer(2, 3_600),
    unit: "seconds",
    default: 15,
    description: "Maximum time of a statement, and of all statements of one query together.",
  },
  dataDir: {
    name: "DATA_DIR",
    kind: text,
    default: ".data",
    description: "Folder of the embedded database and of the generated secret.",
  },
} as const satisfies Settings;

const redis = {
  redisUrl: {
    name: "REDIS_URL",
    kind: redisUrl,
    default: null,
    absent: "in-process bus; other instances are heard within a second by polling the log",
    description:
      "Redis or Valkey: one node, nodes of a cluster separated by commas, one node with `?cluster=true`, or `redis+sentinel://host:26379,host:26379/name`.",
    more: "operating.md#redis",
  },
} as const satisfies Settings;

const accounts = {
  authSecret: {
    name: "AUTH_SECRET",
    kind: secret,
    default: null,
    absent: "generated once under `DATA_DIR`; required with `DATABASE_URL`",
    description: "Signs and encrypts data of the server's own accounts. All instances need the same one.",
    more: "operating.md#secrets-and-mail",
  },
  signUps: {
    name: "SIGN_UPS",
    kind: {
      words: "`open`, `invited` or `off`",
      schema: z.enum(["open", "invited", "off"], { error: () => "must be open, invited or off." }),
    },
    default: "open",
    description:
      "`off` refuses new accounts, `invited` those without an invitation. Existing accounts and outside issuers are not affected.",
  },
  jwtSecret: {
    name: "AUTH_JWT_SECRET",
    kind: secret,
    default: null,
    absent: "own accounts only",
    description: "Secret of an outside issuer that signs its tokens with HS256.",
  },
  jwksUrl: {
    name: "AUTH_JWKS_URL",
    kind: jwksUrl,
    default: null,
    absent: "own accounts only",
    description: "Keys of an outside issuer. Excludes `AUTH_JWT_SECRET`; needs `AUTH_ISSUER` and `AUTH_AUDIENCE`.",
  },
  issuer: {
    name: "AUTH_ISSUER",
    kind: {
      words: "text of at most 500 characters",
      schema: z
        .string()
        .max(500, "must have at most 500 characters.")
        .refine((value) => value !== "lockstep", "must not be lockstep, the issuer of the server's own accounts."),
    },
    default: null,
    absent: "not checked",
    description: "Claim `iss` that tokens of the outside issuer must have.",
  },
  audience: {
    name: "AUTH_AUDIENCE",
    kind: text,
    default: null,
    absent: "not checked",
    description: "Claim `aud` that tokens of the outside issuer must have.",
  },
  smtpUrl: {
    name: "SMTP_URL",
    kind: smtpUrl,
    default: null,
    absent: "no e-mails: addresses are not verified, passwords cannot be reset",
    description:
      "Mail server for verifying addresses and resetting passwords. Needs `MAIL_FROM` and `PUBLIC_URL`. `smtps://` speaks TLS from the start.",
    more: "operating.md#secrets-and-mail",
  },
  mailFrom: {
    name: "MAIL_FROM",
    kind: sender,
    default: null,
    description: "Sender of e-mails.",
  },
} as const satisfies Settings;

const stream = {
  activityRetentionDays: {
    name: "ACTIVITY_RETENTION_DAYS",
    kind: integer(7, 36_500),
    unit: "days",
    default: null,
    absent: "keep all",
    description: "Time for which changes are kept. A client that resumes from before it takes a fresh board.",
  },
  restoreDays: {
    name: "RESTORE_DAYS",
    kind: integer(0, 36_500),
    unit: "days",
    default: 30,
    description: "Time for which deleted tasks and comments can be restored. Their contents are removed after it.",
  },
  replayLimit: {
    name: "REPLAY_LIMIT",
    kind: integer(0, 1_000_000),
    unit: "changes",
    default: 10_000,
    description: "Maximum changes that a subscription replays. A client further behind takes a fresh board.",
  },
  presenceGraceSeconds: {
    name: "PRESENCE_GRACE_SECONDS",
    kind: integer(0, 60),
    unit: "seconds",
    default: 5,
    description: "Time for which a person whose last connection has ended is still shown as present.",
  },
} as const satisfies Settings;

const webhooks = {
  webhookAllowPrivate: {
    name: "WEBHOOK_ALLOW_PRIVATE",
    kind: trueOrFalse,
    default: false,
    description:
      "Posts changes to webhooks with private and loopback addresses as well. Those who manage a project can then reach them from the server.",
    more: "operating.md#webhooks",
  },
} as const satisfies Settings;

const tracing = {
  otlpEndpoint: {
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    kind: httpUrl,
    default: null,
    absent: "no traces, and nothing of OpenTelemetry is loaded",
    description:
      "OpenTelemetry collector that takes traces over HTTP in JSON, under `/v1/traces`. `OTEL_EXPORTER_OTLP_HEADERS` may hold headers for it.",
    more: "operating.md#traces",
  },
  tracesRatio: {
    name: "OTEL_TRACES_SAMPLER_ARG",
    kind: share,
    default: 1,
    description: "Share of the traces that are recorded. A trace that a trusted proxy began follows its decision.",
    more: "operating.md#traces",
  },
  otelServiceName: {
    name: "OTEL_SERVICE_NAME",
    kind: text,
    default: "lockstep",
    description: "Name of the service in traces.",
  },
} as const satisfies Settings;

/** All settings but the limits. */
export const settings = { ...server, ...database, ...redis, ...accounts, ...stream, ...webhooks, ...tracing };

/** All settings by the headings of the documentation. */
export const settingGroups: Readonly<Record<string, Settings>> = {
  Server: server,
  PostgreSQL: database,
  Redis: redis,
  "Accounts and mail": accounts,
  Streams: stream,
  Webhooks: webhooks,
  Traces: tracing,
  Limits: limits,
};

export const allSettings: readonly Setting[] = Object.values(settingGroups).flatMap((group) => Object.values(group));
