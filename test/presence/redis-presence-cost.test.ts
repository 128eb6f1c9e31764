import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { range } from "../support/range.ts";
import { person, present } from "./onlooker.ts";
import type { Instances } from "./presence-contract.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, lookOn, lookOnAll, never, open, untilConnected } from "./scene.ts";

const scene = setRedisScene();

describe("createRedisPresence costs", () => {
  test("one round trip to renew all projects, with one command for a hundred", async () => {
    const debounce = 10;
    const proxy = await scene.openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: never, debounce, patience: 10_000 }).instances as Instances;
    await untilConnected([here]);
    await Promise.all(range(1, 500).map((n) => lookOn(here, `p${n}`)));
    // Timers of one length end in the order of their beginning, so the pause after each of these exchanges is over.
    await sleep(debounce);
    proxy.hold();
    here.refreshAll();
    await proxy.untilExchanged(500);

    expect(proxy.exchanged).toHaveLength(500);
    // They begin in two turns.
    expect(proxy.scripts).toBeLessThanOrEqual(6);
    proxy.release();
  });

  test("one round trip to read many projects", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({ urls: [proxy.url, scene.redis.url], heartbeat: never, patience: 10_000 });
    const [here, there] = instances as Instances;
    const projectIds = range(1, 50).map((n) => `p${n}`);
    for (const projectId of projectIds) there.join(projectId, person(`somebody in ${projectId}`));
    await vi.waitFor(async () => expect(await scene.countLists("p50")).toBe(1));
    // Only once it is connected does it ask at all.
    await lookOn(here, "q");
    await vi.waitFor(() => expect(proxy.exchanged).toContain("q"));

    proxy.hold();
    const reading = here.read(projectIds);
    await proxy.untilExchanged(50);
    proxy.release();

    const lists = await reading;
    for (const projectId of projectIds)
      expect(lists.get(projectId)).toEqual([present(person(`somebody in ${projectId}`))]);
    expect(proxy.exchanged).toHaveLength(50);
  });

  test("no round trip to read what is watched", async () => {
    const proxy = await scene.openProxy();
    const [here] = open({ urls: [proxy.url], heartbeat: never }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    await vi.waitFor(async () => expect(await scene.listsWith("p", "ada")).toHaveLength(1));

    proxy.hold();
    expect((await here.read(["p"])).get("p")).toEqual([present(person("ada"))]);
    expect(proxy.exchanged).toHaveLength(0);
  });

  test("two reads for any number of signals: the one under way, and one after it", async () => {
    const proxy = await scene.openProxy();
    const stage = open({ urls: [proxy.url, scene.redis.url], heartbeat: never });
    const [here, there] = stage.instances as Instances;
    await untilConnected([here, there]);
    const onlooker = await lookOn(here);

    proxy.hold();
    here.refresh("p", "another");
    await proxy.untilExchanged(1);
    for (const _ of range(1, 1_000)) here.refresh("p", "another");
    there.join("p", person("ada"));
    await vi.waitFor(() => expect(stage.signals).toEqual(["p"]));
    proxy.release();
    await onlooker.untilHeard("+ada");

    expect(proxy.exchanged).toHaveLength(2);
  });

  test("one exchange here for who comes here, though one's own signal is heard, too", async () => {
    const proxy = await scene.openProxy();
    const { instances } = open({ urls: [proxy.url, scene.redis.url], heartbeat: never });
    const [here] = instances as Instances;
    const all = await lookOnAll(instances);
    await here.read(["another"]);

    proxy.hold();
    proxy.release();
    await comeIn(all, here, "ada");
    // A request after the signal was heard is in no earlier round than the request of the ring.
    await here.read(["another"]);

    expect(proxy.exchanged).toEqual(["p", "another"]);
  });

  test("nothing that stays in Redis when all have died", async () => {
    const proxy = await scene.openProxy();
    const [here] = open({ urls: [proxy.url], lifetime: 300 }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    await vi.waitFor(async () => expect(await scene.countLists("p")).toBe(1));

    proxy.cut();

    await vi.waitFor(async () => expect(await scene.ask((client) => client.keys("lockstep:test:*"))).toEqual([]));
  });

  test("nothing that stays in Redis when all are gone", async () => {
    const { instances } = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never, lifetime: 300 });
    const all = await lookOnAll(instances);
    for (const presence of instances) {
      presence.join("p", person("ada"))();
      presence.join("q", person("grace"))();
    }
    for (const onlooker of all) {
      await onlooker.untilHeard("-ada");
      onlooker.stop();
    }

    await vi.waitFor(async () => expect(await scene.ask((client) => client.keys("lockstep:test:*"))).toEqual([]));
  });
});
