import { Redis } from "ioredis";
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { decodeMessage } from "../../src/engine/feed/feed-message.ts";
import { addMember, createProject, required } from "../support/board.ts";
import { BoardDocument, RemoveMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person, WatchVariables } from "../support/person.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { readChannel } from "../support/read-channel.ts";
import { openTab, type Tab } from "../support/tab.ts";
import { startTrio } from "../support/trio.ts";

type Instances = readonly [Instance, Instance, Instance];

interface Installation {
  readonly instances: Instances;
  close(): Promise<void>;
}

const installations: [string, (grace: string) => Promise<Installation>][] = [
  ["on three instances", (grace) => startTrio({ PRESENCE_GRACE_SECONDS: grace })],
  ["on one instance without Redis", startAlone],
];

describe.each(installations)("presence %s", (_, start) => {
  let installation: Installation;
  let instances: Instances;
  let ada: Person;
  let grace: Person;
  let linus: Person;
  let projectId: string;
  let tabs: Tab[];

  beforeAll(async () => {
    installation = await start("1");
    instances = installation.instances;
    const [here, there, elsewhere] = instances;
    [ada, grace, linus] = await Promise.all([here.person("ada"), there.person("grace"), elsewhere.person("linus")]);
    return () => installation.close();
  });

  beforeEach(async () => {
    tabs = [];
    projectId = await createProject(ada);
    for (const person of [grace, linus]) await addMember(ada, projectId, person);
  });

  afterEach(() => {
    for (const tab of tabs) {
      tab.check();
      tab.close();
    }
  });

  async function enter(
    instance: Instance,
    person: Person,
    variables: Omit<WatchVariables, "projectId"> = {},
  ): Promise<Tab> {
    const tab = await openTab(instance.url, person, { projectId, ...variables });
    tabs.push(tab);
    return tab;
  }

  /** Onlookers that are not shown, one on each instance. */
  function lookOn(): Promise<Tab[]> {
    return Promise.all(instances.map((instance) => enter(instance, ada, { announce: false })));
  }

  /** Somebody comes and goes: when that is heard, the grace of whoever went before on that instance is over, too. */
  async function passGrace(instance: Instance, all: readonly Tab[], marker = linus): Promise<void> {
    (await enter(instance, marker)).close();
    for (const tab of all) await tab.untilHeard(`-${marker.name}`);
  }

  it("tells everyone else on every instance who comes and goes, once, and whoever comes who is there", async () => {
    const [here, there, elsewhere] = instances;
    const all = await lookOn();
    const first = await enter(here, ada);
    for (const tab of all) await tab.untilHeard("+ada");
    const second = await enter(there, grace);
    for (const tab of [...all, first]) await tab.untilHeard("+grace");
    const third = await enter(elsewhere, linus);
    for (const tab of [...all, first, second]) await tab.untilHeard("+linus");
    second.breakOff();
    for (const tab of [...all, first, third]) await tab.untilHeard("-grace");
    first.unsubscribe();
    for (const tab of [...all, third]) await tab.untilHeard("-ada");

    expect([first.found, second.found, third.found]).toEqual([["ada"], ["ada", "grace"], ["ada", "grace", "linus"]]);
    expect(first.heard).toEqual(["+grace", "+linus", "-grace"]);
    expect(third.heard).toEqual(["-grace", "-ada"]);
    for (const tab of all) {
      expect(tab.found).toEqual([]);
      expect(tab.heard).toEqual(["+ada", "+grace", "+linus", "-grace", "-ada"]);
    }
    for (const instance of instances) expect(await present(instance)).toEqual(["linus"]);
  });

  it("neither shows nor tells of whoever does not announce, unless they do so elsewhere", async () => {
    const [here, there, elsewhere] = instances;
    const all = await lookOn();
    const hidden = await enter(there, grace, { announce: false });
    await passGrace(there, all);
    for (const instance of instances) expect(await present(instance)).toEqual([]);
    const shown = await enter(here, grace, { announce: true });
    for (const tab of [...all, hidden]) await tab.untilHeard("+grace");
    hidden.close();
    await passGrace(elsewhere, all, ada);
    shown.close();
    for (const tab of all) {
      await tab.untilHeard("-grace");
      expect(tab.heard).toEqual(["+linus", "-linus", "+grace", "+ada", "-ada", "-grace"]);
    }
  });

  it("takes the tabs of a person, on one instance and on several, for one join and one leave", async () => {
    const [here, there, elsewhere] = instances;
    const all = await lookOn();
    const first = await enter(here, grace);
    for (const tab of all) await tab.untilHeard("+grace");
    const [same, other] = [await enter(here, grace), await enter(there, grace)];
    expect([first.found, same.found, other.found]).toEqual([["grace"], ["grace"], ["grace"]]);
    first.close();
    other.breakOff();
    await passGrace(here, all);
    await passGrace(there, all, ada);
    for (const instance of instances) expect(await present(instance)).toEqual(["grace"]);
    same.close();
    for (const tab of all) await tab.untilHeard("-grace");
    await passGrace(elsewhere, all, await elsewhere.person("ada"));
    for (const tab of all) {
      expect(tab.heard.filter((change) => change.endsWith("grace"))).toEqual(["+grace", "-grace"]);
    }
  });

  it("tells of a member who is removed that they leave", async () => {
    const [here, there] = instances;
    const onlooker = await enter(here, ada);
    const removed = await enter(there, grace);
    await onlooker.untilHeard("+grace");
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    await removed.until(() => removed.failure !== undefined);
    expect(removed.failure).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    await onlooker.untilHeard("-grace");
    expect(onlooker.heard).toEqual(["+grace", "-grace"]);
    expect(onlooker.seqs).toEqual([4]);
    for (const instance of instances) {
      await vi.waitFor(async () => expect(await present(instance)).toEqual(["ada"]));
    }
  });

  it("leaves nobody behind who unsubscribes at once, a hundred times", async () => {
    const all = await lookOn();
    for (let count = 0; count < 100; count += 1) {
      const stream = grace.watch({ projectId, since: 0, announce: true });
      if (count % 2) stream.stop();
      else await stream.next().then(stream.stop);
    }
    for (const tab of all) {
      await tab.untilHeard("-grace");
      expect(tab.heard).toEqual(["+grace", "-grace"]);
    }
  });

  it("sends nothing about a person who reconnects within the grace period, to the same or to another instance", async () => {
    const patient = await start("5");
    onTestFinished(() => patient.close());
    const [here, there] = patient.instances;
    [ada, grace, linus] = await Promise.all([here.person("ada"), here.person("grace"), here.person("linus")]);
    projectId = await createProject(ada);
    for (const person of [grace, linus]) await addMember(ada, projectId, person);
    const all = await Promise.all(patient.instances.map((instance) => enter(instance, ada, { announce: false })));
    const before = [await enter(here, grace), await enter(here, linus)];
    for (const tab of all) await tab.untilPicture(["grace", "linus"]);

    for (const tab of before) tab.breakOff();
    const after = [await enter(here, grace), await enter(there, linus)];
    await passGrace(here, [...all, ...after], ada);

    for (const { heard } of all) expect(heard).toEqual(["+grace", "+linus", "+ada", "-ada"]);
    for (const { heard } of after) expect(heard).toEqual(["+ada", "-ada"]);
    for (const tab of after) tab.close();
    for (const tab of all) {
      await tab.untilPicture([]);
      expect(tab.heard.slice(4).sort()).toEqual(["-grace", "-linus"]);
    }
  });

  async function present(instance: Instance): Promise<string[]> {
    const { project } = await (await instance.person("ada")).expect(BoardDocument, { projectId });
    return required(project).present.map(({ user }) => user.name);
  }
});

it("rings for the other instances when somebody comes and when they leave", async () => {
  const database = await createTestDatabase();
  const instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  const listener = new Redis(inject("redisUrl"));
  onTestFinished(async () => {
    listener.disconnect();
    await instance.close();
    await database.close();
  });
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  const ringing: (string | undefined)[] = [];
  listener.on("message", (_channel, message) => {
    const decoded = decodeMessage(message);
    ringing.push(decoded?.kind === "hint" ? decoded.text : undefined);
  });
  await listener.subscribe(await readChannel(database.url, projectId));

  const tab = await openTab(instance.url, ada, { projectId });
  await vi.waitFor(() => expect(ringing).toEqual([expect.any(String)]));
  tab.close();
  await vi.waitFor(() => expect(ringing).toEqual([ringing[0], ringing[0]]));
});

async function startAlone(grace: string): Promise<Installation> {
  const database = await createTestDatabase();
  const alone = await startInstance(database.url, { PRESENCE_GRACE_SECONDS: grace });
  return {
    instances: [alone, alone, alone],
    async close() {
      await alone.close();
      await database.close();
    },
  };
}
