import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAdapter } from "../../conformance/adapters/lockstep.mjs";
import { conform } from "../../conformance/conform.mjs";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { type Fault, type Passing, startRelay } from "./broken-relay.ts";

const roleOf = ({ data }: Passing) => Object.values(data ?? {})[0]?.__typename ?? "";
const isChange = (result: Passing) => !/^(Ready|Resync|Presence)/.test(roleOf(result));

/** Behaviours that break a rule, with a rule that finds each. */
const faults: readonly (readonly [what: string, rule: string, createFault: () => Fault])[] = [
  [
    "drops the second change",
    "R-2",
    () => {
      let count = 0;
      return { edit: (result) => (isChange(result) && ++count === 2 ? [] : [result]) };
    },
  ],
  ["doubles a change", "R-2", () => ({ edit: (result) => (isChange(result) ? [result, result] : [result]) })],
  [
    "swaps two changes",
    "R-2",
    () => {
      let kept: Passing | null = null;
      let isDone = false;
      return {
        edit(result) {
          if (isDone || !isChange(result)) return [result];
          isDone = kept !== null;
          const both = kept ? [result, kept] : [];
          kept = result;
          return both;
        },
      };
    },
  ],
  [
    "sends Ready before the replay",
    "R-4",
    () => {
      let isFirst = true;
      const early = (result: Passing): Passing => ({ ...result, data: { projectActivity: { __typename: "Ready" } } });
      return {
        edit(result) {
          if (!isFirst) return [result];
          isFirst = false;
          return isChange(result) ? [early(result), result] : [result];
        },
      };
    },
  ],
  [
    "sends the cursor of the change before",
    "R-6",
    () => {
      let last: string | undefined;
      return {
        edit(result) {
          if (!result.extensions) return [result];
          const cursor = last ?? result.extensions.cursor;
          last = result.extensions.cursor;
          return [{ ...result, extensions: { ...result.extensions, cursor } }];
        },
      };
    },
  ],
  ["leaves out the cursor", "R-3", () => ({ edit: ({ extensions: _, ...result }) => [result] })],
  ["leaves out Resync", "R-20", () => ({ edit: (result) => (roleOf(result) === "Resync" ? [] : [result]) })],
  [
    "gives another reason",
    "R-20",
    () => ({
      edit: (result) =>
        roleOf(result) === "Resync"
          ? [{ ...result, data: { projectActivity: { __typename: "Resync", reason: "TOO_OLD" } } }]
          : [result],
    }),
  ],
  ["completes instead of a refusal", "R-32", () => ({ hidesRefusals: true })],
  [
    "sends a change after the end",
    "R-42",
    () => ({
      afterEnd: {
        data: { projectActivity: { __typename: "TaskUpdated" } },
        extensions: { seq: 9, cursor: "project.9.1" },
      },
    }),
  ],
  ["completes at a restart", "R-12", () => ({ completesAtCut: true })],
];

const variables = { REDIS_URL: inject("redisUrl"), MAX_CONNECTIONS_PER_USER: "200" };
const transports = ["websocket", "sse", "multipart"];

let database: TestDatabase;
let port: string;
let instance: Instance;

const start = () => startInstance(database.url, { ...variables, PORT: port });

beforeAll(async () => {
  [database, port] = await Promise.all([createTestDatabase(), findFreePort().then(String)]);
  instance = await start();
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

describe("conformance by a relay", () => {
  it("passes when nothing is changed", async () => {
    const rules = [...new Set(faults.map(([, rule]) => rule))];
    const results = await judge(() => ({}), rules, patience);
    expect(results.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
    expect(results).toHaveLength(rules.length * transports.length);
  });

  it.each(faults)("fails when it %s: %s, on every transport", async (_what, rule, createFault) => {
    // A second is enough for what must fail, whatever comes.
    const results = await judge(createFault, [rule], 1_000);
    console.log(
      _what,
      results.map((r) => `${r.transport}: ${r.reason}`),
    );
    expect(results.map(({ transport, outcome }) => ({ transport, outcome }))).toEqual(
      transports.map((transport) => ({ transport, outcome: "fail" })),
    );
  });
});

/** Judges rules before a relay. */
async function judge(createFault: () => Fault, ruleIds: readonly string[], patience: number) {
  const relay = await startRelay(instance.url, createFault);
  const cut = async () => {
    await instance.close();
    instance = await start();
  };
  const adapter = createAdapter({ url: relay.url, databaseUrl: database.url, jwtSecret, cut });
  const results = await conform(adapter, { ruleIds, patience, transports });
  await adapter.close?.();
  await relay.close();
  return results;
}
