import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

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

  it("there is no demo, with whatever database", () => {
    expect(readConfig({ AUTH_SECRET: strong, NODE_ENV: "production" })).toMatchObject({ hasDemo: false });
  });

  it("what nearly says so stops the start, lest its rules not hold unseen", () => {
    const sentence = "NODE_ENV must be exactly production if that is meant, else something less like it.";
    for (const NODE_ENV of ["Production", "PRODUCTION", "prod", "Prod", "produciton", "productoin", " production"]) {
      expect(() => readConfig({ NODE_ENV }), NODE_ENV).toThrow(new ConfigError(sentence));
    }
    for (const NODE_ENV of ["", "development", "dev", "test", "staging", "preproduction", "product"]) {
      expect(readConfig({ NODE_ENV }), NODE_ENV).toEqual(readConfig({}));
    }
  });

  const weakSecrets = [
    "0123456789abcdef0123456789abcdef",
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
