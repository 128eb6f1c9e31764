import { describe, expect, it } from "vitest";
import { type Config, readConfig } from "../../src/config/config.ts";

const databaseUrl = "postgres://app:hidden@db.example/app";
const secret = "0123456789abcdef0123456789abcdef";
const mail = { SMTP_URL: "smtp://mail.example:587", MAIL_FROM: "board@example.com", PUBLIC_URL: "https://b.example" };
const sent = { publicUrl: mail.PUBLIC_URL };
const jwks = { AUTH_JWKS_URL: "https://id.example/jwks", AUTH_ISSUER: "https://id.example", AUTH_AUDIENCE: "board" };

/** As they are when no variable says otherwise. */
const limits = {
  documentTokens: 5_000,
  documentDepth: 20,
  documentFields: 1_000,
  documentAliases: 100,
  queryCost: 50_000,
  eventCost: 500,
  answerBytes: 16_777_216,
  messageBytes: 1_048_576,
  connections: 50_000,
  connectionsPerUser: 50,
  socketBacklog: 1_048_576,
  streamSeconds: 300,
  socketOperations: 100,
  requestSeconds: 30,
  stallSeconds: 60,
  mutationsPerMinute: 12_000,
  memberAddressesPerHour: 100,
  costPerMinute: 2_000_000,
  anonymousRequestsPerMinute: 600,
  anonymousCostPerMinute: 600_000,
  accountRequestsPerMinute: 300,
  accountReadsPerMinute: 3_000,
  signUpsPerHour: 100,
  mailRequestsPerHour: 100,
  mailsPerHour: 5,
  failedSignIns: 20,
  projectBytes: 1_073_741_824,
  projectTasks: 100_000,
  userBytes: 10_737_418_240,
  userProjects: 10_000,
};

it("needs nothing", () => {
  expect(readConfig({})).toEqual({
    host: "127.0.0.1",
    port: 4_000,
    databaseUrl: null,
    databasePoolSize: 20,
    databaseLockTimeoutSeconds: 2,
    databaseStatementTimeoutSeconds: 15,
    otlpEndpoint: null,
    tracesRatio: 1,
    otelServiceName: "lockstep",
    redisUrl: null,
    dataDir: ".data",
    authSecret: null,
    outsideIssuer: null,
    mail: null,
    publicUrl: null,
    allowedOrigins: [],
    trustedProxies: [],
    signUps: "open",
    introspection: true,
    graphiql: true,
    trustedDocuments: [],
    trustedDocumentsOnly: false,
    drainSeconds: 10,
    activityRetentionDays: null,
    restoreDays: 30,
    replayLimit: 10_000,
    presenceGraceSeconds: 5,
    webhookAllowPrivate: false,
    compression: true,
    logLevel: null,
    limits,
    metricsToken: null,
    isProduction: false,
  });
});

