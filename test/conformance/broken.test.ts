import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAdapter } from "../../conformance/adapters/lockstep.mjs";
import { conform, rules } from "../../conformance/conform.mjs";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { patience } from "../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { type Fault, type Passing, startRelay } from "./broken-relay.ts";

const roleOf = ({ data }: Passing) => Object.values(data ?? {})[0]?.__typename ?? "";
const isChange = (result: Passing) => !/^(Ready|Resync|Presence)/.test(roleOf(result));

const joined: Passing = { data: { projectActivity: { __typename: "PresenceJoined" } } };

const ignoreDocumentId = (): Fault => ({ editOperation: ({ documentId: _, ...operation }) => operation });

const transportsOf = (id: string) => rules.find((rule) => rule.id === id)?.on ?? [];

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
  ["ignores documentId", "R-37", ignoreDocumentId],
  ["ignores documentId", "R-38", ignoreDocumentId],
  ["ignores documentId", "R-39", ignoreDocumentId],
  ["reads on for a client that does not", "R-44", () => ({ isUnbounded: true })],
  ["completes instead of a refusal", "R-45", () => ({ hidesRefusals: true })],
  [
    "sends presence before Ready",
    "R-50",
    () => {
      let isFirst = true;
      return {
        edit(result) {
          const early = isFirst ? [joined] : [];
          isFirst = false;
          return [...early, result];
        },
      };
    },
  ],
  [
    "gives presence the cursor of the change before",
    "R-50",
    () => {
      let last: Passing["extensions"];
      return {
        edit(result) {
          last = result.extensions ?? last;
          return [{ ...result, ...(last && { extensions: last }) }];
        },
      };
    },
  ],
  ["passes no heartbeats", "R-51", () => ({ isQuiet: true })],
  ["closes with 1000", "W-9", () => ({ hidesRefusals: true })],
  ["answers pings in place of the client", "W-10", () => ({ answersPings: true })],
  ["closes with 1000", "W-11", () => ({ hidesRefusals: true })],
  ["answers with 200", "H-6", () => ({ status: 200 })],
];

const manifest = join(projectRoot, "conformance/adapters/lockstep-documents.json");
const variables = { REDIS_URL: inject("redisUrl"), TRUSTED_DOCUMENTS: manifest };

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

/** Those that wait for heartbeats of the server, which take most of the time of all. */
const ofHeartbeats = faults.filter(([, rule]) => ["R-51", "W-10"].includes(rule));
const others = faults.filter((fault) => !ofHeartbeats.includes(fault));

// Nothing restarts the server meanwhile.
describe.concurrent("conformance by a relay: heartbeats", () => testFaults(ofHeartbeats));

describe("conformance by a relay", () => testFaults(others));

function testFaults(chosen: typeof faults): void {
  it("passes when nothing is changed", async () => {
    const broken = [...new Set(chosen.map(([, rule]) => rule))];
    const results = await judge(() => ({}), broken, patience);
    expect(results.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
    expect(results).toHaveLength(broken.flatMap(transportsOf).length);
  });

  it.each(chosen)("fails when it %s: %s, on every transport of the rule", async (_what, rule, createFault) => {
    // A second is enough for what must fail, whatever comes.
    const results = await judge(createFault, [rule], 1_000);
    // Running out of time would be another reason than the fault.
    expect(results.filter(({ reason }) => /is not decided/.test(reason))).toEqual([]);
    expect(results.map(({ transport, outcome }) => ({ transport, outcome }))).toEqual(
      transportsOf(rule).map((transport) => ({ transport, outcome: "fail" })),
    );
  });
}

/** Judges rules before a relay. */
async function judge(createFault: () => Fault, ruleIds: readonly string[], patience: number) {
  const relay = await startRelay(instance.url, createFault);
  const cut = async () => {
    await instance.close();
    instance = await start();
  };
  const adapter = createAdapter({ url: relay.url, databaseUrl: database.url, jwtSecret, hasManifest: true, cut });
  const results = await conform(adapter, { ruleIds, patience });
  await adapter.close?.();
  await relay.close();
  return results;
}
