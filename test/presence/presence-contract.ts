import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Focus } from "../../src/model/present.ts";
import type { Presence } from "../../src/presence/presence.ts";
import { range } from "../support/range.ts";
import { createOnlooker, type Onlooker, person, present } from "./onlooker.ts";

/** Three instances of one installation, whose signals reach each other. They may be one object. */
export type Instances = readonly [Presence, Presence, Presence];

const onTitle: Focus = { focusedTaskId: "task", focusedField: "TITLE" };

/** Contract of presence, wherever people join and leave. `open` makes instances with a grace of so many ms. */
export function testPresenceContract(name: string, open: (grace: number) => Promise<Instances>): void {
  describe(`${name} as presence`, () => {
    let instances: Instances;
    let [here, there, elsewhere] = [] as unknown as Instances;
    let onlookers: Onlooker[];

    async function reopen(grace: number): Promise<void> {
      instances = await open(grace);
      [here, there, elsewhere] = instances;
    }

    async function lookOn(presence: Presence, projectId = "p"): Promise<Onlooker> {
      const onlooker = await createOnlooker(presence, projectId);
      onlookers.push(onlooker);
      return onlooker;
    }

    beforeEach(async () => {
      onlookers = [];
      await reopen(20);
    });

    afterEach(async () => {
      for (const onlooker of onlookers) {
        onlooker.check();
        onlooker.stop();
      }
      await Promise.all(instances.map((presence) => presence.close()));
    });

    test("tells everyone on every instance who comes and goes, once", async () => {
      const all = await Promise.all(instances.map((presence) => lookOn(presence)));

      const leave = here.join("p", person("ada"));
      for (const onlooker of all) await onlooker.untilHeard("+ada");
      there.join("p", person("grace"));
      for (const onlooker of all) await onlooker.untilHeard("+grace");
      leave();
      for (const onlooker of all) await onlooker.untilHeard("-ada");

      for (const { found, heard } of all) {
        expect(found).toEqual([]);
        expect(heard).toEqual(["+ada", "+grace", "-ada"]);
      }
    });

    test("lets whoever comes find themselves and all others, and hear only what follows", async () => {
      const first = await lookOn(there);
      here.join("p", person("ada"));
      await first.untilHeard("+ada");
      const watch = await there.watch("p", () => {});

      there.join("p", person("grace"));
      expect(watch.list().map(({ user }) => user.name)).toEqual(["ada", "grace"]);
      const second = await lookOn(there);
      elsewhere.join("p", person("linus"));
      await second.untilHeard("+linus");

      expect(second.found).toEqual(["ada", "grace"]);
      expect(second.heard).toEqual(["+linus"]);
      const third = await lookOn(elsewhere);
      await third.until(() => third.picture.length === 3);
      expect(elsewhere.list("p").map(({ user }) => user.name)).toEqual(["ada", "grace", "linus"]);
    });

    test("takes several tabs, on several instances, for one person", async () => {
      const onlooker = await lookOn(elsewhere);
      const tabs = [here.join("p", person("ada")), here.join("p", person("ada")), there.join("p", person("ada"))];
      await onlooker.untilHeard("+ada");
      expect((await lookOn(here)).found).toEqual(["ada"]);

      tabs[0]?.();
      tabs[2]?.();
      await passGrace(there, onlooker, "marker");
      await passGrace(here, onlooker, "another");
      expect(onlooker.heard.filter((change) => change.endsWith("ada"))).toEqual(["+ada"]);
      tabs[1]?.();
      await onlooker.untilHeard("-ada");

      expect(onlooker.heard.filter((change) => change.endsWith("ada"))).toEqual(["+ada", "-ada"]);
    });

    test("ends one tab once, however often it is told", async () => {
      const onlooker = await lookOn(here);
      const leave = here.join("p", person("ada"));
      here.join("p", person("ada"));

      leave();
      leave();
      await passGrace(here, onlooker, "marker");

      expect(onlooker.picture).toEqual(["ada"]);
    });

    test("sends nothing about a person who reconnects within the grace period, to whichever instance", async () => {
      await Promise.all(instances.map((presence) => presence.close()));
      await reopen(2_000);
      const all = await Promise.all(instances.map((presence) => lookOn(presence)));
      const leave = here.join("p", person("ada"));
      for (const onlooker of all) await onlooker.untilHeard("+ada");

      leave();
      here.join("p", person("ada"))();
      const leaveThere = there.join("p", person("ada"));
      here.join("p", person("marker"))();
      for (const onlooker of all) await onlooker.untilHeard("-marker");
      for (const { heard } of all) expect(heard.filter((change) => change.endsWith("ada"))).toEqual(["+ada"]);
      leaveThere();

      for (const onlooker of all) await onlooker.untilHeard("-ada");
    });

    test("lists each once, in the order of their coming, which a reconnect does not change", async () => {
      await Promise.all(instances.map((presence) => presence.close()));
      await reopen(1_000);
      const onlooker = await lookOn(elsewhere);
      const leave = here.join("p", person("grace"));
      await onlooker.untilHeard("+grace");
      // Two of one millisecond are in the order of their ids, and this is about the other order.
      await untilNextMillisecond();
      there.join("p", person("ada"));
      there.join("p", person("grace"));
      await onlooker.untilHeard("+ada");
      leave();
      await passGrace(here, onlooker, "marker");

      for (const presence of instances) {
        const { found } = await lookOn(presence);
        expect(found).toEqual(["grace", "ada"]);
        expect((await presence.read(["p"])).get("p")?.map(({ user }) => user.name)).toEqual(found);
      }
    });

    test("leaves in their place those who come to another instance as well", async () => {
      const onlooker = await lookOn(there);
      here.join("p", person("grace"));
      await onlooker.untilHeard("+grace");
      await untilNextMillisecond();
      there.join("p", person("ada"));
      await untilNextMillisecond();

      there.join("p", person("grace"));

      expect(there.list("p").map(({ user }) => user.name)).toEqual(["grace", "ada"]);
    });

    test("shows people as they last came", async () => {
      here.join("p", person("ada"));
      here.join("p", { ...person("ada"), email: null });

      expect(here.list("p")).toEqual([present({ ...person("ada"), email: null })]);
    });

    test("reads many projects, watched or not", async () => {
      const onlooker = await lookOn(there);
      here.join("p", person("ada"));
      here.join("q", person("grace"));
      here.join("q", person("linus"));
      await onlooker.untilHeard("+ada");
      const q = await lookOn(elsewhere, "q");
      await q.until(() => q.picture.length === 2);

      const lists = await there.read(["q", "nobody's", "p", "q"]);

      expect([...lists.keys()].sort()).toEqual(["nobody's", "p", "q"]);
      expect(lists.get("p")).toEqual([present(person("ada"))]);
      expect(lists.get("q")).toEqual(expect.arrayContaining([present(person("grace")), present(person("linus"))]));
      expect(lists.get("nobody's")).toEqual([]);
      expect(await there.read([])).toEqual(new Map());
    });

    test("keeps projects apart", async () => {
      const p = await lookOn(there);
      const q = await lookOn(there, "q");
      const leave = here.join("p", person("ada"));
      here.join("q", person("ada"));
      await Promise.all([p.untilHeard("+ada"), q.untilHeard("+ada")]);
      leave();
      await p.untilHeard("-ada");

      expect(q.heard).toEqual(["+ada"]);
    });

    test("calls nobody who has stopped, and leaves them where they stood", async () => {
      let calls = 0;
      const watch = await there.watch("p", () => {
        calls += 1;
      });
      const { moment } = watch;
      const onlooker = await lookOn(there);
      here.join("p", person("ada"));
      await onlooker.untilHeard("+ada");
      expect([calls, moment.next?.change]).toEqual([1, { type: "PresenceJoined", user: person("ada") }]);

      watch.stop();
      watch.stop();
      here.join("p", person("grace"));
      await onlooker.untilHeard("+grace");

      expect(calls).toBe(1);
      expect(moment.next?.next?.change.user).toEqual(person("grace"));
    });

    test("costs a watcher one change for each who comes, however many are there", async () => {
      for (const n of range(1, 1_000)) here.join("p", person(`crowd ${n}`));
      const onlooker = await lookOn(there);
      await onlooker.until(() => onlooker.picture.length === 1_000);
      const { moment } = await there.watch("p", () => {});

      here.join("p", person("ada"));
      await onlooker.untilHeard("+ada");

      expect(moment.next).toEqual({ change: { type: "PresenceJoined", user: person("ada") }, next: null });
    });

    test("gives every onlooker the truth at rest, whoever comes, goes and looks on meanwhile", async () => {
      const random = createRandom(7);
      const tabs = new Map<string, { name: string; presence: Presence; leave: () => void }>();
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      for (const step of range(1, 2_000)) {
        const presence = pick(instances);
        if (random() < 0.55 || tabs.size === 0) {
          const name = `n${Math.floor(random() * 200)}`;
          tabs.set(`${step}`, { name, presence, leave: presence.join("p", person(name)) });
        } else {
          const id = pick([...tabs.keys()]);
          tabs.get(id)?.leave();
          tabs.delete(id);
        }
        if (step % 40 === 0) await lookOn(presence);
        if (step % 100 === 0 && onlookers.length > 10) onlookers.splice(Math.floor(random() * 10), 1)[0]?.stop();
        if (step % 5 === 0) await new Promise((resolve) => setTimeout(resolve, random() * 10));
      }
      const truth = [...new Set([...tabs.values()].map(({ name }) => name))].sort();
      for (const onlooker of onlookers) {
        await onlooker.until(() => onlooker.picture.join() === truth.join());
      }
      for (const presence of instances) {
        expect(
          presence
            .list("p")
            .map(({ user }) => user.name)
            .sort(),
        ).toEqual(truth);
      }

      for (const { leave } of tabs.values()) leave();
      for (const onlooker of onlookers) await onlooker.until(() => onlooker.picture.length === 0);
    });

    test("tells which task a person has open and which field is edited, once, and to those who come later", async () => {
      const all = await Promise.all(instances.map((presence) => lookOn(presence)));
      here.join("p", person("ada"));
      expect(here.focus("p", person("ada").id, onTitle)).toBe(true);
      for (const onlooker of all) await onlooker.untilHeard("ada at task TITLE");
      here.focus("p", person("ada").id, onTitle);
      here.focus("p", person("ada").id, { focusedTaskId: null, focusedField: null });
      for (const onlooker of all) await onlooker.untilHeard("ada at null null");
      for (const { heard } of all) expect(heard).toEqual(["+ada", "ada at task TITLE", "ada at null null"]);

      here.focus("p", person("ada").id, onTitle);
      for (const onlooker of all) await onlooker.until(() => onlooker.heard.length === 4);
      const shown = [{ user: person("ada"), ...onTitle }];
      for (const presence of instances) expect(presence.list("p")).toEqual(shown);
      expect((await elsewhere.read(["p"])).get("p")).toEqual(shown);
    });

    test("shows no focus of somebody who has not joined there, and none that a tab had that is gone", async () => {
      await Promise.all(instances.map((presence) => presence.close()));
      await reopen(2_000);
      const onlooker = await lookOn(here);
      expect(here.focus("p", person("ada").id, onTitle)).toBe(false);
      const leave = here.join("p", person("ada"));
      here.focus("p", person("ada").id, onTitle);
      await onlooker.untilHeard("ada at task TITLE");
      leave();
      expect(here.focus("p", person("ada").id, { ...onTitle, focusedField: null })).toBe(false);
      here.join("p", person("ada"));
      await onlooker.untilHeard("ada at null null");
      expect(onlooker.heard).toEqual(["+ada", "ada at task TITLE", "ada at null null"]);
    });

    test("counts the newest focus of a person who is on several instances", async () => {
      const all = await Promise.all(instances.map((presence) => lookOn(presence)));
      here.join("p", person("ada"));
      there.join("p", person("ada"));
      here.focus("p", person("ada").id, onTitle);
      for (const onlooker of all) await onlooker.untilHeard("ada at task TITLE");
      there.focus("p", person("ada").id, { focusedTaskId: "other", focusedField: null });
      for (const onlooker of all) await onlooker.untilHeard("ada at other null");
      for (const presence of instances) expect(presence.list("p")).toMatchObject([{ focusedTaskId: "other" }]);
    });

    test("shows what is open in the tabs that remain when one of several closes, or leaves its task", async () => {
      const all = await Promise.all(instances.map((presence) => lookOn(presence)));
      const { id } = person("ada");
      const heard = ["+ada"];
      const expectHeard = async (change: string) => {
        heard.push(change);
        for (const onlooker of all) await onlooker.until(() => onlooker.heard.length === heard.length);
        for (const onlooker of all) expect(onlooker.heard).toEqual(heard);
      };
      const at = (focusedTaskId: string | null): Focus => ({ focusedTaskId, focusedField: null });
      const leave = here.join("p", person("ada"), ["connection 1", "laptop"]);
      here.join("p", person("ada"), ["connection 2", "laptop"]);
      const leavePhone = there.join("p", person("ada"), ["phone"]);
      for (const onlooker of all) await onlooker.untilHeard("+ada");

      expect(there.focus("p", id, onTitle, ["phone"])).toBe(true);
      await expectHeard("ada at task TITLE");
      here.focus("p", id, at("second"), ["connection 2", "laptop"]);
      await expectHeard("ada at second null");
      here.focus("p", id, at("first"), ["connection 1", "laptop"]);
      await expectHeard("ada at first null");
      leave();
      await expectHeard("ada at second null");
      here.focus("p", id, at(null), ["connection 2", "laptop"]);
      await expectHeard("ada at task TITLE");
      here.focus("p", id, at("third"), ["laptop"]);
      await expectHeard("ada at third null");
      here.focus("p", id, at(null), ["laptop"]);
      await expectHeard("ada at task TITLE");
      // An instance of an older version names no holder.
      expect(here.focus("p", id, onTitle)).toBe(true);
      here.focus("p", id, at("fourth"));
      await expectHeard("ada at fourth null");
      here.focus("p", id, at(null));
      await expectHeard("ada at task TITLE");
      leavePhone();
      await expectHeard("ada at null null");
      expect(there.focus("p", id, onTitle, ["phone"])).toBe(false);
    });

    test("throws nothing once it is closed", async () => {
      const leave = here.join("p", person("ada"));
      await here.close();

      leave();
      here.join("p", person("grace"))();
      here.refresh("p", "another");
      here.refreshAll();
      (await here.watch("q", () => {})).stop();
      expect(await here.read(["nobody's"])).toEqual(new Map([["nobody's", []]]));
      await here.close();
    });
  });
}

/** Somebody else comes and goes: when that is heard, the grace of whoever went before on that instance is over, too. */
async function passGrace(presence: Presence, onlooker: Onlooker, name: string): Promise<void> {
  const leave = presence.join("p", person(name));
  await onlooker.untilHeard(`+${name}`);
  leave();
  await onlooker.untilHeard(`-${name}`);
}

async function untilNextMillisecond(): Promise<void> {
  const before = Date.now();
  while (Date.now() === before) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers from 0 to 1, the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
