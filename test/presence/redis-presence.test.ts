import { once } from "node:events";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { createRecordingLogger } from "../bus/recording-logger.ts";
import { range } from "../support/range.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";
import { createOnlooker, type Onlooker, person } from "./onlooker.ts";
import { type Instances, testPresenceContract } from "./presence-contract.ts";
import { createStage, type Stage, type StageOptions } from "./presence-stage.ts";
import { createRedisProxy, type RedisProxy } from "./redis-proxy.ts";

/** A heartbeat that does not come within a test. */
const never = 600_000;

let redis: TestRedis;

beforeEach(async () => {
  redis = await createTestRedis();
});

afterEach(() => redis.close());

testPresenceContract("createRedisPresence", (grace) => {
  const { instances } = createStage({ urls: [redis.url, redis.url, redis.url], grace, debounce: 10 });
  return Promise.resolve(instances as unknown as Instances);
});

test("createRedisPresence knows everyone when a project is first watched here", async () => {
  const { instances } = open({ urls: [redis.url, redis.url], patience: 10_000 });
  const [here, there] = instances as Instances;
  here.join("p", person("ada"));
  await vi.waitFor(async () => expect(await countLists("p")).toBe(1));

  expect((await lookOn(there)).found).toEqual(["ada"]);
});

test("createRedisPresence shows people for as long as their instance lives", async () => {
  const lifetime = 300;
  const { instances } = open({ urls: [redis.url, redis.url], heartbeat: 100, lifetime });
  const all = await lookOnAll(instances);
  await comeIn(all, instances[0] as Presence, "ada");
  const begin = await latestExpiry("p");

  await vi.waitFor(async () => expect(await latestExpiry("p")).toBeGreaterThan(begin + 3 * lifetime), 10_000);

  for (const { heard } of all) expect(heard).toEqual(["+ada"]);
});

