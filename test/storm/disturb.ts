import type { Random } from "../faults/random.ts";
import type { Upgrades } from "../faults/tcp-proxy.ts";
import type { StormServer } from "./storm-server.ts";
import { ask, type StormPerson } from "./storm-tabs.ts";

export interface Chance {
  readonly random: Random;
  /** Waits for a time between these two, in milliseconds; for less where the storm is a short one, or ends early. */
  pause(least: number, most: number): Promise<void>;
  /** Resolves when a tab becomes live without a WebSocket, or when the storm ends early. */
  untilLiveWithoutWebSocket(): Promise<void>;
}

/** Disturbs a person's tabs, network or sign-in, or the server, for a while. */
export type Disturbance<Subject> = (subject: Subject, chance: Chance) => Promise<void>;

/** Each ends as it began: with all tabs open on a fair network. */
export const personal = {
  async reload({ tabs }, { random }) {
    await random.pick(tabs).core.page.reload();
  },
  /** The tab's renderer crashes. */
  async kill(person, { random }) {
    const { page } = random.pick(person.tabs).core;
    const session = await person.context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    session.send("Page.crash").catch(() => undefined);
    await crashed;
    await person.prepare();
  },
  async close(person, { random }) {
    await person.openTab(random.integer(0, person.tabs.length - 1));
  },
  async offline({ context }, { pause }) {
    await context.setOffline(true);
    await pause(300, 4_000);
    await context.setOffline(false);
  },
  /** The tab is killed while nothing can be sent, and reloaded later. */
  async "offline and killed"(person, { pause }) {
    await person.context.setOffline(true);
    await pause(300, 2_000);
    await person.tabs[0]?.core.page.close();
    await pause(0, 1_000);
    await person.context.setOffline(false);
    await person.openTab(0);
  },
  async slow({ context, tabs }, { random, pause }) {
    const session = await context.newCDPSession(random.pick(tabs).core.page);
    const conditions = { offline: false, latency: 400, downloadThroughput: 20_000, uploadThroughput: 20_000 };
    await session.send("Network.emulateNetworkConditions", conditions);
    await pause(500, 3_000);
    await session.send("Network.emulateNetworkConditions", fair);
    await session.detach();
  },
  async freeze({ context, tabs }, { random, pause }) {
    const session = await context.newCDPSession(random.pick(tabs).core.page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await pause(500, 8_000);
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await session.detach();
  },
  portal: (person, chance) => changeWeather(person, chance, "portal"),
  gateway: (person, chance) => changeWeather(person, chance, "gateway"),
  /** The issuer of tokens cannot be reached. */
  async "no token"(person, { pause }) {
    person.tokens = "away";
    await pause(500, 6_000);
    person.tokens = "fresh";
  },
  /** Tokens are refused until the person signs in again. */
  async "expired token"(person, { pause }) {
    person.tokens = "expired";
    await pause(2_000, 15_000);
    person.tokens = "fresh";
    await person.everywhere("lockstep.reconnect()");
  },
} as const satisfies Readonly<Record<string, Disturbance<StormPerson>>>;

/** Disturbances of the server and of the way to it. */
export const common = {
  "server killed": (server, chance) => restart(server, chance, "SIGKILL"),
  "server restarted": (server, chance) => restart(server, chance, "SIGTERM"),
  async "connections cut"({ network }) {
    network.cut();
  },
  async "half-open connections"({ network }) {
    network.abandon();
  },
  async "network stalled"({ network }, { pause }) {
    network.turn({ kind: "stalled" });
    await pause(500, 5_000);
    network.turn({ kind: "fair" });
  },
  async "network slow"({ network }, { pause }) {
    network.turn({ kind: "slow", latency: 150 });
    await pause(1_000, 5_000);
    network.turn({ kind: "fair" });
  },
  async "connections refused"({ network }, { pause }) {
    network.turn({ kind: "refusing" });
    network.cut();
    await pause(300, 3_000);
    network.turn({ kind: "fair" });
  },
  "WebSockets refused": (server, chance) => blockWebSockets(server, chance, "refuse"),
  "WebSockets swallowed": (server, chance) => blockWebSockets(server, chance, "swallow"),
} as const satisfies Readonly<Record<string, Disturbance<StormServer>>>;

export type Disturbances = Partial<Record<keyof typeof personal | keyof typeof common, number>>;

const fair = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

async function restart(server: StormServer, { pause }: Chance, signal: NodeJS.Signals): Promise<void> {
  await server.stop(signal);
  await pause(0, 2_000);
  await server.restart();
}

/** Lasts until a tab goes on by another transport. */
async function blockWebSockets({ network }: StormServer, chance: Chance, how: Upgrades): Promise<void> {
  const goingOn = chance.untilLiveWithoutWebSocket();
  network.turnUpgrades(how);
  await chance.pause(6_000, 20_000);
  await goingOn;
  network.turnUpgrades("pass");
}

async function changeWeather({ tabs }: StormPerson, { random, pause }: Chance, kind: string): Promise<void> {
  const tab = random.pick(tabs);
  await ask(tab, `weather.kind = ${JSON.stringify(kind)}`);
  await pause(500, 5_000);
  await ask(tab, 'weather.kind = "fair"');
}
