import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { OperatorError } from "../../src/errors/operator-error.ts";

const databaseUrl = "postgres://app:hidden@db.example/app";
const secret = "0123456789abcdef0123456789abcdef";
const mail = { SMTP_URL: "smtp://mail.example:587", MAIL_FROM: "board@example.com", PUBLIC_URL: "https://b.example" };
const jwks = { AUTH_JWKS_URL: "https://id.example/jwks", AUTH_ISSUER: "https://id.example", AUTH_AUDIENCE: "board" };
const sslModes = "disable, prefer, require, verify-ca, verify-full, no-verify";
const web = aUrl("http://", "https://");
const aProxy = "must be an address, a network (10.0.0.0/8), loopback, linklocal or uniquelocal.";
const notAll = "must not be all addresses, or any client could claim to be another.";

type Variables = Readonly<Record<string, string>>;

describe("a bad or half-set variable is told in one sentence that names it", () => {
  const cases: readonly (readonly [Variables, sentence: string])[] = [
    ...refused("PORT", wholeNumber(0, 65_535), ["x", "-1", "65536", "4000.5", "4e3", " 4000", "0x10", "9".repeat(20)]),
    ...refused("HOST", "must be a host name or an IP address, without a scheme, a port or spaces.", [
      "not a host",
      " 127.0.0.1",
      "127.0.0.1 ",
      "localhost:4000",
      "http://localhost",
      "[::1]",
      "*",
    ]),
    ...refused("DRAIN_SECONDS", wholeNumber(0, 3_600), ["-1", "3601", "10s"]),
    ...refused("ACTIVITY_RETENTION_DAYS", wholeNumber(7, 36_500), ["6", "36501", "for ever"]),
    ...refused("RESTORE_DAYS", wholeNumber(0, 36_500), ["-1", "36501", "for ever"]),
    ...refused("REPLAY_LIMIT", wholeNumber(0, 1_000_000), ["-1", "1000001"]),
    ...refused("PRESENCE_GRACE_SECONDS", wholeNumber(0, 60), ["-1", "61"]),
    ...refused("MAX_CONNECTIONS_PER_USER", wholeNumber(1, 1_000_000), ["0", "many"]),
    ...refused("MAX_SOCKET_BACKLOG", wholeNumber(65_536, 1_073_741_824), ["65535", "1MB"]),
    ...refused("TRUSTED_PROXIES", `${entry(1)} ${aProxy}`, [
      "caddy",
      "*",
      "true",
      "10.0.0.0/33",
      "10.0.0.0/",
      "Loopback",
    ]),
    ...refused("TRUSTED_PROXIES", `${entry(2)} ${aProxy}`, ["10.0.0.1,", "loopback, caddy,10.0.0.2"]),
    ...refused("TRUSTED_PROXIES", `${entry(1)} ${notAll}`, ["0.0.0.0/0", "::/0", "0::0/0", "10.0.0.1/0,loopback"]),
    ...refused("LOG_LEVEL", "must be fatal, error, warn, info, debug, trace or silent.", ["loud", "INFO", "30"]),
    ...refused("INTROSPECTION", "must be on or off.", ["true", "ON", "0"]),
    ...refused("TRUSTED_DOCUMENTS_ONLY", "must be true or false.", ["on", "1", "TRUE"]),
    ...refused("TRUSTED_DOCUMENTS", `${entry(2)} must be the path of a file.`, ["web.json,", "web.json, ,phone.json"]),
    [{ TRUSTED_DOCUMENTS_ONLY: "true" }, "TRUSTED_DOCUMENTS must be set together with TRUSTED_DOCUMENTS_ONLY=true."],
    ...refused("SIGN_UPS", "must be open, invited or off.", ["on", "closed", "OFF", "Invited"]),
    ...refused("GRAPHIQL", "must be on or off.", ["false"]),
    ...refused("MAX_DOCUMENT_TOKENS", wholeNumber(1_000, 100_000), ["999", "100001"]),
    ...refused("MAX_DOCUMENT_DEPTH", wholeNumber(15, 1_000), ["14", "1001"]),
    ...refused("MAX_DOCUMENT_FIELDS", wholeNumber(500, 100_000), ["499", "100001"]),
    ...refused("MAX_DOCUMENT_ALIASES", wholeNumber(0, 100_000), ["-1", "100001"]),
    ...refused("MAX_QUERY_COST", wholeNumber(1_000, 10_000_000), ["999", "10000001"]),
    ...refused("MAX_EVENT_COST", wholeNumber(100, 1_000_000), ["99", "1000001"]),
    ...refused("MAX_ANSWER_BYTES", wholeNumber(1_048_576, 268_435_456), ["1048575", "16MB"]),
    ...refused("MAX_MESSAGE_BYTES", wholeNumber(65_536, 67_108_864), ["65535", "1MB"]),
    ...refused("MAX_CONNECTIONS", wholeNumber(1, 1_000_000), ["0", "many"]),
    ...refused("MAX_STREAM_SECONDS", wholeNumber(10, 86_400), ["9", "86401", "5m"]),
    ...refused("MAX_SOCKET_OPERATIONS", wholeNumber(1, 10_000), ["0", "many"]),
    ...refused("REQUEST_TIMEOUT_SECONDS", wholeNumber(1, 3_600), ["0", "3601", "30s"]),
    ...refused("MUTATIONS_PER_MINUTE", wholeNumber(0, 1_000_000), ["-1", "1000001"]),
    ...refused("MEMBER_ADDRESSES_PER_HOUR", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("ACCOUNT_REQUESTS_PER_MINUTE", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("STALL_TIMEOUT_SECONDS", wholeNumber(1, 3_600), ["0", "3601", "60s"]),
    ...refused("SIGN_UPS_PER_HOUR", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("MAIL_REQUESTS_PER_HOUR", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("MAILS_PER_HOUR", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("FAILED_SIGN_INS", wholeNumber(0, 1_000_000), ["-1", "off"]),
    ...refused("DATABASE_URL", aUrl("postgres://", "postgresql://"), [
      "db.example",
      "mysql://app:hidden@db.example/app",
      "postgres:app",
    ]),
    ...refused(
      "DATABASE_URL",
      "must hold one host, no port but a number up to 65535, and user and password percent-encoded: # as %23, / as %2F, ? as %3F.",
      [
        ..."#/?"
          .split("")
          .flatMap((sign) => [
            `postgres://app:hidden${sign}hidden@db.example/app`,
            `postgres://app:1${sign}hidden@db.example/app`,
          ]),
        "postgres://db.example/app?=x",
        "postgres://db.example:65536/app",
        "postgres://db.example:5432,other.example:5432/app",
      ],
    ),
    ...refused("DATABASE_URL", "must hold a host; for a socket, localhost and the parameter host=/its/folder.", [
      "postgres://",
      "postgresql:///app",
      "postgres://app:hidden@",
      "postgres://app:hidden@/app?host=/tmp",
      "postgres://app:hidden@:5432/app",
    ]),
    ...(
      [
        ["pgbounser=true", "pgbounser, which has no effect; remove it."],
        ["ssl_mode=require", "ssl_mode, which has no effect; remove it."],
        ["connection_limit=x", "connection_limit, which has no effect; remove it."],
        ["schema=board", "schema, which has no effect; remove it."],
        ["sslmode=require&channel_binding=require", "channel_binding, which has no effect; remove it."],
        ["target_session_attrs=read-write", "target_session_attrs, which has no effect; remove it."],
        ["gssencmode=disable", "gssencmode, which has no effect; remove it."],
        ["pgbouncer=1", "pgbouncer, which must be one of true, false."],
        ["sslmode=foo", `sslmode, which must be one of ${sslModes}.`],
        ["sslmode=verify-full&sslmode=", `sslmode, which must be one of ${sslModes}.`],
        ["ssl=false", "ssl, which must be one of true, 1, 0, no-verify."],
        ["sslrootcert=", "sslrootcert, which must be something."],
        ["connect_timeout=10s", "connect_timeout, which must be a whole number."],
      ] as const
    ).flatMap(([parameters, rest]) =>
      refused("DATABASE_URL", `holds the parameter ${rest}`, [`${databaseUrl}?${parameters}`]),
    ),
    ...refused("DATABASE_POOL_SIZE", wholeNumber(2, 1_000), ["1", "1001", "many"]),
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
    ...refused(
      "REDIS_URL",
      "must name Sentinels and their primary, as in redis+sentinel://host:26379,host:26379/name.",
      [
        "redis+sentinel://",
        "redis+sentinel://a:26379",
        "redis+sentinel://a:26379/",
        "redis+sentinel://a:26379/board/x",
        "redis+sentinel:///board",
        "redis+sentinel://:hidden@/board",
        "redis+sentinel://:hid#den@a/board",
        "redis+sentinel://a/board,redis+sentinel://b/board",
        "rediss+sentinel:a/board",
      ],
    ),
    ...refused("REDIS_URL", "must hold a host for each Sentinel, and no port 0.", [
      "redis+sentinel://a:0/board",
      "redis+sentinel://a,/board",
      "redis+sentinel://a,,b/board",
      "redis+sentinel://a:x/board",
      "redis+sentinel://a:26379,b:65536/board",
    ]),
    ...refused("REDIS_URL", "must hold user and password percent-encoded, % itself as %25.", [
      "redis+sentinel://:100%hidden@a/board",
    ]),
    ...refused(
      "REDIS_URL",
      "must hold no parameters but sentinelUsername and sentinelPassword together with Sentinel.",
      ["redis+sentinel://a/board?cluster=true", "redis+sentinel://a/board?db=1"],
    ),
    ...["AUTH_SECRET", "AUTH_JWT_SECRET", "METRICS_TOKEN"].flatMap((name) =>
      refused(name, "must have 32 characters or more besides spaces at its ends.", [
        "hidden",
        secret.slice(1),
        " ".repeat(40),
        `${secret.slice(1)} \t`,
      ]),
    ),
    ...refused("AUTH_JWT_SECRET", "cannot be set together with AUTH_JWKS_URL.", [secret], jwks),
    ...refused("AUTH_JWKS_URL", web, ["id.example/jwks", "file:///jwks.json"], jwks),
    ...refused(
      "AUTH_JWKS_URL",
      "must hold no user and no password, since keys are public.",
      ["https://app:hidden@id.example/jwks"],
      jwks,
    ),
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
    ...refused("PUBLIC_URL", "must be set together with SMTP_URL: e-mails link to it.", [""], mail),
    ...refused("PUBLIC_URL", web, ["board.example", "ws://board.example", "//board.example"]),
    ...refused("PUBLIC_URL", "must hold a scheme, a host and a port, and no more.", [
      "https://example.com/board",
      "https://example.com?x",
      "https://user:hidden@example.com",
    ]),
    ...refused("ALLOWED_ORIGINS", `${entry(1)} ${web}`, ["*", "null", "https://a.example b.example"]),
    ...refused("ALLOWED_ORIGINS", `${entry(2)} ${web}`, ["https://a.example,", "https://a.example, *"]),
    ...refused("ALLOWED_ORIGINS", `${entry(2)} must hold a scheme, a host and a port, and no more.`, [
      "https://a.example,https://app:hidden@b.example",
    ]),
  ];

  it.each(cases)("%j", (variables, sentence) => {
    expect(() => readConfig(variables)).toThrow(new OperatorError(sentence));
  });
});

function entry(place: number): string {
  return `is a list separated by commas, of which entry ${place}`;
}

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
