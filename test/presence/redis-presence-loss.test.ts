import { describe, expect, test, vi } from "vitest";
import { range } from "../support/range.ts";
import { type Onlooker, person } from "./onlooker.ts";
import type { Instances } from "./presence-contract.ts";
import type { RedisProxy } from "./redis-proxy.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, listsKey, lookOnAll, never, open } from "./scene.ts";

const scene = setRedisScene();

describe("createRedisPresence, when Redis has lost what it knew,", () => {
  test.each([
    ["hears the signals", true],
    ["hears no signal", false],
  ])("tells nothing when Redis loses all and %s", async (_, areSignalsHeard) => {
    const stage = open({ urls: [scene.redis.url, scene.redis.url, scene.redis.url], heartbeat: 200 });
    const [here, there, elsewhere] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    await comeIn(all, here, "ada");
    await comeIn(all, there, "grace");
    await comeIn(all, elsewhere, "linus");
    stage.areSignalsHeard = areSignalsHeard;

    for (const round of range(1, 5)) {
      await scene.ask((client) => client.flushall());
      await vi.waitFor(async () => expect(await scene.countLists("p")).toBe(3), { interval: 5 });
      await comeIn(all, here, `marker ${round}`);
    }

    for (const { heard } of all) {
      expect(heard).toEqual(["+ada", "+grace", "+linus", ...range(1, 5).map((round) => `+marker ${round}`)]);
    }
  });

  test("sends nothing when Redis returns in an older state", async () => {
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
    await vi.waitFor(async () => expect(await scene.listsWith("p", "grace")).toHaveLength(1), { interval: 5 });
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
});
