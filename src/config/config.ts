import { env } from "node:process";
import { deflateRawSync } from "node:zlib";
import { OperatorError } from "../errors/operator-error.ts";
import { secret } from "./kinds.ts";
import { type ClientLimits, limits } from "./limits.ts";
import type { Setting, Settings, SettingValues } from "./setting.ts";
import { allSettings, settings } from "./settings.ts";

type Values = SettingValues<typeof settings>;

/** Settings that stand in the configuration as `outsideIssuer` and `mail`. */
type Combined = "jwtSecret" | "jwksUrl" | "issuer" | "audience" | "smtpUrl" | "mailFrom";

/** Checked content of the environment. `settings` and `limits` describe each value. */
export interface Config extends Omit<Values, Combined> {
  readonly limits: ClientLimits;
  readonly outsideIssuer: OutsideIssuer | null;
  /** Null: no e-mails are sent, and addresses are not verified. */
  readonly mail: MailAccount | null;
}

export type SignUps = Config["signUps"];

/** Issuer whose tokens are accepted beside the server's own. `issuer` and `audience` are checked where given. */
export interface OutsideIssuer {
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

export interface MailAccount {
  readonly smtpUrl: string;
  /** The sender, as an e-mail's header has it. */
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables of `settings` and `limits`; an empty one counts as absent. Throws OperatorError. */
export function readConfig(environment: Environment = env): Config {
  const [fault] = findFaults(environment);
  if (fault !== undefined) throw new OperatorError(fault);
  const { jwtSecret, jwksUrl, issuer, audience, smtpUrl, mailFrom, ...values } = readAll(settings, environment);
  const claims = { issuer: issuer ?? undefined, audience: audience ?? undefined };
  const keys = jwksUrl !== null ? { jwksUrl } : jwtSecret !== null ? { secret: jwtSecret } : null;
  return {
    ...values,
    limits: readAll(limits, environment),
    outsideIssuer: keys && { keys, ...claims },
    mail: smtpUrl !== null && mailFrom !== null ? { smtpUrl, from: mailFrom } : null,
  };
}

/** Returns a sentence for each fault, in the order of `settings`; those of several variables together come last. */
export function findFaults(environment: Environment = env): readonly string[] {
  const faults = allSettings.flatMap((setting) => findFault(setting, environment) ?? []);
  return [...faults, ...findConflicts(environment)];
}

/** Text of a variable; undefined for an empty one. */
export function readText({ name }: Setting, environment: Environment): string | undefined {
  return environment[name] || undefined;
}

export function findFault(setting: Setting, environment: Environment): string | null {
  const given = readText(setting, environment);
  const issue = given === undefined ? undefined : setting.kind.schema.safeParse(given).error?.issues[0];
  if (!issue) return null;
  const [index] = issue.path;
  const entry = typeof index === "number" ? ` is a list separated by commas, of which entry ${index + 1}` : "";
  return `${setting.name}${entry} ${issue.message}`;
}

function readAll<Table extends Settings>(table: Table, environment: Environment): SettingValues<Table> {
  const entries = Object.entries(table).map(([key, setting]) => {
    const given = readText(setting, environment);
    return [key, given === undefined ? setting.default : setting.kind.schema.parse(given)];
  });
  return Object.fromEntries(entries) as SettingValues<Table>;
}

/** Faults of variables that do not fit together. */
function* findConflicts(environment: Environment): Generator<string> {
  const {
    AUTH_AUDIENCE: audience,
    AUTH_ISSUER: issuer,
    AUTH_JWKS_URL: jwksUrl,
    AUTH_JWT_SECRET: jwtSecret,
    AUTH_SECRET: authSecret,
    DATABASE_LOCK_TIMEOUT_SECONDS: lockTimeout = settings.databaseLockTimeoutSeconds.default,
    DATABASE_STATEMENT_TIMEOUT_SECONDS: statementTimeout = settings.databaseStatementTimeoutSeconds.default,
    DATABASE_URL: databaseUrl,
    MAIL_FROM: mailFrom,
    NODE_ENV: nodeEnv,
    PUBLIC_URL: publicUrl,
    SMTP_URL: smtpUrl,
    TRUSTED_DOCUMENTS: trustedDocuments,
    TRUSTED_DOCUMENTS_ONLY: trustedDocumentsOnly,
  } = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  if (databaseUrl && !authSecret) {
    yield "AUTH_SECRET must be set together with DATABASE_URL, the same on every instance.";
  }
  if (nodeEnv === "production") {
    if (!databaseUrl) yield "DATABASE_URL must be set in production.";
    for (const name of ["AUTH_SECRET", "AUTH_JWT_SECRET", "METRICS_TOKEN"]) {
      if (isGuessable(environment[name])) {
        yield `${name} is too easily guessed for production: take what openssl rand -hex 32 prints.`;
      }
    }
  }
  if (Number(lockTimeout) >= Number(statementTimeout)) {
    yield "DATABASE_LOCK_TIMEOUT_SECONDS must be less than DATABASE_STATEMENT_TIMEOUT_SECONDS.";
  }
  if (jwksUrl && jwtSecret) yield "AUTH_JWT_SECRET cannot be set together with AUTH_JWKS_URL.";
  for (const [name, value] of [
    ["AUTH_ISSUER", issuer],
    ["AUTH_AUDIENCE", audience],
  ]) {
    if (jwksUrl && !value) yield `${name} must be set together with AUTH_JWKS_URL.`;
    if (value && !jwksUrl && !jwtSecret) yield `${name} means nothing without AUTH_JWKS_URL or AUTH_JWT_SECRET.`;
  }
  if (trustedDocumentsOnly === "true" && !trustedDocuments) {
    yield "TRUSTED_DOCUMENTS must be set together with TRUSTED_DOCUMENTS_ONLY=true.";
  }
  if (mailFrom && !smtpUrl) yield "MAIL_FROM means nothing without SMTP_URL.";
  if (smtpUrl && !mailFrom) yield "MAIL_FROM must be set together with SMTP_URL.";
  if (smtpUrl && !publicUrl) yield "PUBLIC_URL must be set together with SMTP_URL: e-mails link to it.";
}

/** Text of examples and of secrets that somebody made up; random secrets hold it once in millions. */
const wellKnown =
  /secret|password|change|replace|example|lockstep|default|insecure|develop|production|your[-_]|letmein|qwerty|abcdefg|zyxwvu|01234567|12345678|98765432|fedcba98|deadbeef|cafebabe/i;

/** In bytes. Random text of 32 characters compresses to about 30 of them, be it hexadecimal or base64. */
const fewBytes = 24;

/** True for a secret that is long enough and can be guessed: it repeats itself, or holds text of examples. */
function isGuessable(text = ""): boolean {
  return secret.schema.safeParse(text).success && (deflateRawSync(text).length < fewBytes || wellKnown.test(text));
}
