import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { person, present } from "./onlooker.ts";
import { type Instances, testPresenceContract } from "./presence-contract.ts";
import { createStage } from "./presence-stage.ts";
import { setRedisScene } from "./redis-scene.ts";
import { comeIn, lookOn, lookOnAll, never, open } from "./scene.ts";

const scene = setRedisScene();

testPresenceContract("createRedisPresence", (grace) => {
  const { instances } = createStage({ urls: [scene.redis.url, scene.redis.url, scene.redis.url], grace, debounce: 10 });
  return Promise.resolve(instances as unknown as Instances);
});

test("createRedisPresence knows everyone when a project is first watched here", async () => {
  const { instances } = open({ urls: [scene.redis.url, scene.redis.url], patience: 10_000 });
  const [here, there] = instances as Instances;
  here.join("p", person("ada"));
  await vi.waitFor(async () => expect(await scene.countLists("p")).toBe(1));

  expect((await lookOn(there)).found).toEqual(["ada"]);
});

describe("createRedisPresence, when somebody came elsewhere while nobody here watched,", () => {
  /** Ada has left, and her grace keeps the project open. */
  async function leaveUnwatched(): Promise<Presence> {
    const urls = [scene.redis.url, scene.redis.url];
    const stage = open({ urls, heartbeat: never, grace: never, patience: 10_000 });
    const [here, there] = stage.instances as Instances;
    const onlooker = await lookOn(here);
    here.join("p", person("ada"))();
    onlooker.stop();
    stage.areSignalsHeard = false;
    there.join("p", person("grace"));
    await vi.waitFor(async () => expect(await scene.listsWith("p", "grace")).toHaveLength(1));
    return here;
  }

  test("knows everyone when the project is watched again", async () => {
    const here = await leaveUnwatched();
    expect((await lookOn(here)).found).toEqual(["ada", "grace"]);
  });

  test("reads them", async () => {
    const here = await leaveUnwatched();
    expect((await here.read(["p"])).get("p")).toEqual([present(person("ada")), present(person("grace"))]);
  });
});

test("createRedisPresence shows people for as long as their instance lives", async () => {
  const lifetime = 2_000;
  const { instances } = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: 100, lifetime });
  const all = await lookOnAll(instances);
  await comeIn(all, instances[0] as Presence, "ada");
  const begin = await scene.latestExpiry("p");

  await vi.waitFor(async () => expect(await scene.latestExpiry("p")).toBeGreaterThan(begin + lifetime));

  for (const { heard } of all) expect(heard).toEqual(["+ada"]);
});

test("createRedisPresence shows people whatever the clocks of their instances say", async () => {
  onTestFinished(() => void vi.useRealTimers());
  const { instances } = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: never });
  const [here, there] = instances as Instances;
  const day = 86_400_000;
  for (const [name, offset] of [
    ["ada", -day],
    ["grace", day],
  ] as const) {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offset });
    here.join("p", person(name));
    await vi.waitFor(async () => expect(await scene.listsWith("p", name)).toHaveLength(1));
    vi.useRealTimers();
    const lists = await there.read(["p"]);
    expect(lists.get("p")).toContainEqual(present(person(name)));
  }
});

describe("createRedisPresence, when an instance closes,", () => {
  test("gives its people one more grace, then lets them go", async () => {
    const { instances } = open({ urls: [scene.redis.url, scene.redis.url], heartbeat: 100, grace: 1_500 });
    const [closing, there] = instances as Instances;
    const onlooker = await lookOn(there);
    closing.join("p", person("ada"));
    await onlooker.untilHeard("+ada");

    await closing.close();
    expect((await there.read(["p"])).get("p")).toEqual([present(person("ada"))]);

    await onlooker.untilHeard("-ada");
  });

  test("sends nothing about people who reconnect elsewhere within it", async () => {
    const { instances } = open({
      urls: [scene.redis.url, scene.redis.url, scene.redis.url],
      heartbeat: 200,
      grace: 2_000,
    });
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
    const [here] = open({ urls: [scene.redis.url], logger }).instances as Instances;
    await comeIn([await lookOn(here)], here, "ada");
    scene.redis.pause();

    await here.close();

    // The silence would have ended the connection.
    expect(lines.filter(({ msg }) => msg.includes("away"))).toEqual([]);
  });
});
