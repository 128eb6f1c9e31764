import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Config, ConfigError, readConfig } from "../src/config.ts";

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
  messageBytes: 1_048_576,
  connections: 50_000,
  requestSeconds: 30,
  mutationsPerMinute: 12_000,
  accountRequestsPerMinute: 300,
  failedSignIns: 20,
};

it("needs nothing", () => {
  expect(readConfig({})).toEqual({
    host: "127.0.0.1",
    port: 4_000,
    databaseUrl: null,
    databasePoolSize: 20,
    databaseLockTimeoutSeconds: 2,
    databaseStatementTimeoutSeconds: 15,
    redisUrl: null,
    dataDir: ".data",
    authSecret: null,
    outsideIssuer: null,
    mail: null,
    publicUrl: null,
    allowedOrigins: [],
    trustedProxies: [],
    introspection: true,
    graphiql: true,
    drainSeconds: 10,
    activityRetentionDays: null,
    replayLimit: 10_000,
    presenceGraceSeconds: 5,
    maxConnectionsPerUser: 50,
    maxSocketBacklog: 1_048_576,
    limits,
    metricsToken: null,
    hasOpenMetrics: true,
  });
});

it("takes an empty variable for an absent one, and leaves alone what is not its own", () => {
  const names = ["PORT", "HOST", "DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "AUTH_JWKS_URL", "AUTH_ISSUER"];
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  expect(readConfig({ ...empty, PATH: "/bin", PORTS: "x", PUBLIC_URL: undefined })).toEqual(readConfig({}));
});

describe("a variable that nearly is one of the table's", () => {
  it.each([
    ["DATABSE_URL", "DATABASE_URL"],
    ["DATABASE_ULR", "DATABASE_URL"],
    ["DATABASE_URLS", "DATABASE_URL"],
    ["Database-Url", "DATABASE_URL"],
    ["REDIS_URI", "REDIS_URL"],
    ["AUTHSECRET", "AUTH_SECRET"],
    ["AUTH_JWT_SECRETS", "AUTH_JWT_SECRET"],
    ["MAX_CONNECTION_PER_USER", "MAX_CONNECTIONS_PER_USER"],
  ])("is refused in one sentence that names both: %s, %s", (written, meant) => {
    const sentence = `${written} means nothing here: rename it if ${meant} is meant, else unset it.`;
    expect(() => readConfig({ [written]: "x" })).toThrow(new ConfigError(sentence));
  });

  it("is somebody else's when that one is set as well", () => {
    const REDIS_URL = "redis://cache";
    expect(readConfig({ REDIS_URL, REDIS_URI: "x" })).toEqual(readConfig({ REDIS_URL }));
  });

  it("is not one that has only some letters in common with it", () => {
    const others = [
      "PGHOST",
      "PGPORT",
      "HOSTS",
      "HOST_",
      "POST",
      "URL",
      "XDG_DATA_DIRS",
      "REDIS_HOST",
      "DATA",
      "AUTH_TOKEN",
    ];
    expect(readConfig(Object.fromEntries(others.map((name) => [name, "x"])))).toEqual(readConfig({}));
  });
});

describe("in production", () => {
  const strong = "7c1e5b0d94f2a86370be49d5c8f1a2636d0e9b47f35c81a2";

  it("what is made up as a secret stops the start, and what is random is taken", () => {
    for (const name of ["AUTH_SECRET", "AUTH_JWT_SECRET", "METRICS_TOKEN"]) {
      const sentence = `${name} is too easily guessed for production: take what openssl rand -hex 32 prints.`;
      for (const weak of weakSecrets) {
        const variables = { AUTH_SECRET: strong, [name]: weak };
        expect(() => readConfig({ ...variables, NODE_ENV: "production" }), weak).toThrow(new ConfigError(sentence));
        expect(readConfig(variables)).toEqual(readConfig({ ...variables, NODE_ENV: "development" }));
      }
    }
    for (let count = 0; count < 1_000; count += 1) {
      for (const encoding of ["hex", "base64", "base64url"] as const) {
        const AUTH_SECRET = randomBytes(24).toString(encoding);
        expect(readConfig({ AUTH_SECRET, NODE_ENV: "production" })).toMatchObject({ authSecret: AUTH_SECRET });
      }
    }
  });

  it("no secret, or a short one, stops it too", () => {
    const missing = "AUTH_SECRET must be set in production, the same on every instance: openssl rand -hex 32.";
    for (const AUTH_SECRET of [undefined, ""]) {
      expect(() => readConfig({ AUTH_SECRET, NODE_ENV: "production" })).toThrow(new ConfigError(missing));
    }
    const short = { AUTH_SECRET: strong.slice(0, 31), NODE_ENV: "production" };
    expect(() => readConfig(short)).toThrow(new ConfigError("AUTH_SECRET must have 32 characters or more."));
  });

  const weakSecrets = [
    secret,
    "a".repeat(64),
    "ab".repeat(20),
    "31415926".repeat(5),
    "hunter2-".repeat(6),
    "Change-Me-now-or-somebody-else-will-do-it",
    "the password of our board at work",
    "better-auth-secret-12345678901234567890",
    "your_key_goes_here_and_nobody_knows",
    "a secret of tests that is long enough to be taken",
  ];
});

const web = aUrl("http://", "https://");

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
    [
      { DATABASE_URL: "postgresql:///app?host=/run/postgresql", AUTH_SECRET: secret },
      { databaseUrl: "postgresql:///app?host=/run/postgresql", authSecret: secret },
    ],
    [{ REDIS_URL: "redis://:p%40ss@cache:6380/1" }, { redisUrl: "redis://:p%40ss@cache:6380/1" }],
    [{ REDIS_URL: "rediss://cache.example" }, { redisUrl: "rediss://cache.example" }],
    [{ REDIS_URL: " redis://cache " }, { redisUrl: "redis://cache" }],
    ...[
      "redis://a:6379?cluster=true",
      "redis://a:6379,redis://b",
      "rediss://app:p%40ss@a:6379/0, rediss://app:p%40ss@[::1]:6380/?cluster=true",
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
    [{ DATABASE_POOL_SIZE: "1" }, { databasePoolSize: 1 }],
    [
      { DATABASE_LOCK_TIMEOUT_SECONDS: "5", DATABASE_STATEMENT_TIMEOUT_SECONDS: "6" },
      { databaseLockTimeoutSeconds: 5, databaseStatementTimeoutSeconds: 6 },
    ],
    [{ DRAIN_SECONDS: "0" }, { drainSeconds: 0 }],
    [{ ACTIVITY_RETENTION_DAYS: "7" }, { activityRetentionDays: 7 }],
    [{ REPLAY_LIMIT: "0" }, { replayLimit: 0 }],
    [{ PRESENCE_GRACE_SECONDS: "0" }, { presenceGraceSeconds: 0 }],
    [{ MAX_CONNECTIONS_PER_USER: "1" }, { maxConnectionsPerUser: 1 }],
    [{ MAX_SOCKET_BACKLOG: "65536" }, { maxSocketBacklog: 65_536 }],
    [
      { TRUSTED_PROXIES: "10.1.2.3, 192.168.0.0/16,::1,fd00::/8,uniquelocal" },
      { trustedProxies: ["10.1.2.3", "192.168.0.0/16", "::1", "fd00::/8", "uniquelocal"] },
    ],
    [
      { INTROSPECTION: "off", GRAPHIQL: "off" },
      { introspection: false, graphiql: false },
    ],
    [{ INTROSPECTION: "on", GRAPHIQL: "on" }, {}],
    [{ MAX_DOCUMENT_TOKENS: "1000" }, { limits: { ...limits, documentTokens: 1_000 } }],
    [{ MAX_DOCUMENT_DEPTH: "15" }, { limits: { ...limits, documentDepth: 15 } }],
    [{ MAX_DOCUMENT_FIELDS: "500" }, { limits: { ...limits, documentFields: 500 } }],
    [{ MAX_DOCUMENT_ALIASES: "0" }, { limits: { ...limits, documentAliases: 0 } }],
    [{ MAX_QUERY_COST: "1000" }, { limits: { ...limits, queryCost: 1_000 } }],
    [{ MAX_EVENT_COST: "100" }, { limits: { ...limits, eventCost: 100 } }],
    [{ MAX_MESSAGE_BYTES: "65536" }, { limits: { ...limits, messageBytes: 65_536 } }],
    [{ MAX_CONNECTIONS: "1" }, { limits: { ...limits, connections: 1 } }],
    [{ REQUEST_TIMEOUT_SECONDS: "1" }, { limits: { ...limits, requestSeconds: 1 } }],
    [{ MUTATIONS_PER_MINUTE: "0" }, { limits: { ...limits, mutationsPerMinute: 0 } }],
    [{ ACCOUNT_REQUESTS_PER_MINUTE: "0" }, { limits: { ...limits, accountRequestsPerMinute: 0 } }],
    [{ FAILED_SIGN_INS: "0" }, { limits: { ...limits, failedSignIns: 0 } }],
  ];

  it.each(cases)("%j", (variables, expected) => {
    expect(readConfig(variables)).toEqual({ ...readConfig({}), ...expected });
  });
});

