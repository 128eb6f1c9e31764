import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../faults/random.ts";
import type { StormServer } from "./storm-server.ts";
import { ask, type StormPerson, type StormTab } from "./storm-tabs.ts";

/** Disturbs a person's tabs, network or sign-in for a while. */
type Disturbance = (person: StormPerson, random: Random) => Promise<void>;

/** Each ends as it began: with all tabs open on a fair network. */
export const personal = {
  reload: ({ tabs }, random) => reload(random.pick(tabs)),
  /** The tab's renderer crashes. */
  async kill(person, random) {
    const { page } = random.pick(person.tabs).core;
    const session = await person.context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    session.send("Page.crash").catch(() => undefined);
    await crashed;
    await person.reopenCrashed();
  },
  async close(person, random) {
    await person.openTab(random.integer(0, person.tabs.length - 1));
  },
  async offline({ context }, random) {
    await context.setOffline(true);
    await sleep(random.integer(300, 4_000));
    await context.setOffline(false);
  },
  /** The tab is killed while nothing can be sent, and reloaded later. */
  async "offline and killed"(person, random) {
    await person.context.setOffline(true);
    await sleep(random.integer(300, 2_000));
    await person.tabs[0]?.core.page.close();
    await sleep(random.integer(0, 1_000));
    await person.context.setOffline(false);
    await person.openTab(0);
  },
  async slow({ context, tabs }, random) {
    const session = await context.newCDPSession(random.pick(tabs).core.page);
    const conditions = { offline: false, latency: 400, downloadThroughput: 20_000, uploadThroughput: 20_000 };
    await session.send("Network.emulateNetworkConditions", conditions);
    await sleep(random.integer(500, 3_000));
    await session.send("Network.emulateNetworkConditions", fair);
    await session.detach();
  },
  async freeze({ context, tabs }, random) {
    const session = await context.newCDPSession(random.pick(tabs).core.page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await sleep(random.integer(500, 8_000));
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await session.detach();
  },
  portal: (person, random) => changeWeather(person, random, "portal"),
  gateway: (person, random) => changeWeather(person, random, "gateway"),
  /** The issuer of tokens cannot be reached. */
  async "no token"(person, random) {
    person.tokens = "away";
    await sleep(random.integer(500, 6_000));
    person.tokens = "fresh";
  },
  /** Tokens are refused until the person signs in again. */
  async "expired token"(person, random) {
    person.tokens = "expired";
    await sleep(random.integer(2_000, 15_000));
    person.tokens = "fresh";
    await person.everywhere("lockstep.reconnect()");
  },
} as const satisfies Readonly<Record<string, Disturbance>>;

/** Disturbances of the server and of the way to it. */
export const common = {
  "server killed": (server, random) => restart(server, random, "SIGKILL"),
  "server restarted": (server, random) => restart(server, random, "SIGTERM"),
  async "connections cut"({ network }) {
    network.cut();
  },
  async "half-open connections"({ network }) {
    network.abandon();
  },
  async "network stalled"({ network }, random) {
    network.turn({ kind: "stalled" });
    await sleep(random.integer(500, 5_000));
    network.turn({ kind: "fair" });
  },
  async "network slow"({ network }, random) {
    network.turn({ kind: "slow", latency: 150 });
    await sleep(random.integer(1_000, 5_000));
    network.turn({ kind: "fair" });
  },
  async "connections refused"({ network }, random) {
    network.turn({ kind: "refusing" });
    network.cut();
    await sleep(random.integer(300, 3_000));
    network.turn({ kind: "fair" });
  },
} as const satisfies Readonly<Record<string, (server: StormServer, random: Random) => Promise<void>>>;

export type Disturbances = Partial<Record<keyof typeof personal | keyof typeof common, number>>;

const fair = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

async function reload({ core }: StormTab): Promise<void> {
  await core.page.reload();
}

async function restart(server: StormServer, random: Random, signal: NodeJS.Signals): Promise<void> {
  await server.stop(signal);
  await sleep(random.integer(0, 2_000));
  await server.restart();
}

async function changeWeather({ tabs }: StormPerson, random: Random, kind: string): Promise<void> {
  const tab = random.pick(tabs);
  await ask(tab, `weather.kind = ${JSON.stringify(kind)}`);
  await sleep(random.integer(500, 5_000));
  await ask(tab, 'weather.kind = "fair"');
}