describe("createRedisPresence, when something fails,", () => {
  test("lets the people of an instance that died go, once, and only those who are nowhere else", async () => {
    const proxy = await openProxy();
    const { instances } = open({ urls: [proxy.url, redis.url, redis.url], heartbeat: 200, lifetime: 600 });
    const [dying, here] = instances as Instances;
    const all = await lookOnAll(instances);
    await comeIn(all, dying, "ada");
    await comeIn(all, dying, "grace");
    here.join("p", person("grace"));

    proxy.cut();

    const [onlooker, ...others] = all;
    for (const other of others) await other.untilHeard("-ada");
    await comeIn(others, here, "marker");
    for (const { heard } of others) expect(heard).toEqual(["+ada", "+grace", "-ada", "+marker"]);
    expect(onlooker?.heard).toEqual(["+ada", "+grace"]);

    proxy.mend();
    await onlooker?.untilHeard("+marker");
    for (const other of others) await other.until(() => other.picture.includes("ada"));
    for (const { heard } of others) expect(heard).toEqual(["+ada", "+grace", "-ada", "+marker", "+ada"]);
    expect(onlooker?.heard).toEqual(["+ada", "+grace", "+marker"]);
  });

  test("hears at the next heartbeat what no ring told", async () => {
    const stage = open({ urls: [redis.url, redis.url], heartbeat: 100 });
    const [here, there] = stage.instances as Instances;
    const onlooker = await lookOn(there);
    stage.areRingsHeard = false;

    const leave = here.join("p", person("ada"));
    await onlooker.untilHeard("+ada");
    leave();
    await onlooker.untilHeard("-ada");

    expect(onlooker.heard).toEqual(["+ada", "-ada"]);
  });

  test("hears at once what no ring told when it is asked to read all again", async () => {
    const stage = open({ urls: [redis.url, redis.url], heartbeat: never });
    const [here, there] = stage.instances as Instances;
    const [onlooker, witness] = [await lookOn(there), await lookOn(there, "q")];
    stage.areRingsHeard = false;
    here.join("p", person("ada"));
    here.join("q", person("ada"));
    await vi.waitFor(() => expect(stage.rings.toSorted()).toEqual(["p", "q"]));

    there.refreshAll();

    await Promise.all([onlooker.untilHeard("+ada"), witness.untilHeard("+ada")]);
  });

  test("misses nobody who came back elsewhere when the grace ends before the ring is heard", async () => {
    const stage = open({ urls: [redis.url, redis.url], heartbeat: never, grace: 200 });
    const [here, there] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    const leave = here.join("p", person("ada"));
    for (const onlooker of all) await onlooker.untilHeard("+ada");
    stage.areRingsHeard = false;

    leave();
    there.join("p", person("ada"));
    // It rings again when its grace is over and its list is another.
    await vi.waitFor(() => expect(stage.rings.length).toBe(3));
    stage.areRingsHeard = true;
    await comeIn(all, here, "marker");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+marker"]);
  });

  test("keeps who comes back while their leaving is under way", async () => {
    const proxy = await openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: never, patience: 10_000 }).instances as Instances;
    const onlooker = await lookOn(here);
    const leave = here.join("p", person("ada"));
    await here.read(["another"]);

    proxy.hold();
    leave();
    await proxy.untilExchanged(1);
    here.join("p", person("ada"));
    proxy.release();
    await here.read(["another"]);
    here.join("p", person("marker"))();
    await onlooker.untilHeard("-marker");

    expect(onlooker.heard).toEqual(["+ada", "+marker", "-marker"]);
    expect(await listsWith("p", "ada")).toHaveLength(1);
  });

  test("goes on by itself while Redis is away, and tells what happened meanwhile, once", async () => {
    const proxy = await openProxy();
    const urls = [redis.url, redis.url, redis.url, proxy.url];
    const { instances } = open({ urls, heartbeat: 300, lifetime: 3_000 });
    const [here, there, elsewhere] = instances as Instances;
    const all = await lookOnAll([here, there, elsewhere]);
    const leave = here.join("p", person("linus"));
    for (const onlooker of all) await onlooker.untilHeard("+linus");
    await comeIn(all, there, "ada");
    await comeIn(all, elsewhere, "grace");
    await comeIn(all, instances[3] as Presence, "dora");
    const before = all.map(({ heard }) => heard.length);

    await redis.kill();
    proxy.cut();
    leave();
    there.join("p", person("barbara"));
    await Promise.all([all[0]?.untilHeard("-linus"), all[1]?.untilHeard("+barbara")]);
    await redis.restart();

    // Whose instance has not come back is held longest; when she is gone, so is all that was to be told.
    for (const onlooker of all) await onlooker.untilHeard("-dora");
    await comeIn(all, here, "marker");
    for (const [index, { heard, picture }] of all.entries()) {
      expect(picture).toEqual(["ada", "barbara", "grace", "marker"]);
      expect(heard.slice(before[index]).sort()).toEqual(["+barbara", "+marker", "-dora", "-linus"]);
    }
  });

  test.each([
    ["hears the rings", true],
    ["hears no ring", false],
  ])("tells nothing when Redis loses all and %s", async (_, areRingsHeard) => {
    const stage = open({ urls: [redis.url, redis.url, redis.url], heartbeat: 200 });
    const [here, there, elsewhere] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");
    await comeIn(all, elsewhere, "linus");
    stage.areRingsHeard = areRingsHeard;

    for (const round of range(1, 5)) {
      await ask((client) => client.flushall());
      await vi.waitFor(async () => expect(await countLists("p")).toBe(3), { timeout: 5_000, interval: 5 });
      await comeIn(all, here, `marker ${round}`);
    }

    for (const { heard } of all) {
      expect(heard).toEqual(["+ada", "+grace", "+linus", ...range(1, 5).map((round) => `+marker ${round}`)]);
    }
  });

  test("writes again what it finds lost when it is rung", async () => {
    const { instances } = open({ urls: [redis.url, redis.url, redis.url], heartbeat: never });
    const [here, there] = instances as Instances;
    const all = await lookOnAll(instances);
    for (const [index, presence] of instances.entries()) await comeIn(all, presence, `n${index}`);

    await ask((client) => client.flushall());
    here.refresh("p");

    await vi.waitFor(async () => expect(await countLists("p")).toBe(3), { timeout: 5_000, interval: 5 });
    await comeIn(all, there, "marker");
    for (const { heard } of all) expect(heard).toEqual(["+n0", "+n1", "+n2", "+marker"]);
  });

  test("tells nothing when Redis comes back in an older state", async () => {
    const proxies = [await openProxy(), await openProxy()];
    const stage = open({ urls: proxies.map(({ url }) => url), heartbeat: 5_000 });
    const [here, there] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    await comeIn(all, there, "ada");
    const [theirs] = await listsWith("p", "ada");

    for (const proxy of proxies) proxy.cut();
    await ask((client) => client.hdel("lockstep:{p}:presence", theirs ?? ""));
    proxies[0]?.mend();
    here.join("p", person("grace"));
    await vi.waitFor(async () => expect(await listsWith("p", "grace")).toHaveLength(1), {
      timeout: 5_000,
      interval: 5,
    });
    proxies[1]?.mend();
    await all[1]?.untilHeard("+grace");
    await comeIn(all, there, "linus");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace", "+linus"]);
  });

  test("tells others at once what happened while its own way to Redis was cut", async () => {
    const proxy = await openProxy();
    const { instances } = open({ urls: [proxy.url, redis.url], heartbeat: never });
    const [here] = instances as Instances;
    const [one, other] = await lookOnAll(instances);
    const leave = here.join("p", person("linus"));
    await other?.untilHeard("+linus");

    proxy.cut();
    leave();
    await one?.untilHeard("-linus");
    here.join("p", person("ada"));
    proxy.mend();

    await other?.untilHeard("+ada");
    expect(other?.heard).toEqual(["+linus", "-linus", "+ada"]);
  });

  test("starts without Redis, and shares what it knows when it is there", async () => {
    await redis.kill();
    const { instances } = open({ urls: [redis.url, redis.url], patience: 50 });
    const [here, there] = instances as Instances;
    const [one, other] = await lookOnAll(instances);
    here.join("p", person("ada"));
    expect(here.list("p")).toEqual([person("ada")]);
    expect(await there.read(["p", "q"])).toEqual(
      new Map([
        ["p", []],
        ["q", []],
      ]),
    );

    await redis.restart();

    await other?.untilHeard("+ada");
    expect(one?.heard).toEqual(["+ada"]);
  });

  test("keeps nobody waiting for a Redis that does not answer", async () => {
    const { logger, lines } = createRecordingLogger();
    const { instances } = open({ urls: [redis.url, redis.url], patience: 50, logger });
    const [here, there] = instances as Instances;
    const [onlooker, other] = await lookOnAll(instances);
    const leave = here.join("p", person("linus"));
    await other?.untilHeard("+linus");

    redis.pause();
    here.join("p", person("ada"));
    expect(onlooker?.heard).toEqual(["+linus", "+ada"]);
    expect(await here.read(["q"])).toEqual(new Map([["q", []]]));
    await lookOn(here, "q");
    // It was not the end of the connection that they waited for.
    expect(lines.filter(({ msg }) => msg.includes("away"))).toEqual([]);
    leave();
    // The connection is given up, and with it the write that would have told it.
    await onlooker?.untilHeard("-linus");
    expect(other?.heard).toEqual(["+linus"]);
    redis.resume();

    await other?.untilHeard("-linus");
    expect(other?.picture).toEqual(["ada"]);
    await comeIn([await lookOn(here, "q"), await lookOn(there, "q")], there, "grace", "q");
  });

  test("passes over what it cannot read, and says so once", async () => {
    const { logger, lines } = createRecordingLogger();
    const stage = open({ urls: [redis.url], heartbeat: 50, logger });
    await ask((client) => client.hset("lockstep:{p}:presence", "a", "no list", "b", "99999999999999 {}"));
    await ask((client) => client.hset("lockstep:{q}:presence", "c", '99999999999999 [{"id":7}]'));
    await ask((client) => client.set("lockstep:{r}:presence", "no hash"));
    const [here] = stage.instances as Instances;
    const onlookers = [await lookOn(here), await lookOn(here, "q"), await lookOn(here, "r")];

    here.join("p", person("ada"));
    const list = '99999999999999 [{"id":"1","name":"grace","email":null,"since":1}]';
    await ask((client) => client.hset("lockstep:{p}:presence", "d", list));
    await onlookers[0]?.untilHeard("+grace");

    expect(here.list("p")).toEqual([{ id: "1", name: "grace", email: null }, person("ada")]);
    expect(lines.filter(({ msg }) => msg.includes("cannot be read"))).toHaveLength(1);
    expect(lines.filter(({ reason }) => reason?.includes("WRONGTYPE"))).toHaveLength(1);
  });

  test("does not ask again and again for what it cannot read", async () => {
    const proxy = await openProxy();
    await ask((client) => client.hset("lockstep:{p}:presence", "a", "no list"));
    const [here] = open({ urls: [proxy.url], heartbeat: never, grace: 100 }).instances as Instances;
    await lookOn(here);
    const onlooker = await lookOn(here, "q");

    proxy.hold();
    proxy.release();
    here.join("q", person("ada"))();
    await onlooker.untilHeard("-ada");

    expect(new Set(proxy.exchanged)).toEqual(new Set(["q"]));
  });

  test("says once that Redis refuses it, and knows its own people", async () => {
    await ask((client) => client.call("ACL", "SETUSER", "guest", "on", ">guest", "+@all", "~*", "-eval", "-evalsha"));
    const { logger, lines } = createRecordingLogger();
    const url = redis.url.replace("redis://", "redis://guest:guest@");
    const [here] = open({ urls: [url], heartbeat: 20, patience: 500, logger }).instances as Instances;
    const onlooker = await lookOn(here);
    const leave = here.join("p", person("ada"));
    leave();
    await onlooker.untilHeard("-ada");

    expect(lines.filter(({ reason }) => reason?.includes("NOPERM"))).toHaveLength(1);
  });
});

