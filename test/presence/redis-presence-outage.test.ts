import { describe, expect, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { person, present } from "./onlooker.ts";
import type { Instances } from "./presence-contract.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, lookOn, lookOnAll, never, open, untilConnected } from "./scene.ts";

const scene = setRedisScene();

describe("createRedisPresence, when something fails,", () => {
  test("lets the people of an instance that died go, once, and only those who are nowhere else", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({
      urls: [proxy.url, scene.redis.url, scene.redis.url],
      heartbeat: 200,
      lifetime: 3_000,
    });
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

  test("hears at the next heartbeat what no signal told", async () => {
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: 100 });
    const [here, there] = stage.instances as Instances;
    const onlooker = await lookOn(there);
    stage.areSignalsHeard = false;

    const leave = here.join("p", person("ada"));
    await onlooker.untilHeard("+ada");
    leave();
    await onlooker.untilHeard("-ada");

    expect(onlooker.heard).toEqual(["+ada", "-ada"]);
  });

  test("hears at once what no signal told when it is asked to read all again", async () => {
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never });
    const [here, there] = stage.instances as Instances;
    const [onlooker, witness] = [await lookOn(there), await lookOn(there, "q")];
    stage.areSignalsHeard = false;
    here.join("p", person("ada"));
    here.join("q", person("ada"));
    await vi.waitFor(() => expect(stage.signals.toSorted()).toEqual(["p", "q"]));

    there.refreshAll();

    await Promise.all([onlooker.untilHeard("+ada"), witness.untilHeard("+ada")]);
  });

  test("misses nobody who reconnected elsewhere when the grace period ends before the ring is heard", async () => {
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never, grace: 200 });
    const [here, there] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    const leave = here.join("p", person("ada"));
    for (const onlooker of all) await onlooker.untilHeard("+ada");
    stage.areSignalsHeard = false;

    leave();
    there.join("p", person("ada"));
    // It signals again when its grace is over and its list is another.
    await vi.waitFor(() => expect(stage.signals.length).toBe(3));
    stage.areSignalsHeard = true;
    await comeIn(all, here, "marker");

    for (const { heard } of all) expect(heard).toEqual(["+ada", "+marker"]);
  });

  test("keeps a person who reconnects while their leave is in flight", async () => {
    const proxy = await scene.openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: never, patience: 10_000 }).instances as Instances;
    await untilConnected([here]);
    const onlooker = await lookOn(here);
    const leave = here.join("p", person("ada"));
    await vi.waitFor(async () => expect(await scene.listsWith("p", "ada")).toHaveLength(1));

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

  test("goes on by itself while Redis cannot be reached, and sends the changes since, once", async () => {
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

    // The person of the missing instance is held longest; when she leaves, nothing else is left to send.
    for (const onlooker of all) await onlooker.untilHeard("-dora");
    await comeIn(all, here, "marker");
    for (const [index, { heard, picture }] of all.entries()) {
      expect(picture).toEqual(["ada", "barbara", "grace", "marker"]);
      expect(heard.slice(before[index]).sort()).toEqual(["+barbara", "+marker", "-dora", "-linus"]);
    }
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
    expect(here.list("p")).toEqual([present(person("ada"))]);
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
