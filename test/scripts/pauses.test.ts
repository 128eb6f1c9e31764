import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";

/** Long runs, whose pauses are the weather that they make. */
const longRuns = /^(faults|scale|simulation|spec|storm)\//;

/** Files with a pause by the clock, each with its reason. No test of another file waits for a guessed time. */
const pauses: Readonly<Record<string, string>> = {
  "abuse/bystander.ts": "pace of a writer",
  "abuse/connections.test.ts": "pace of a slow reader",
  "client/core/person/follow-person.test.ts": "one turn of the event loop",
  "client/core/undo/undo-history.test.ts": "one turn of the event loop",
  "deploy/alerts.test.ts": "pace of the causes of an alert, and a change that is slow",
  "presence/presence-contract.ts": "random order of what happens, looked at when it rests",
  "presence/redis-presence-cost.test.ts": "timers of one length end in their order",
  "redis/ioredis-compat.test.ts": "moments of a TLS handshake",
  "support/persistent-writer.ts": "pace of a writer",
};

const pause =
  /import \{[^}]*\bsetTimeout\b[^}]*\} from "node:timers\/promises"|=> setTimeout\(resolve|waitForTimeout\(/;

it("tests wait for events: each file with a pause is known, with its reason", async () => {
  const folder = join(projectRoot, "test");
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  const found = await Promise.all(
    files
      .filter((file) => !longRuns.test(file) && file !== "scripts/pauses.test.ts")
      .map(async (file) => (pause.test(await readFile(join(folder, file), "utf8")) ? file : [])),
  );
  expect(found.flat().sort()).toEqual(Object.keys(pauses).sort());
});