describe("createRedisPresence, when an instance closes,", () => {
  test("gives its people one more grace, then lets them go", async () => {
    const { instances } = open({ urls: [redis.url, redis.url], heartbeat: never, grace: 200 });
    const [closing, there] = instances as Instances;
    const onlooker = await lookOn(there);
    closing.join("p", person("ada"));
    await onlooker.untilHeard("+ada");

    await closing.close();
    expect((await there.read(["p"])).get("p")).toEqual([person("ada")]);

    await onlooker.untilHeard("-ada");
  });

  test("tells nothing of those who come back elsewhere within it", async () => {
    const { instances } = open({ urls: [redis.url, redis.url, redis.url], heartbeat: never, grace: 500 });
    const [closing, here, there] = instances as Instances;
    const all = await lookOnAll([here, there]);
    for (const name of ["ada", "grace"]) closing.join("p", person(name));
    for (const onlooker of all) await onlooker.until(() => onlooker.picture.length === 2);

    await closing.close();
    here.join("p", person("ada"));

    for (const onlooker of all) {
      await onlooker.untilHeard("-grace");
      expect(onlooker.heard.toSorted()).toEqual(["+ada", "+grace", "-grace"]);
    }
  });

  test("does not wait for Redis", async () => {
    const { logger, lines } = createRecordingLogger();
    const [here] = open({ urls: [redis.url], logger }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    redis.pause();

    await here.close();

    // The silence would have ended the connection.
    expect(lines.filter(({ msg }) => msg.includes("away"))).toEqual([]);
  });
});

describe("createRedisPresence costs", () => {
  test("one round trip to renew all projects, with one command each", async () => {
    const proxy = await openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: 500, patience: 10_000 }).instances as Instances;
    await Promise.all(range(1, 500).map((n) => lookOn(here, `p${n}`)));
    // When what was asked for is answered, nothing is under way.
    await here.read(["another"]);

    proxy.hold();
    await proxy.untilExchanged(500);

    expect(proxy.exchanged).toHaveLength(500);
    proxy.release();
  });

  test("one round trip to read many projects", async () => {
    const proxy = await openProxy();
    const { instances } = open({ urls: [proxy.url, redis.url], heartbeat: never, patience: 10_000 });
    const [here, there] = instances as Instances;
    const projectIds = range(1, 50).map((n) => `p${n}`);
    for (const projectId of projectIds) there.join(projectId, person(`somebody in ${projectId}`));
    await vi.waitFor(async () => expect(await countLists("p50")).toBe(1));
    // Only once it is connected does it ask at all.
    await lookOn(here, "q");

    proxy.hold();
    const reading = here.read(projectIds);
    await proxy.untilExchanged(50);
    proxy.release();

    const lists = await reading;
    for (const projectId of projectIds) expect(lists.get(projectId)).toEqual([person(`somebody in ${projectId}`)]);
    expect(proxy.exchanged).toHaveLength(50);
  });

  test("no round trip to read what is watched", async () => {
    const proxy = await openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: never }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    await vi.waitFor(async () => expect(await listsWith("p", "ada")).toHaveLength(1));

    proxy.hold();
    expect((await here.read(["p"])).get("p")).toEqual([person("ada")]);
    expect(proxy.exchanged).toHaveLength(0);
  });

  test("two reads for any number of rings: the one under way, and one after it", async () => {
    const proxy = await openProxy();
    const { instances } = open({ urls: [proxy.url, redis.url], heartbeat: never });
    const [here, there] = instances as Instances;
    const onlooker = await lookOn(here);

    proxy.hold();
    here.refresh("p");
    await proxy.untilExchanged(1);
    for (const _ of range(1, 1_000)) here.refresh("p");
    await comeIn([await lookOn(there)], there, "ada");
    proxy.release();
    await onlooker.untilHeard("+ada");

    expect(proxy.exchanged).toHaveLength(2);
  });

  test("nothing that stays in Redis when all have died", async () => {
    const proxy = await openProxy();
    const [here] = open({ urls: [proxy.url], lifetime: 300 }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    await vi.waitFor(async () => expect(await countLists("p")).toBe(1));

    proxy.cut();

    await vi.waitFor(async () => expect(await ask((client) => client.keys("*"))).toEqual([]));
  });

  test("nothing that stays in Redis when all are gone", async () => {
    const { instances } = open({ urls: [redis.url, redis.url], heartbeat: never });
    const all = await lookOnAll(instances);
    for (const presence of instances) {
      presence.join("p", person("ada"))();
      presence.join("q", person("grace"))();
    }
    for (const onlooker of all) {
      await onlooker.untilHeard("-ada");
      onlooker.stop();
    }

    await vi.waitFor(async () => expect(await ask((client) => client.keys("*"))).toEqual([]));
  });
});