it("takes an empty variable for an absent one, and leaves alone what is not its own", () => {
  const names = ["PORT", "HOST", "DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "AUTH_JWKS_URL", "AUTH_ISSUER"];
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  expect(readConfig({ ...empty, PATH: "/bin", PORTS: "x", PUBLIC_URL: undefined })).toEqual(readConfig({}));
});

type Variables = Readonly<Record<string, string>>;

describe("good variables are taken", () => {
  const cases: readonly (readonly [Variables, Partial<Config>])[] = [
    [{ PORT: "0" }, { port: 0 }],
    [
      { PORT: "65535", HOST: "::" },
      { port: 65_535, host: "::" },
    ],
    [
      { DATABASE_URL: databaseUrl, AUTH_SECRET: secret },
      { databaseUrl, authSecret: secret },
    ],
    ...[
      "postgresql:///app?host=/run/postgresql&port=5433&user=app&password=hidden",
      "postgres://db.example/app?sslmode=verify-full&sslrootcert=/etc/authority.pem&sslcert=a&sslkey=b",
      "postgres://db.example/app?sslmode=require&uselibpqcompat=true&sslnegotiation=direct",
      "postgres://db.example/app?ssl=true&application_name=board&options=-csearch_path%3Dboard&client_encoding=utf8",
      "postgres://db.example/app?statement_timeout=5000&lock_timeout=0&idle_in_transaction_session_timeout=1",
      "postgres://db.example/app?connect_timeout=10&keepalives=1&keepalives_idle=30",
      "postgres://db.example/app?pgbouncer=true",
    ].map(
      (databaseUrl) =>
        [
          { DATABASE_URL: databaseUrl, AUTH_SECRET: secret },
          { databaseUrl, authSecret: secret },
        ] as const,
    ),
    [{ REDIS_URL: "redis://:p%40ss@cache:6380/1" }, { redisUrl: "redis://:p%40ss@cache:6380/1" }],
    [{ REDIS_URL: "rediss://cache.example" }, { redisUrl: "rediss://cache.example" }],
    [{ REDIS_URL: " redis://cache " }, { redisUrl: "redis://cache" }],
    ...[
      "redis://a:6379?cluster=true",
      "redis://a:6379,redis://b",
      "rediss://app:p%40ss@a:6379/0, rediss://app:p%40ss@[::1]:6380/?cluster=true",
    ].map((redisUrl) => [{ REDIS_URL: redisUrl }, { redisUrl }] as const),
    ...[
      "redis+sentinel://a/board",
      "redis+sentinel://app:p%40ss@a:26379, b:26380,[::1]:26379/board/1",
      "rediss+sentinel://:p%2Cass@a,b/my%20board?sentinelUsername=app&sentinelPassword=p%40ss",
    ].map((redisUrl) => [{ REDIS_URL: redisUrl }, { redisUrl }] as const),
    [{ DATA_DIR: "/var/lib/lockstep" }, { dataDir: "/var/lib/lockstep" }],
    [{ METRICS_TOKEN: secret }, { metricsToken: secret }],
    [{ AUTH_JWT_SECRET: secret }, { outsideIssuer: { keys: { secret }, issuer: undefined, audience: undefined } }],
    [
      { AUTH_JWT_SECRET: secret, AUTH_ISSUER: "id", AUTH_AUDIENCE: "board" },
      { outsideIssuer: { keys: { secret }, issuer: "id", audience: "board" } },
    ],
    [
      jwks,
      { outsideIssuer: { keys: { jwksUrl: jwks.AUTH_JWKS_URL }, issuer: "https://id.example", audience: "board" } },
    ],
    ...["smtp://mail.example", "smtps://app%40example.com:p%40ss@mail.example:465/"].map(
      (SMTP_URL) =>
        [
          { ...mail, SMTP_URL },
          { ...sent, mail: { smtpUrl: SMTP_URL, from: mail.MAIL_FROM } },
        ] as const,
    ),
    [
      { ...mail, MAIL_FROM: "The board <board@example.com>" },
      { ...sent, mail: { smtpUrl: mail.SMTP_URL, from: "The board <board@example.com>" } },
    ],
    [{ PUBLIC_URL: "https://Board.example:443/" }, { publicUrl: "https://board.example" }],
    [
      { ALLOWED_ORIGINS: "https://a.example, http://localhost:5173" },
      { allowedOrigins: ["https://a.example", "http://localhost:5173"] },
    ],
    [{ DATABASE_POOL_SIZE: "2" }, { databasePoolSize: 2 }],
    [
      { DATABASE_LOCK_TIMEOUT_SECONDS: "5", DATABASE_STATEMENT_TIMEOUT_SECONDS: "6" },
      { databaseLockTimeoutSeconds: 5, databaseStatementTimeoutSeconds: 6 },
    ],
    [{ DRAIN_SECONDS: "0" }, { drainSeconds: 0 }],
    [
      { TRUSTED_DOCUMENTS: "web.json, phone.json", TRUSTED_DOCUMENTS_ONLY: "true" },
      { trustedDocuments: ["web.json", "phone.json"], trustedDocumentsOnly: true },
    ],
    [{ TRUSTED_DOCUMENTS_ONLY: "false" }, {}],
    [{ ACTIVITY_RETENTION_DAYS: "7" }, { activityRetentionDays: 7 }],
    [{ RESTORE_DAYS: "0" }, { restoreDays: 0 }],
    [{ REPLAY_LIMIT: "0" }, { replayLimit: 0 }],
    [{ PRESENCE_GRACE_SECONDS: "0" }, { presenceGraceSeconds: 0 }],
    [
      { TRUSTED_PROXIES: "10.1.2.3, 192.168.0.0/16,::1,fd00::/8,uniquelocal" },
      { trustedProxies: ["10.1.2.3", "192.168.0.0/16", "::1", "fd00::/8", "uniquelocal"] },
    ],
    [
      { INTROSPECTION: "off", GRAPHIQL: "off" },
      { introspection: false, graphiql: false },
    ],
    [{ LOG_LEVEL: "silent" }, { logLevel: "silent" }],
    [{ INTROSPECTION: "on", GRAPHIQL: "on" }, {}],
    [{ MAX_DOCUMENT_TOKENS: "1000" }, { limits: { ...limits, documentTokens: 1_000 } }],
    [{ MAX_DOCUMENT_DEPTH: "15" }, { limits: { ...limits, documentDepth: 15 } }],
    [{ MAX_DOCUMENT_FIELDS: "500" }, { limits: { ...limits, documentFields: 500 } }],
    [{ MAX_DOCUMENT_ALIASES: "0" }, { limits: { ...limits, documentAliases: 0 } }],
    [{ MAX_QUERY_COST: "1000" }, { limits: { ...limits, queryCost: 1_000 } }],
    [{ MAX_EVENT_COST: "100" }, { limits: { ...limits, eventCost: 100 } }],
    [{ MAX_ANSWER_BYTES: "1048576" }, { limits: { ...limits, answerBytes: 1_048_576 } }],
    [{ MAX_MESSAGE_BYTES: "65536" }, { limits: { ...limits, messageBytes: 65_536 } }],
    [{ MAX_CONNECTIONS_PER_USER: "1" }, { limits: { ...limits, connectionsPerUser: 1 } }],
    [{ MAX_SOCKET_BACKLOG: "65536" }, { limits: { ...limits, socketBacklog: 65_536 } }],
    [{ MAX_CONNECTIONS: "1" }, { limits: { ...limits, connections: 1 } }],
    [{ MAX_STREAM_SECONDS: "10" }, { limits: { ...limits, streamSeconds: 10 } }],
    [{ MAX_SOCKET_OPERATIONS: "7" }, { limits: { ...limits, socketOperations: 7 } }],
    [{ REQUEST_TIMEOUT_SECONDS: "1" }, { limits: { ...limits, requestSeconds: 1 } }],
    [{ STALL_TIMEOUT_SECONDS: "1" }, { limits: { ...limits, stallSeconds: 1 } }],
    [{ MUTATIONS_PER_MINUTE: "0" }, { limits: { ...limits, mutationsPerMinute: 0 } }],
    [{ MEMBER_ADDRESSES_PER_HOUR: "0" }, { limits: { ...limits, memberAddressesPerHour: 0 } }],
    [{ ACCOUNT_REQUESTS_PER_MINUTE: "0" }, { limits: { ...limits, accountRequestsPerMinute: 0 } }],
    [{ ACCOUNT_READS_PER_MINUTE: "0" }, { limits: { ...limits, accountReadsPerMinute: 0 } }],
    [{ SIGN_UPS: "open" }, {}],
    [{ SIGN_UPS: "off" }, { signUps: "off" }],
    [{ SIGN_UPS: "invited" }, { signUps: "invited" }],
    [{ SIGN_UPS_PER_HOUR: "0" }, { limits: { ...limits, signUpsPerHour: 0 } }],
    [{ MAIL_REQUESTS_PER_HOUR: "0" }, { limits: { ...limits, mailRequestsPerHour: 0 } }],
    [{ MAILS_PER_HOUR: "0" }, { limits: { ...limits, mailsPerHour: 0 } }],
    [{ FAILED_SIGN_INS: "0" }, { limits: { ...limits, failedSignIns: 0 } }],
    [{ MAX_PROJECT_BYTES: "0" }, { limits: { ...limits, projectBytes: 0 } }],
    [{ MAX_PROJECT_TASKS: "5" }, { limits: { ...limits, projectTasks: 5 } }],
    [{ MAX_BYTES_PER_USER: "7" }, { limits: { ...limits, userBytes: 7 } }],
    [{ MAX_PROJECTS_PER_USER: "9" }, { limits: { ...limits, userProjects: 9 } }],
  ];

  it.each(cases)("%j", (variables, expected) => {
    expect(readConfig(variables)).toEqual({ ...readConfig({}), ...expected });
  });
});

it("leaves variables of neighbours alone, however alike they are", () => {
  const neighbours = [
    ...["JWT_SECRET", "DB_URL", "DB_POOL", "DB_POOL_SIZE", "POOL_SIZE", "DATABASE_URI", "DATABASE_DSN", "DATABSE_URL"],
    ...["REDIS_URI", "REDIS_HOST", "TRUST_PROXY", "SMTP_FROM", "MAIL_URL", "JWKS_URL", "AUTHSECRET", "NODE_EVN"],
    ...["PORTS", "HOSTS", "LOCK_TIMEOUT_SECONDS", "RETENTION_DAYS", "MAX_DEPTH", "Database-Url"],
  ];
  expect(readConfig(Object.fromEntries(neighbours.map((name) => [name, "x"])))).toEqual(readConfig({}));
});
