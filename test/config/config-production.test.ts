import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { OperatorError } from "../../src/errors/operator-error.ts";
import { createRandom } from "../faults/random.ts";
import { range } from "../support/range.ts";

describe("in production", () => {
  const strong = "7c1e5b0d94f2a86370be49d5c8f1a2636d0e9b47f35c81a2";
  const DATABASE_URL = "postgres://app:hidden@db.example/app";

  it("a database must be named, so that no empty one is made where another was meant", () => {
    for (const url of [undefined, ""]) {
      const variables = { AUTH_SECRET: strong, DATABASE_URL: url, DB_URL: DATABASE_URL, NODE_ENV: "production" };
      expect(() => readConfig(variables)).toThrow(new OperatorError("DATABASE_URL must be set in production."));
    }
  });

  it("an invented secret stops the start, and a random one is accepted", () => {
    for (const name of ["AUTH_SECRET", "AUTH_JWT_SECRET", "METRICS_TOKEN"]) {
      const sentence = `${name} is too easily guessed for production: take what openssl rand -hex 32 prints.`;
      for (const weak of weakSecrets) {
        const variables = { DATABASE_URL, AUTH_SECRET: strong, [name]: weak };
        expect(() => readConfig({ ...variables, NODE_ENV: "production" }), weak).toThrow(new OperatorError(sentence));
        expect(readConfig(variables)).toEqual(readConfig({ ...variables, NODE_ENV: "development" }));
      }
    }
    // From a seed: one secret in a million looks invented, and thousands are tried.
    const { integer } = createRandom(1);
    for (let count = 0; count < 1_000; count += 1) {
      for (const encoding of ["hex", "base64", "base64url"] as const) {
        const AUTH_SECRET = Buffer.from(range(1, 24).map(() => integer(0, 255))).toString(encoding);
        expect(readConfig({ DATABASE_URL, AUTH_SECRET, NODE_ENV: "production" })).toMatchObject({
          authSecret: AUTH_SECRET,
        });
      }
    }
  });

  it("no secret, or a short one, stops it too", () => {
    const missing = "AUTH_SECRET must be set together with DATABASE_URL, the same on every instance.";
    for (const AUTH_SECRET of [undefined, ""]) {
      expect(() => readConfig({ DATABASE_URL, AUTH_SECRET, NODE_ENV: "production" })).toThrow(
        new OperatorError(missing),
      );
    }
    const short = { DATABASE_URL, AUTH_SECRET: strong.slice(0, 31), NODE_ENV: "production" };
    expect(() => readConfig(short)).toThrow(
      new OperatorError("AUTH_SECRET must have 32 characters or more besides spaces at its ends."),
    );
  });

  it("a value that resembles it stops the start, so that its rules never lapse unnoticed", () => {
    const likenesses = [
      "Production",
      "PRODUCTION",
      "prod",
      "Prod",
      "produciton",
      " production",
      "production ",
      "prod1",
    ];
    for (const NODE_ENV of likenesses) {
      const sentence = `NODE_ENV must be "production" (got "${NODE_ENV}").`;
      expect(() => readConfig({ NODE_ENV }), NODE_ENV).toThrow(new OperatorError(sentence));
    }
    for (const NODE_ENV of ["", "development", "dev", "test", "staging", "preproduction"]) {
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
