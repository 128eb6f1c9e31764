import { expect, inject, onTestFinished } from "vitest";
import { failToStart } from "../support/server-process.ts";
import type { StandIn } from "./stand-in-servers.ts";

/** Text that the message never holds. */
export const password = "open-sesame";

/** The only line of a server that ends with 1. Its database is that of the tests unless another is named. */
export async function refusal(variables: Readonly<Record<string, string>>): Promise<string> {
  const { code, output } = await failToStart({
    PORT: "0",
    DATABASE_URL: inject("postgres").url,
    REDIS_URL: "",
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    ...variables,
  });
  expect({ code, output }).toEqual({ code: 1, output: [expect.any(String)] });
  expect(output.join()).not.toContain(password);
  return output.join();
}

export function expectRest(sentence: string, rest: string | RegExp): void {
  const said = sentence.slice(sentence.indexOf(": ") + 2);
  if (typeof rest === "string") expect(said).toBe(rest);
  else expect(said).toMatch(rest);
}

/** Its address; it is closed after the test. */
export async function standIn(starting: Promise<StandIn>): Promise<string> {
  const { host, close } = await starting;
  onTestFinished(close);
  return host;
}
