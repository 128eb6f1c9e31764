import { randomUUID } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import { createLeadership } from "../../../../client/core/tabs/leadership.ts";
import { openTabChannel, type TabChannel } from "../../../../client/core/tabs/tab-channel.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";
import { createFakeLocks } from "./fake-locks.ts";

/** Time between two looks of a tab at the leader, in milliseconds of the tab. */
const lookInterval = 5_000;

const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
  vi.unstubAllGlobals();
});

it("one tab leads, and the next one when it is closed", async () => {
  const browser = createBrowser();
  const [one, two, three] = [browser.open(), browser.open(), browser.open()];
  await until(() => one.isLeader);
  await browser.rounds(3);
  expect([one, two, three].map(({ isLeader }) => isLeader)).toEqual([true, false, false]);
  one.close();
  await until(() => two.isLeader);
  expect(three.isLeader).toBe(false);
  two.close();
  await until(() => three.isLeader);
  expect([one, two, three].map(({ events }) => events)).toEqual([["lead"], ["lead"], ["lead"]]);
});

it("a visible tab takes over from a frozen one, which yields when it is thawed and can lead again", async () => {
  const browser = createBrowser();
  const one = browser.open();
  await until(() => one.isLeader);
  const two = browser.open();
  one.freeze();
  two.signal("visible");
  await until(() => two.isLeader);
  await until(() => one.events.includes("yield"));
  one.thaw();
  await browser.rounds(3);
  expect([one.isLeader, two.isLeader]).toEqual([false, true]);
  two.close();
  await until(() => one.isLeader);
  expect(one.events).toEqual(["lead", "yield", "lead"]);
});

it("a visible tab gives a leader that does not answer one second", async () => {
  const browser = createBrowser();
  const one = browser.open();
  await until(() => one.isLeader);
  const two = browser.open({ speed: 0 });
  one.freeze();
  two.signal("visible");
  two.elapse(999);
  expect(two.isLeader).toBe(false);
  two.elapse(1);
  await until(() => two.isLeader);
});

it("a visible tab takes over from a hidden one, and leaves a visible one alone", async () => {
  const browser = createBrowser();
  const one = browser.open();
  await until(() => one.isLeader);
  const two = browser.open();
  two.signal("visible");
  await browser.rounds(3);
  expect([one.isLeader, two.isLeader]).toEqual([true, false]);
  one.signal("hidden");
  await until(() => two.isLeader && !one.isLeader);
  one.signal("visible");
  two.signal("hidden");
  await until(() => one.isLeader && !two.isLeader);
});

it("a hidden tab takes over from nobody", async () => {
  const browser = createBrowser();
  const one = browser.open();
  await until(() => one.isLeader);
  const two = browser.open();
  two.signal("hidden");
  one.freeze();
  await browser.rounds(5);
  expect(two.isLeader).toBe(false);
});

it("without locks, or without a channel, each tab leads for itself", () => {
  const browser = createBrowser();
  expect(
    [browser.open({ hasLocks: false }), browser.open({ hasChannel: false })].map(({ isLeader }) => isLeader),
  ).toEqual([true, true]);
});

it.each<[string, () => Promise<never>]>([
  ["rejects", () => Promise.reject(new DOMException("Denied", "SecurityError"))],
  [
    "throws",
    () => {
      throw new DOMException("Denied", "SecurityError");
    },
  ],
])(
  "where the platform %s instead of giving a lock, each tab leads for itself, and stays it",
  async (_name, request) => {
    const browser = createBrowser({ request });
    const tabs = [browser.open(), browser.open()];
    await until(() => tabs.every(({ isLeader }) => isLeader));
    await browser.rounds(3);
    expect(tabs.map(({ events }) => events)).toEqual([["lead"], ["lead"]]);
  },
);

it("a tab that is closed before it is denied a lock does not lead", async () => {
  let deny = () => {};
  const request = () =>
    new Promise<never>((_resolve, reject) => {
      deny = () => reject(new DOMException("Denied", "SecurityError"));
    });
  const tab = createBrowser({ request }).open();
  tab.close();
  deny();
  await Promise.resolve();
  expect([tab.isLeader, tab.events]).toEqual([false, []]);
});

it("where the platform has no channel, or denies it, there is none", () => {
  const denied = class {
    constructor() {
      throw new DOMException("Denied", "SecurityError");
    }
  };
  for (const given of [undefined, denied]) {
    vi.stubGlobal("BroadcastChannel", given);
    expect(openTabChannel(randomUUID(), "one")).toBeNull();
  }
});

it("a channel carries messages to all others, or to one", async () => {
  const name = randomUUID();
  const [one, two, three] = ["one", "two", "three"].map((tab) => openTabChannel(name, tab) as TabChannel);
  const heard: string[] = [];
  for (const [tab, channel] of Object.entries({ one, two, three })) {
    channel?.subscribe((message, from) => heard.push(`${from} to ${tab}: ${message.type}`));
    closings.push(() => channel?.close());
  }
  one?.post({ type: "outbox" });
  one?.post({ type: "signed-out" }, "three");
  await until(() => heard.length === 3);
  expect(heard.sort()).toEqual(["one to three: outbox", "one to three: signed-out", "one to two: outbox"]);
});

/** Tabs of one browser. Their timers run twenty times faster. */
function createBrowser(locks: Pick<LockManager, "request"> = createFakeLocks()) {
  const name = randomUUID();
  const tabs: { readonly looks: number; readonly isRunning: boolean }[] = [];
  return {
    /** Resolves when each tab that runs has looked at the leader so many more times. */
    async rounds(count: number): Promise<void> {
      const ends = tabs.map((tab) => ({ tab, end: tab.looks + count }));
      await until(() => ends.every(({ tab, end }) => !tab.isRunning || tab.looks >= end));
    },
    open({ hasLocks = true, hasChannel = true, speed = 20 } = {}) {
      const { environment, signal, elapse } = createSteeredEnvironment(speed);
      const channel = hasChannel ? openTabChannel(name, randomUUID()) : null;
      let isFrozen = false;
      let isClosed = false;
      let looks = 0;
      // A frozen tab hears and says nothing.
      const frozen: TabChannel | null = channel && {
        ...channel,
        subscribe: (listener) => channel.subscribe((message, from) => isFrozen || listener(message, from)),
      };
      const events: string[] = [];
      const leadership = createLeadership({
        name,
        locks: hasLocks ? locks : undefined,
        channel: frozen,
        environment: {
          ...environment,
          setTimer(time, callback) {
            return environment.setTimer(time, () => {
              if (isFrozen) return;
              if (time === lookInterval) looks += 1;
              callback();
            });
          },
        },
        onLead: () => events.push("lead"),
        onYield: () => events.push("yield"),
      });
      const close = () => {
        isClosed = true;
        leadership.close();
        channel?.close();
      };
      closings.push(close);
      tabs.push({
        get looks() {
          return looks;
        },
        get isRunning() {
          return !isFrozen && !isClosed;
        },
      });
      return {
        get isLeader() {
          return events.at(-1) === "lead";
        },
        events,
        signal,
        elapse,
        freeze() {
          isFrozen = true;
        },
        thaw() {
          isFrozen = false;
          signal("resumed");
        },
        close,
      };
    },
  };
}

function until(isReached: () => boolean): Promise<void> {
  return expect.poll(isReached, { interval: 10 }).toBe(true);
}
