import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

describe("a variable that nearly is one of the table's", () => {
  it.each([
    ["DATABSE_URL", "DATABASE_URL"],
    ["DATABASE_ULR", "DATABASE_URL"],
    ["DATABASE_URLS", "DATABASE_URL"],
    ["Database-Url", "DATABASE_URL"],
    ["REDIS_URI", "REDIS_URL"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["DATABASE_DSN", "DATABASE_URL"],
    ["DB_URL", "DATABASE_URL"],
    ["DB_POOL_SIZE", "DATABASE_POOL_SIZE"],
    ["TRUST_PROXIES", "TRUSTED_PROXIES"],
    ["TRUST_PROXY", "TRUSTED_PROXIES"],
    ["ALLOW_ORIGIN", "ALLOWED_ORIGINS"],
    ["AUTHSECRET", "AUTH_SECRET"],
    ["AUTH_JWT_SECRETS", "AUTH_JWT_SECRET"],
    ["MAX_CONNECTION_PER_USER", "MAX_CONNECTIONS_PER_USER"],
    ["NODE_EVN", "NODE_ENV"],
    ["DRAIN_SECS", "DRAIN_SECONDS"],
    ["SMTP_FROM", "MAIL_FROM"],
    ["MAIL_URL", "SMTP_URL"],
    ["JWKS_URL", "AUTH_JWKS_URL"],
    ["JWKS_URI", "AUTH_JWKS_URL"],
    ["JWT_SECRET", "AUTH_JWT_SECRET"],
    ["MAX_DEPTH", "MAX_DOCUMENT_DEPTH"],
    ["DATABASE_POOL", "DATABASE_POOL_SIZE"],
    ["DB_POOL", "DATABASE_POOL_SIZE"],
    ["RETENTION_DAYS", "ACTIVITY_RETENTION_DAYS"],
    ["LOCK_TIMEOUT_SECONDS", "DATABASE_LOCK_TIMEOUT_SECONDS"],
  ])("is refused in one sentence that names both: %s, %s", (written, meant) => {
    const sentence = `${written} means nothing here: rename it if ${meant} is meant, else unset it.`;
    expect(() => readConfig({ [written]: "x" })).toThrow(new ConfigError(sentence));
  });

  it("is somebody else's when that one is set as well", () => {
    const REDIS_URL = "redis://cache";
    expect(readConfig({ REDIS_URL, REDIS_URI: "x" })).toEqual(readConfig({ REDIS_URL }));
    const AUTH_JWT_SECRET = "0123456789abcdef0123456789abcdef";
    expect(readConfig({ AUTH_JWT_SECRET, JWT_SECRET: "x" })).toEqual(readConfig({ AUTH_JWT_SECRET }));
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
      "REDIS_CACHE_URL",
      "KEYCLOAK_DB_URL",
      "DB_URL_FILE",
      "DB_HOST",
      "POSTGRES_URL",
      "PROXY_TRUST",
      "TRUST_STORE",
      "DATA",
      "AUTH_TOKEN",
      "AUTH_URL",
      "HOSTNAME",
      "PORT_8080_TCP",
      "AUTH_PORT_8080_TCP",
      "DATABASE_SERVICE_HOST",
      "DATABASE_PORT",
      "POSTGRES_USER",
      "POSTGRES_PASSWORD",
      "POSTGRES_DB",
      "REDIS_VERSION",
      "NODE_VERSION",
      "NODE_OPTIONS",
      "REQUEST_TIMEOUT",
      "DATABASE_TIMEOUT",
      "MAX_USERS",
      "PER_HOUR",
      "SMTP_HOST",
      "SECRET",
      "JWT",
    ];
    expect(readConfig(Object.fromEntries(others.map((name) => [name, "x"])))).toEqual(readConfig({}));
  });
});
