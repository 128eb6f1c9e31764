import { describe, expect, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { createRecordingLogger } from "../bus/recording-logger.ts";
import { range } from "../support/range.ts";
import { type Onlooker, person } from "./onlooker.ts";
import type { Instances } from "./presence-contract.ts";
import type { RedisProxy } from "./redis-proxy.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, listsKey, lookOn, lookOnAll, never, open } from "./scene.ts";

const scene = setRedisScene();

describe("createRedisPresence, when something fails,", () => {
  test("lets the people of an instance that died go, once, and only those who are nowhere else", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({ urls: [proxy.url, scene.redis.url, scene.redis.url], heartbeat: 200, lifetime: 600 });
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
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: 100 });
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
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never });
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
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never, grace: 200 });
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
    const proxy = await scene.openProxy();
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
    expect(await scene.listsWith("p", "ada")).toHaveLength(1);
  });

  test("goes on by itself while Redis is away, and tells what happened meanwhile, once", async () => {
    const proxy = await scene.openProxy();
    const urls = [scene.redis.url, scene.redis.url, scene.redis.url, proxy.url];
    const { instances } = open({ urls, heartbeat: 300, lifetime: 3_000 });
    const [here, there, elsewhere] = instances as Instances;
    const all = await lookOnAll([here, there, elsewhere]);
    const leave = here.join("p", person("linus"));
    for (const onlooker of all) await onlooker.untilHeard("+linus");
    await comeIn(all, there, "ada");
    await comeIn(all, elsewhere, "grace");
    await comeIn(all, instances[3] as Presence, "dora");
    const before = all.map(({ heard }) => heard.length);

    await scene.redis.kill();
    proxy.cut();
    leave();
    there.join("p", person("barbara"));
    await Promise.all([all[0]?.untilHeard("-linus"), all[1]?.untilHeard("+barbara")]);
    await scene.redis.restart();

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
    const stage = open({ urls: [scene.redis.url, scene.redis.url, scene.redis.url], heartbeat: 200 });
    const [here, there, elsewhere] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");
    await comeIn(all, elsewhere, "linus");
    stage.areRingsHeard = areRingsHeard;

    for (const round of range(1, 5)) {
      await scene.ask((client) => client.flushall());
      await vi.waitFor(async () => expect(await scene.countLists("p")).toBe(3), { timeout: 5_000, interval: 5 });
      await comeIn(all, here, `marker ${round}`);
    }

    for (const { heard } of all) {
      expect(heard).toEqual(["+ada", "+grace", "+linus", ...range(1, 5).map((round) => `+marker ${round}`)]);
    }
  });

  test("writes again what it finds lost when it is rung", async () => {
    const { instances } = open({ urls: [scene.redis.url, scene.redis.url, scene.redis.url], heartbeat: never });
    const [here, there] = instances as Instances;
    const all = await lookOnAll(instances);
    for (const [index, presence] of instances.entries()) await comeIn(all, presence, `n${index}`);

    await scene.ask((client) => client.flushall());
    here.refresh("p", "another");

    await vi.waitFor(async () => expect(await scene.countLists("p")).toBe(3), { timeout: 5_000, interval: 5 });
    await comeIn(all, there, "marker");
    for (const { heard } of all) expect(heard).toEqual(["+n0", "+n1", "+n2", "+marker"]);
  });

  test("tells nothing when Redis comes back in an older state", async () => {
    const proxies = [await scene.openProxy(), await scene.openProxy()];
    const stage = open({ urls: proxies.map(({ url }) => url), heartbeat: 5_000 });
    const [here, there] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    await comeIn(all, there, "ada");
    const [theirs] = await scene.listsWith("p", "ada");

    for (const proxy of proxies) proxy.cut();
    await scene.ask((client) => client.hdel(listsKey("p"), theirs ?? ""));
    proxies[0]?.mend();
    here.join("p", person("grace"));
    await vi.waitFor(async () => expect(await scene.listsWith("p", "grace")).toHaveLength(1), {
      timeout: 5_000,
      interval: 5,
    });
    proxies[1]?.mend();
    await all[1]?.untilHeard("+grace");
    await comeIn(all, there, "linus");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace", "+linus"]);
  });

  test("tells nothing when its way to Redis is back before another instance writes anew what Redis lost", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({ urls: [proxy.url, scene.redis.url], heartbeat: never });
    const [here, there] = instances as Instances;
    const [onlooker, other] = await lookOnAll(instances);
    await comeIn([onlooker as Onlooker], there, "ada");
    const [theirs = ""] = await scene.listsWith("p", "ada");

    proxy.cut();
    await scene.ask((client) => client.hdel(listsKey("p"), theirs));
    proxy.hold();
    proxy.release();
    proxy.mend();
    // Nothing was asked for meanwhile whose failure would have told it to wait.
    await proxy.untilExchanged(1);
    await here.read(["another"]);
    expect(onlooker?.heard).toEqual(["+ada"]);
    await comeIn([onlooker as Onlooker, other as Onlooker], there, "grace");

    expect(onlooker?.heard).toEqual(["+ada", "+grace"]);
  });

  test("tells nothing when another instance finds its way back to Redis heartbeats later than this one", async () => {
    const proxies = [await scene.openProxy(), await scene.openProxy()];
    const { instances } = open({ urls: proxies.map(({ url }) => url), heartbeat: 100 });
    const [near, far] = proxies as [RedisProxy, RedisProxy];
    const [, there] = instances as Instances;
    const all = await lookOnAll(instances);
    await comeIn(all, there, "ada");

    for (const proxy of proxies) proxy.cut();
    await scene.ask((client) => client.flushall());
    near.hold();
    near.release();
    near.mend();
    await near.untilExchanged(4);
    far.mend();
    await comeIn(all, there, "grace");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+grace"]);
  });

  test("tells others at once what happened while its own way to Redis was cut", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({ urls: [proxy.url, scene.redis.url], heartbeat: never });
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
    await scene.redis.kill();
    const { instances } = open({ urls: [scene.redis.url, scene.redis.url], patience: 50 });
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

    await scene.redis.restart();

    await other?.untilHeard("+ada");
    expect(one?.heard).toEqual(["+ada"]);
  });

  test("keeps nobody waiting for a Redis that does not answer", async () => {
    const { logger, lines } = createRecordingLogger();
    const { instances } = open({ urls: [scene.redis.url, scene.redis.url], patience: 50, logger });
    const [here, there] = instances as Instances;
    const [onlooker, other] = await lookOnAll(instances);
    const leave = here.join("p", person("linus"));
    await other?.untilHeard("+linus");

    scene.redis.pause();
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
    scene.redis.resume();

    await other?.untilHeard("-linus");
    expect(other?.picture).toEqual(["ada"]);
    await comeIn([await lookOn(here, "q"), await lookOn(there, "q")], there, "grace", "q");
  });
});
