import { afterEach, beforeEach, expect, it } from "vitest";
import { addMember, createProject, createTasks } from "../support/board.ts";
import { createPerson } from "../support/person.ts";
import { range } from "../support/range.ts";
import { subscribeResuming } from "../support/resuming-subscriber.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { openTab } from "../support/tab.ts";
import { startTrio, type Trio } from "../support/trio.ts";

/** Within so many milliseconds a crashed instance's people leave. */
const crashLimit = 40_000;

/** Those that stay, with the times of production. */
let trio: Trio;
/** One that ends. */
let ending: ServerProcess;

beforeEach(async () => {
  trio = await startTrio({ PRESENCE_GRACE_SECONDS: "5" });
  ending = await startServerProcess({
    PORT: "0",
    DATABASE_URL: trio.databaseUrl,
    REDIS_URL: trio.redis.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "1",
  });
});

afterEach(async () => {
  await ending.stop("SIGKILL");
  await trio.close();
});

it("lets the people of a killed process go within 40 s, once, and not those who reconnected", {
  timeout: 90_000,
}, async () => {
  const [here, there, elsewhere] = trio.instances;
  const { projectId, ada, grace, linus } = await gather();
  const dying = await Promise.all([ada, grace, linus].map((person) => openTab(ending.url, person, { projectId })));
  const witnesses = await Promise.all(
    trio.instances.map(({ url }) => openTab(url, ada, { projectId, announce: false })),
  );
  for (const tab of [...dying, ...witnesses]) await tab.untilPicture(["ada", "grace", "linus"]);
  const before = witnesses.map(({ heard }) => heard.length);

  await ending.stop("SIGKILL");
  const back = [await openTab(here.url, grace, { projectId }), await openTab(there.url, linus, { projectId })];
  await Promise.all([...witnesses, ...back].map((tab) => tab.untilHeard("-ada", crashLimit)));

  const marker = await openTab(elsewhere.url, ada, { projectId });
  const heard = await Promise.all(
    [...witnesses, ...back].map(async (tab, index) => {
      await tab.untilPicture(["ada", "grace", "linus"]);
      tab.close();
      return tab.heard.slice(before[index] ?? 0);
    }),
  );
  expect(heard).toEqual(range(1, 5).map(() => ["-ada", "+ada"]));
  marker.close();
});

it("tells neither leave nor join of those whom a drained instance sends elsewhere", async () => {
  const [here] = trio.instances;
  const { projectId, ada, grace, linus } = await gather();
  const witnesses = await Promise.all(
    trio.instances.map(({ url }) => openTab(url, ada, { projectId, announce: false })),
  );
  let url = ending.url;
  const findUrl = () => url;
  const moving = [grace, linus].map(({ token }) =>
    subscribeResuming({ projectId, since: 1, findUrl, findToken: async () => token }),
  );
  const staying = await openTab(ending.url, ada, { projectId });
  for (const tab of [...witnesses, staying]) await tab.untilPicture(["ada", "grace", "linus"]);

  url = here.url;
  const ended = ending.stop("SIGTERM");
  const seq = await createTasks(await here.person("ada"), projectId, 1);
  await Promise.all(moving.map((subscriber) => subscriber.untilClosed(1)));
  expect(await ended).toBe(0);
  await Promise.all(moving.map((subscriber) => subscriber.reach(seq)));

  // A person who does not reconnect leaves after the grace period, when a leave of the others would arrive too.
  for (const tab of witnesses) await tab.untilHeard("-ada");
  const back = await openTab(here.url, ada, { projectId });
  for (const tab of witnesses) {
    await tab.untilPicture(["ada", "grace", "linus"]);
    expect(tab.heard.slice(3)).toEqual(["-ada", "+ada"]);
    tab.close();
  }
  back.close();
  for (const subscriber of moving) await subscriber.leave();
});

async function gather() {
  const ada = await createPerson(ending.url, "ada");
  const [grace, linus] = await Promise.all([createPerson(ending.url, "grace"), createPerson(ending.url, "linus")]);
  const projectId = await createProject(ada);
  for (const person of [grace, linus]) await addMember(ada, projectId, person);
  return { projectId, ada, grace, linus };
}
