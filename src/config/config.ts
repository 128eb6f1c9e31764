import { env } from "node:process";
import { z } from "zod";
import { type ClientLimits, limitVariables, readClientLimits } from "./client-limits.ts";
import { databaseUrl } from "./database-address.ts";
import { integer } from "./integer.ts";
import { isWeakSecret } from "./is-weak-secret.ts";
import { redisUrl } from "./redis-address.ts";
import { jwksUrl, origin, smtpUrl } from "./url-variables.ts";

/** What the environment says, checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Null: an embedded PostgreSQL below `dataDir`. */
  readonly databaseUrl: string | null;
  /** Whether it makes two accounts to try things out, and prints how to sign in. */
  readonly hasDemo: boolean;
  /** Maximum connections of changes and queries, half each; the log and the health check have five more. */
  readonly databasePoolSize: number;
  /** How long a change waits for a lock, and how long a statement may run. */
  readonly databaseLockTimeoutSeconds: number;
  readonly databaseStatementTimeoutSeconds: number;
  /** For `readRedisAddress`; null: an in-process bus. */
  readonly redisUrl: string | null;
  readonly dataDir: string;
  /** Null: generated once and kept below `dataDir`. */
  readonly authSecret: string | null;
  readonly outsideIssuer: OutsideIssuer | null;
  /** `off`: nobody makes an account of this server by themselves. */
  readonly signUps: SignUps;
  /** Null: no mail is sent, and nobody's address is verified. */
  readonly mail: MailAccount | null;
  /** The address that browsers use; null: the one it listens on. */
  readonly publicUrl: string | null;
  /** Further origins that browsers may come from. */
  readonly allowedOrigins: readonly string[];
  /** Addresses, networks and names of networks whose word about a client's address is believed. */
  readonly trustedProxies: readonly string[];
  /** Whether clients may ask for the schema, and browsers get GraphiQL. */
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** How long open sockets may take to go elsewhere when the server stops. */
  readonly drainSeconds: number;
  /** How long changes are kept; null: for ever. */
  readonly activityRetentionDays: number | null;
  /** How many changes a subscription may replay. */
  readonly replayLimit: number;
  /** How long somebody is still shown as present who may come back. */
  readonly presenceGraceSeconds: number;
  /** How many WebSockets a user may have open on one instance. */
  readonly maxConnectionsPerUser: number;
  /** How many bytes may wait on one WebSocket. */
  readonly maxSocketBacklog: number;
  readonly limits: ClientLimits;
  /** Who shows it may read the metrics; null: who asks from this machine, if at all. */
  readonly metricsToken: string | null;
  /** Whether without a token this machine may read them. */
  readonly hasOpenMetrics: boolean;
}

export type SignUps = "open" | "off";

