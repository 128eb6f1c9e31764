import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { RedisProxy } from "../presence/redis-proxy.ts";
import { addMember, createProject, createTasks, required } from "../support/board.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import type { Instance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { openTab, type Tab } from "../support/tab.ts";
import { type OpenTrio, startOpenTrio } from "../support/trio.ts";

let trio: OpenTrio;
let one: Instance;
let two: Instance;
let three: Instance;
let people: Record<string, Person>;
let projectId: string;
let tabs: Tab[];

beforeAll(async () => {
  trio = await startOpenTrio({ grace: 100, heartbeat: 400, lifetime: 4_000 });
  [one, two, three] = trio.instances;
  const names = ["ada", "grace", "linus", "barbara", "dora"];
  const all = await Promise.all(names.map((name) => one.person(name)));
  people = Object.fromEntries(all.map((person) => [person.name, person]));
});

afterAll(() => trio.close());

beforeEach(async () => {
  tabs = [];
  const { ada, ...others } = people;
  projectId = await createProject(required(ada));
  for (const person of Object.values(others)) await addMember(required(ada), projectId, person);
});

afterEach(() => {
  for (const tab of tabs) {
    tab.check();
    tab.close();
  }
});

it("lets the people of a dead instance go, once, and not those who reconnected elsewhere", async () => {
  const dying = [await enter(one, "ada"), await enter(one, "grace"), await enter(one, "linus")];
  const witnesses = [await enter(two, "barbara"), await enter(three, "dora")];
  const everyone = ["ada", "barbara", "dora", "grace", "linus"];
  for (const tab of [...dying, ...witnesses]) await tab.untilPicture(everyone);
  const before = witnesses.map(({ heard }) => heard.length);

  trio.ways[0].cut();
  for (const tab of dying) tab.breakOff();
  witnesses.push(await enter(two, "grace"), await enter(three, "linus"));

  for (const tab of witnesses) await tab.untilHeard("-ada");
  await passHeartbeats(witnesses, "ada", trio.ways.slice(1));
  for (const [index, { heard }] of witnesses.entries()) {
    expect(heard.slice(before[index] ?? 0)).toEqual(["-ada", "+ada", "-ada"]);
  }
  trio.ways[0].mend();
  await untilRedis("up");
});

const outages: [string, () => Promise<void> | void, () => Promise<void> | void][] = [
  ["is killed and started again, empty", () => trio.redis.kill(), () => trio.redis.restart()],
  ["does not answer for a while", () => trio.redis.pause(), () => trio.redis.resume()],
];

it.each(outages)("while Redis %s changes go on, and then all pictures are true again", async (_, begin, end) => {
  const staying = [await enter(one, "ada"), await enter(two, "grace"), await enter(three, "barbara")];
  const going = await enter(two, "linus");
  for (const tab of staying) await tab.untilPicture(["ada", "barbara", "grace", "linus"]);
  const before = staying.map(({ heard }) => heard.length);

  await begin();
  await untilRedis("down");
  going.breakOff();
  const coming = await enter(one, "dora");
  await createTasks(required(people["ada"]), projectId, 10);
  for (const tab of staying) await tab.until(() => tab.seqs.length === 10);
  // A subscriber on the same instance receives it all the same.
  await staying[0]?.untilHeard("+dora");
  await staying[1]?.untilHeard("-linus");
  expect(staying[2]?.heard.length).toBe(before[2]);
  // Nobody who came meanwhile is left without a list.
  expect((await enter(three, "barbara")).found).toEqual(expect.arrayContaining(["ada", "barbara", "grace"]));
  await end();

  const truth = ["ada", "barbara", "dora", "grace"];
  for (const tab of [...staying, coming]) await tab.untilPicture(truth);
  await untilRedis("up");
  await passHeartbeats(staying, "linus", trio.ways);
  for (const [index, { heard, seqs }] of staying.entries()) {
    const marker = ["+linus", "-linus"];
    expect(heard.slice(before[index] ?? 0).sort()).toEqual(["+dora", "-linus", ...marker].sort());
    expect(seqs).toEqual(range(6, 15));
  }
  for (const instance of trio.instances) expect(await present(instance)).toEqual(truth);
});

it("tells nothing when Redis loses all that it holds, time and again", async () => {
  const staying = [await enter(one, "ada"), await enter(two, "grace"), await enter(three, "barbara")];
  for (const tab of staying) await tab.untilPicture(["ada", "barbara", "grace"]);
  const before = staying.map(({ heard }) => heard.length);
  const redis = new Redis(trio.redis.url);
  for (const _ of range(1, 5)) {
    await redis.flushall();
    // The instance of a new subscriber reads the list first.
    const visitor = await enter(two, "dora");
    for (const tab of staying) await tab.until(() => tab.picture.includes("dora"));
    await createTasks(required(people["ada"]), projectId, 1);
    visitor.close();
    for (const tab of staying) await tab.until(() => !tab.picture.includes("dora"));
  }
  redis.disconnect();
  await passHeartbeats(staying, "linus", trio.ways);
  for (const [index, { heard, seqs }] of staying.entries()) {
    const expected = [...range(1, 5).flatMap(() => ["+dora", "-dora"]), "+linus", "-linus"];
    expect(heard.slice(before[index] ?? 0)).toEqual(expected);
    expect(seqs).toEqual(range(6, 10));
  }
});

it("reads at once after an outage of the bus, since rings may have been lost", async () => {
  const patient = await startOpenTrio({ grace: 0, heartbeat: 600_000, lifetime: 600_000 });
  const redis = new Redis(patient.redis.url);
  onTestFinished(async () => {
    redis.disconnect();
    await patient.close();
  });
  const ada = await patient.instances[0].person("ada");
  projectId = await createProject(ada);
  // A hidden person causes no ring, not even for themselves.
  const tab = await openTab(patient.instances[0].url, ada, { projectId, announce: false });

  const list = JSON.stringify([{ id: "7", name: "grace", email: null, since: 1 }]);
  await redis.hset(`lockstep:test:{${projectId}}:presence`, "another", `99999999999999 ${list}`);
  await redis.client("KILL", "TYPE", "pubsub");

  await tab.untilHeard("+grace");
  tab.close();
});

async function enter(instance: Instance, name: string): Promise<Tab> {
  const tab = await openTab(instance.url, required(people[name]), { projectId });
  tabs.push(tab);
  return tab;
}

/** Lets instances look three times, then somebody come and go: whatever there was to be told was told before. */
async function passHeartbeats(all: readonly Tab[], marker: string, ways: readonly RedisProxy[]): Promise<void> {
  await Promise.all(
    ways.map((way) => {
      way.hold();
      way.release();
      return way.untilExchanged(3);
    }),
  );
  const tab = await enter(three, marker);
  for (const tab of all) await tab.until(() => tab.picture.includes(marker));
  tab.close();
  for (const tab of all) await tab.until(() => !tab.picture.includes(marker));
}

async function present(instance: Instance): Promise<string[]> {
  const { project } = await (await instance.person("ada")).expect(BoardDocument, { projectId });
  return required(project)
    .present.map(({ user }) => user.name)
    .sort();
}

async function untilRedis(state: "up" | "down"): Promise<void> {
  for (const { url } of trio.instances) {
    await vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ redis: state }), {
      interval: 50,
    });
  }
}