describe("a bad or half-set variable is told in one sentence that names it", () => {
  const cases: readonly (readonly [Variables, sentence: string])[] = [
    ...refused("PORT", wholeNumber(0, 65_535), ["x", "-1", "65536", "4000.5", "4e3", " 4000", "0x10", "9".repeat(20)]),
    ...refused("DRAIN_SECONDS", wholeNumber(0, 3_600), ["-1", "3601", "10s"]),
    ...refused("ACTIVITY_RETENTION_DAYS", wholeNumber(7, 36_500), ["6", "36501", "for ever"]),
    ...refused("REPLAY_LIMIT", wholeNumber(0, 1_000_000), ["-1", "1000001"]),
    ...refused("PRESENCE_GRACE_SECONDS", wholeNumber(0, 60), ["-1", "61"]),
    ...refused("MAX_CONNECTIONS_PER_USER", wholeNumber(1, 1_000_000), ["0", "many"]),
    ...refused("MAX_SOCKET_BACKLOG", wholeNumber(65_536, 1_073_741_824), ["65535", "1MB"]),
    ...refused(
      "TRUSTED_PROXIES",
      "must be addresses or networks (10.0.0.0/8), or loopback, linklocal or uniquelocal, separated by commas.",
      ["caddy", "*", "true", "10.0.0.0/33", "10.0.0.0/", "10.0.0.1,", "Loopback"],
    ),
    ...refused("INTROSPECTION", "must be on or off.", ["true", "ON", "0"]),
    ...refused("GRAPHIQL", "must be on or off.", ["false"]),
    ...refused("MAX_DOCUMENT_TOKENS", wholeNumber(1_000, 100_000), ["999", "100001"]),
    ...refused("MAX_DOCUMENT_DEPTH", wholeNumber(15, 1_000), ["14", "1001"]),
    ...refused("MAX_DOCUMENT_FIELDS", wholeNumber(500, 100_000), ["499", "100001"]),
    ...refused("MAX_DOCUMENT_ALIASES", wholeNumber(0, 100_000), ["-1", "100001"]),
    ...refused("MAX_QUERY_COST", wholeNumber(1_000, 10_000_000), ["999", "10000001"]),
    ...refused("MAX_EVENT_COST", wholeNumber(100, 1_000_000), ["99", "1000001"]),
    ...refused("MAX_MESSAGE_BYTES", wholeNumber(65_536, 67_108_864), ["65535", "1MB"]),
    ...refused("MAX_CONNECTIONS", wholeNumber(1, 1_000_000), ["0", "many"]),
    ...refused("REQUEST_TIMEOUT_SECONDS", wholeNumber(1, 3_600), ["0", "3601", "30s"]),
    ...refused("MUTATIONS_PER_MINUTE", wholeNumber(0, 1_000_000), ["-1", "1000001"]),
    ...refused("ACCOUNT_REQUESTS_PER_MINUTE", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("FAILED_SIGN_INS", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("DATABASE_URL", aUrl("postgres://", "postgresql://"), [
      "db.example",
      "mysql://app:hidden@db.example/app",
      "postgres:app",
    ]),
    ...refused("DATABASE_POOL_SIZE", wholeNumber(1, 1_000), ["0", "1001", "many"]),
    ...refused("DATABASE_LOCK_TIMEOUT_SECONDS", wholeNumber(1, 60), ["0", "61", "2s"]),
    ...refused("DATABASE_STATEMENT_TIMEOUT_SECONDS", wholeNumber(2, 3_600), ["1", "3601"]),
    ...refused("DATABASE_LOCK_TIMEOUT_SECONDS", "must be less than DATABASE_STATEMENT_TIMEOUT_SECONDS.", ["15"]),
    [{ DATABASE_URL: databaseUrl }, "AUTH_SECRET must be set together with DATABASE_URL, the same on every instance."],
    ...refused("REDIS_URL", `${aUrl("redis://", "rediss://").slice(0, -1)}, or several of them separated by commas.`, [
      "localhost:6379",
      "http://:hidden@cache",
      "redis:cache",
      "redis://a,b:6379",
      "redis://a,http://b",
      "REDIS://cache",
      "redis://a,",
      ",",
    ]),
    ...refused("REDIS_URL", "must hold a host, and no port 0.", [
      "redis://",
      "rediss:///1",
      "redis://cache:0",
      "redis://a,redis://b:0",
    ]),
    ...refused("REDIS_URL", "must hold user and password percent-encoded, % itself as %25.", [
      "redis://:100%hidden@cache",
    ]),
    ...refused("REDIS_URL", "must name a database by its number, as in redis://host/1, or none.", [
      "redis://cache:6379/x",
      "redis://cache/1/2",
      "redis://cache/-1",
      "redis://a/x,redis://b",
    ]),
    ...refused("REDIS_URL", "must hold no parameter but cluster=true, written so.", [
      "redis://a?cluster=TRUE",
      "redis://a?cluster=1",
      "redis://a?cluster=yes",
      "redis://a?cluster",
      "redis://a?db=x",
      "redis://a?cluster=true&enableOfflineQueue=true",
      "redis://a#cluster=true",
    ]),
    ...refused("REDIS_URL", "must name nodes of one cluster, all with the same scheme, user and password.", [
      "redis://a,rediss://b",
      "redis://:hidden@a,redis://b",
      "redis://:hidden@a,redis://:other@b",
      "redis://app:hidden@a,redis://:hidden@b",
    ]),
    ...refused("REDIS_URL", "must not name a database together with a cluster, which has only one.", [
      "redis://a/1?cluster=true",
      "redis://a,redis://b/2",
    ]),
    ...refused("AUTH_SECRET", "must have 32 characters or more.", ["hidden", secret.slice(1)]),
    ...refused("AUTH_JWT_SECRET", "must have 32 characters or more.", ["hidden", secret.slice(1)]),
    ...refused("METRICS_TOKEN", "must have 32 characters or more.", ["hidden", secret.slice(1)]),
    ...refused("AUTH_JWT_SECRET", "cannot be set together with AUTH_JWKS_URL.", [secret], jwks),
    ...refused("AUTH_JWKS_URL", web, ["id.example/jwks", "file:///jwks.json"], jwks),
    ...refused("AUTH_ISSUER", "must be set together with AUTH_JWKS_URL.", [""], jwks),
    ...refused("AUTH_ISSUER", "means nothing without AUTH_JWKS_URL or AUTH_JWT_SECRET.", ["id"]),
    ...refused("AUTH_ISSUER", "must not be lockstep, the issuer of the server's own accounts.", ["lockstep"], jwks),
    ...refused("AUTH_ISSUER", "must have at most 500 characters.", ["x".repeat(501)], jwks),
    ...refused("AUTH_AUDIENCE", "must be set together with AUTH_JWKS_URL.", [""], jwks),
    ...refused("AUTH_AUDIENCE", "means nothing without AUTH_JWKS_URL or AUTH_JWT_SECRET.", ["board"]),
    ...refused("SMTP_URL", aUrl("smtp://", "smtps://"), ["mail.example", "http://mail.example"], mail),
    ...refused(
      "SMTP_URL",
      "must hold a scheme, a user and a password where needed, a host and a port, and no more.",
      ["smtp://", "smtp://:hidden@mail.example/inbox", "smtps://mail.example?debug=true", "smtp://mail.example#a"],
      mail,
    ),
    ...refused(
      "MAIL_FROM",
      "must be an e-mail address, or a name and the address in angle brackets.",
      ["board", "The board <board>", "a@example.com, b@example.com", "a\nBcc: <b@example.com>"],
      mail,
    ),
    ...refused("MAIL_FROM", "must be set together with SMTP_URL.", [""], mail),
    ...refused("MAIL_FROM", "means nothing without SMTP_URL.", ["board@example.com"]),
    ...refused("PUBLIC_URL", "must be set together with SMTP_URL: mails lead there.", [""], mail),
    ...refused("PUBLIC_URL", web, ["board.example", "ws://board.example", "//board.example"]),
    ...refused("PUBLIC_URL", "must hold a scheme, a host and a port, and no more.", [
      "https://example.com/board",
      "https://example.com?x",
      "https://user:hidden@example.com",
    ]),
    ...refused("ALLOWED_ORIGINS", web, ["*", "null", "https://a.example,", "https://a.example b.example"]),
  ];

  it.each(cases)("%j", (variables, sentence) => {
    expect(() => readConfig(variables)).toThrow(new ConfigError(sentence));
  });
});

function aUrl(...schemes: readonly string[]): string {
  return `must be a URL that begins with ${schemes.join(" or ")}.`;
}

function wholeNumber(least: number, most: number): string {
  return `must be a whole number from ${least} to ${most}.`;
}

/** A case for each value of a variable, with the others beside it. */
function refused(name: string, why: string, values: readonly string[], others: Variables = {}): [Variables, string][] {
  return values.map((value) => [{ ...others, [name]: value }, `${name} ${why}`]);
}