function open(options: StageOptions): Stage {
  const stage = createStage({ grace: 20, debounce: 10, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

async function openProxy(): Promise<RedisProxy> {
  const proxy = await createRedisProxy(redis.url);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function lookOn(presence: Presence, projectId = "p"): Promise<Onlooker> {
  const onlooker = await createOnlooker(presence, projectId);
  onTestFinished(() => onlooker.check());
  return onlooker;
}

function lookOnAll(instances: readonly Presence[]): Promise<Onlooker[]> {
  return Promise.all(instances.map((presence) => lookOn(presence)));
}

/** Somebody comes, and all have heard of it. */
async function comeIn(all: readonly Onlooker[], presence: Presence, name: string, projectId = "p"): Promise<void> {
  presence.join(projectId, person(name));
  for (const onlooker of all) await onlooker.untilHeard(`+${name}`);
}

/** Asks Redis itself, over a connection of its own. */
async function ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(redis.url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
    await once(client, "end");
  }
}

function countLists(projectId: string): Promise<number> {
  return ask((client) => client.hlen(`lockstep:{${projectId}}:presence`));
}

/** The fields of the lists that hold somebody of that name. */
async function listsWith(projectId: string, name: string): Promise<string[]> {
  const lists = await ask((client) => client.hgetall(`lockstep:{${projectId}}:presence`));
  return Object.keys(lists).filter((instanceId) => lists[instanceId]?.includes(`"name":"${name}"`));
}

/** Until when the last list to end counts, by Redis' clock. */
async function latestExpiry(projectId: string): Promise<number> {
  const lists = await ask((client) => client.hvals(`lockstep:{${projectId}}:presence`));
  return Math.max(...lists.map((list) => Number.parseInt(list, 10)));
}