/** Whose tokens are accepted beside the server's own. `issuer` and `audience` are checked where given. */
export interface OutsideIssuer {
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** How mail is sent. */
export interface MailAccount {
  readonly smtpUrl: string;
  /** The sender, as a mail's header has it. */
  readonly from: string;
}

/** A variable is missing or wrong; the message is one sentence that names it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the variables of the README's table; an empty one counts as absent. Throws ConfigError. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = env): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [name, index] = issue?.path ?? [];
    const entry = typeof index === "number" ? ` is a list separated by commas, of which entry ${index + 1}` : "";
    throw new ConfigError(`${String(name)}${entry} ${issue?.message}`);
  }
  const values = parsed.data;
  if (values.DATABASE_URL && !values.AUTH_SECRET) {
    throw new ConfigError("AUTH_SECRET must be set together with DATABASE_URL, the same on every instance.");
  }
  const isProduction = values.NODE_ENV === "production";
  if (isProduction) {
    if (!values.DATABASE_URL) throw new ConfigError("DATABASE_URL must be set in production.");
    requireStrongSecrets(values);
  }
  if (values.DATABASE_LOCK_TIMEOUT_SECONDS >= values.DATABASE_STATEMENT_TIMEOUT_SECONDS) {
    throw new ConfigError("DATABASE_LOCK_TIMEOUT_SECONDS must be less than DATABASE_STATEMENT_TIMEOUT_SECONDS.");
  }
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    hasDemo: !values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    databaseLockTimeoutSeconds: values.DATABASE_LOCK_TIMEOUT_SECONDS,
    databaseStatementTimeoutSeconds: values.DATABASE_STATEMENT_TIMEOUT_SECONDS,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: values.DATA_DIR,
    authSecret: values.AUTH_SECRET ?? null,
    outsideIssuer: readOutsideIssuer(values),
    signUps: values.SIGN_UPS,
    mail: readMailAccount(values),
    publicUrl: values.PUBLIC_URL ?? null,
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    introspection: values.INTROSPECTION,
    graphiql: values.GRAPHIQL,
    drainSeconds: values.DRAIN_SECONDS,
    activityRetentionDays: values.ACTIVITY_RETENTION_DAYS ?? null,
    replayLimit: values.REPLAY_LIMIT,
    presenceGraceSeconds: values.PRESENCE_GRACE_SECONDS,
    maxConnectionsPerUser: values.MAX_CONNECTIONS_PER_USER,
    maxSocketBacklog: values.MAX_SOCKET_BACKLOG,
    limits: readClientLimits(values),
    metricsToken: values.METRICS_TOKEN ?? null,
    hasOpenMetrics: !isProduction,
  };
}

const secret = z.string().min(32, "must have 32 characters or more.");

const onOrOff = z
  .enum(["on", "off"], "must be on or off.")
  .default("on")
  .transform((value) => value === "on");

function list<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item));
}

const proxy = z
  .union(
    [z.enum(["loopback", "linklocal", "uniquelocal"]), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
    "must be an address, a network (10.0.0.0/8), loopback, linklocal or uniquelocal.",
  )
  .refine((value) => !value.endsWith("/0"), "must not be all addresses, or any client could claim to be another.");

const sender = z
  .string()
  .refine(
    (value) => z.email().safeParse(/^[^<>\r\n]*<([^<>]+)>$/.exec(value)?.[1] ?? value).success,
    "must be an e-mail address, or a name and the address in angle brackets.",
  );

const environment = z.object({
  NODE_ENV: z
    .string()
    .superRefine((value, context) => {
      if (value === "production" || !/^\s*prod/i.test(value)) return;
      context.addIssue(`must be "production" (got ${JSON.stringify(value.slice(0, 100))}).`);
    })
    .optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: integer(0, 65_535).default(4_000),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: integer(2, 1_000).default(20),
  DATABASE_LOCK_TIMEOUT_SECONDS: integer(1, 60).default(2),
  DATABASE_STATEMENT_TIMEOUT_SECONDS: integer(2, 3_600).default(15),
  REDIS_URL: redisUrl.optional(),
  DATA_DIR: z.string().default(".data"),
  AUTH_SECRET: secret.optional(),
  AUTH_JWT_SECRET: secret.optional(),
  AUTH_JWKS_URL: jwksUrl.optional(),
  AUTH_ISSUER: z
    .string()
    .max(500, "must have at most 500 characters.")
    .refine((value) => value !== "lockstep", "must not be lockstep, the issuer of the server's own accounts.")
    .optional(),
  AUTH_AUDIENCE: z.string().optional(),
  SIGN_UPS: z
    .enum(["open", "off"], {
      error: ({ input }) =>
        input === "invited" ? "must be open or off: invited is not available yet." : "must be open or off.",
    })
    .default("open"),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: sender.optional(),
  PUBLIC_URL: origin.optional(),
  ALLOWED_ORIGINS: list(origin).optional(),
  TRUSTED_PROXIES: list(proxy).optional(),
  INTROSPECTION: onOrOff,
  GRAPHIQL: onOrOff,
  DRAIN_SECONDS: integer(0, 3_600).default(10),
  ACTIVITY_RETENTION_DAYS: integer(7, 36_500).optional(),
  REPLAY_LIMIT: integer(0, 1_000_000).default(10_000),
  PRESENCE_GRACE_SECONDS: integer(0, 60).default(5),
  MAX_CONNECTIONS_PER_USER: integer(1, 1_000_000).default(50),
  MAX_SOCKET_BACKLOG: integer(65_536, 1_073_741_824).default(1_048_576),
  ...limitVariables,
  METRICS_TOKEN: secret.optional(),
});

/** Elsewhere they may be made up, to try things out. */
function requireStrongSecrets(values: z.infer<typeof environment>): void {
  for (const name of ["AUTH_SECRET", "AUTH_JWT_SECRET", "METRICS_TOKEN"] as const) {
    if (values[name] && isWeakSecret(values[name])) {
      throw new ConfigError(`${name} is too easily guessed for production: take what openssl rand -hex 32 prints.`);
    }
  }
}

function readMailAccount({
  SMTP_URL: smtpUrl,
  MAIL_FROM: from,
  PUBLIC_URL: publicUrl,
}: z.infer<typeof environment>): MailAccount | null {
  if (from && !smtpUrl) throw new ConfigError("MAIL_FROM means nothing without SMTP_URL.");
  if (!smtpUrl) return null;
  if (!from) throw new ConfigError("MAIL_FROM must be set together with SMTP_URL.");
  if (!publicUrl) throw new ConfigError("PUBLIC_URL must be set together with SMTP_URL: mails lead there.");
  return { smtpUrl, from };
}

function readOutsideIssuer({
  AUTH_JWKS_URL: jwksUrl,
  AUTH_JWT_SECRET: jwtSecret,
  AUTH_ISSUER: issuer,
  AUTH_AUDIENCE: audience,
}: z.infer<typeof environment>): OutsideIssuer | null {
  if (jwksUrl && jwtSecret) throw new ConfigError("AUTH_JWT_SECRET cannot be set together with AUTH_JWKS_URL.");
  if (jwksUrl && !issuer) throw new ConfigError("AUTH_ISSUER must be set together with AUTH_JWKS_URL.");
  if (jwksUrl && !audience) throw new ConfigError("AUTH_AUDIENCE must be set together with AUTH_JWKS_URL.");
  if (jwksUrl) return { keys: { jwksUrl }, issuer, audience };
  if (jwtSecret) return { keys: { secret: jwtSecret }, issuer, audience };
  const halfSet = issuer ? "AUTH_ISSUER" : audience ? "AUTH_AUDIENCE" : null;
  if (halfSet) throw new ConfigError(`${halfSet} means nothing without AUTH_JWKS_URL or AUTH_JWT_SECRET.`);
  return null;
}
