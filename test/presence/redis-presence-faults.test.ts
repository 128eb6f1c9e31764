import { describe, expect, test, vi } from "vitest";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { patience } from "../support/patience.ts";
import { person, present } from "./onlooker.ts";
import type { Instances } from "./presence-contract.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, listsKey, lookOn, lookOnAll, never, open, untilConnected } from "./scene.ts";

const scene = setRedisScene();

describe("createRedisPresence", () => {
  test("passes over what it cannot read, and says so once", async () => {
    const { logger, lines } = createRecordingLogger();
    const stage = open({ urls: [scene.redis.url], heartbeat: 50, logger });
    await scene.ask((client) => client.hset(listsKey("p"), "a", "no list", "b", "99999999999999 {}"));
    await scene.ask((client) => client.hset(listsKey("q"), "c", '99999999999999 [{"id":7}]'));
    await scene.ask((client) => client.set(listsKey("r"), "no hash"));
    const [here] = stage.instances as Instances;
    const onlookers = [await lookOn(here), await lookOn(here, "q"), await lookOn(here, "r")];

    here.join("p", person("ada"));
    const list = '99999999999999 [{"id":"1","name":"grace","email":null,"since":1}]';
    await scene.ask((client) => client.hset(listsKey("p"), "d", list));
    await onlookers[0]?.untilHeard("+grace");

    expect(here.list("p")).toEqual([present({ id: "1", name: "grace", email: null }), present(person("ada"))]);
    expect(lines.filter(({ msg }) => msg.includes("cannot be read"))).toHaveLength(1);
    expect(lines.filter(({ reason }) => reason?.includes("WRONGTYPE"))).toHaveLength(1);
  });

  test("reads what shares a command with what is no list", async () => {
    const list = '99999999999999 [{"id":"1","name":"grace","email":null,"since":1}]';
    await scene.ask((client) => client.hset(listsKey("p"), "d", list));
    await scene.ask((client) => client.set(listsKey("r"), "no hash"));
    const [here] = open({ urls: [scene.redis.url], heartbeat: never, patience }).instances as Instances;
    await untilConnected([here]);

    const people = await here.read(["r", "p", "q"]);

    expect(Object.fromEntries(people)).toEqual({ r: [], p: [present({ id: "1", name: "grace", email: null })], q: [] });
  });

  test("does not ask again and again for what it cannot read", async () => {
    const proxy = await scene.openProxy();
    await scene.ask((client) => client.hset(listsKey("p"), "a", "no list"));
    const [here] = open({ urls: [proxy.url], heartbeat: never, grace: 100 }).instances as Instances;
    await untilConnected([here]);
    await lookOn(here);
    const onlooker = await lookOn(here, "q");

    proxy.hold();
    proxy.release();
    here.join("q", person("ada"))();
    await onlooker.untilHeard("-ada");

    expect(new Set(proxy.exchanged)).toEqual(new Set(["q"]));
  });

  test("says once that Redis refuses it, and knows its own people", async () => {
    await scene.ask((client) =>
      client.call("ACL", "SETUSER", "guest", "on", ">guest", "+@all", "~*", "-eval", "-evalsha"),
    );
    const { logger, lines } = createRecordingLogger();
    const url = scene.redis.url.replace("redis://", "redis://guest:guest@");
    const [here] = open({ urls: [url], heartbeat: 20, patience: 500, logger }).instances as Instances;
    const onlooker = await lookOn(here);
    const refusals = () => lines.filter(({ reason }) => reason?.includes("NOPERM"));
    const leave = here.join("p", person("ada"));
    await vi.waitFor(() => expect(refusals()).toHaveLength(1));
    leave();
    await onlooker.untilHeard("-ada");

    expect(refusals()).toHaveLength(1);
  });

  test("tries again at the next heartbeat what Redis refused, and not whenever something else is asked", async () => {
    await scene.ask((client) =>
      client.call("ACL", "SETUSER", "guest", "on", ">guest", "+@all", "~*", "-eval", "-evalsha"),
    );
    const proxy = await scene.openProxy();
    const [here] = open({ urls: [proxy.url.replace("redis://", "redis://guest:guest@")], heartbeat: 2_000 })
      .instances as Instances;
    await vi.waitFor(async () => {
      await here.read(["another"]);
      expect(proxy.exchanged).not.toEqual([]);
    });

    proxy.hold();
    proxy.release();
    here.join("p", person("ada"));
    for (const projectId of ["q", "r", "s"]) await here.read([projectId]);
    expect(proxy.exchanged).toEqual(["p", "q", "r", "s"]);

    await proxy.untilExchanged(5);
    expect(proxy.exchanged[4]).toBe("p");
  });

  test("tells of a fault of its own, and goes on at the next heartbeat", async () => {
    const { logger, lines } = createRecordingLogger();
    const stage = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: 200, logger });
    const [here, there] = stage.instances as Instances;
    const all = await lookOnAll(stage.instances);
    stage.signalFault = new Error("It cannot signal.");

    const leave = here.join("p", person("ada"));
    for (const onlooker of all) await onlooker.untilHeard("+ada");
    leave();
    for (const onlooker of all) await onlooker.untilHeard("-ada");
    const faults = lines.filter(({ msg }) => msg.includes("could not be shared"));
    stage.signalFault = null;
    await comeIn(all, there, "grace");

    expect(faults.map(({ err }) => err?.message)).toEqual(["It cannot signal.", "It cannot signal."]);
    for (const { heard } of all) expect(heard).toEqual(["+ada", "-ada", "+grace"]);
  });
});
