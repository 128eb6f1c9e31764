import { expect, it, onTestFinished } from "vitest";
import { createRandom } from "../faults/random.ts";
import { addMember, createProject, createTasks, required } from "../support/board.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { openTab, type Tab } from "../support/tab.ts";
import { startTrio } from "../support/trio.ts";

interface OpenTab {
  readonly tab: Tab;
  readonly name: string;
  readonly isShown: boolean;
}

const seed = Number(process.env["TEST_SEED"] ?? 11);
/** `npm run soak -- long` sets them higher. */
const count = Number(process.env["TEST_PEOPLE"] ?? 40);
const rounds = Number(process.env["TEST_ROUNDS"] ?? 2);

it("gives everyone who comes and goes on three instances the truth at rest", { timeout: rounds * 60_000 }, async () => {
  const random = createRandom(seed);
  const { instances, close } = await startTrio({ PRESENCE_GRACE_SECONDS: "1" });
  onTestFinished(close);
  const ada = await instances[0].person("ada");
  const projectId = await createProject(ada);
  const people = await Promise.all(range(1, count).map((number) => instances[0].person(`n${number}`)));
  for (const person of people) await addMember(ada, projectId, person);
  const open = new Set<OpenTab>();
  const isAbsent = ({ name }: Person) => ![...open].some((each) => each.name === name);

  async function come(): Promise<void> {
    // Each of them is to come once at least; who is there may open another tab.
    const absent = people.filter(isAbsent);
    const person = random.pick(absent.length > 0 && random.chance(0.8) ? absent : people);
    const announce = random.chance(0.9);
    const variables = { projectId, announce, ...(random.chance(0.3) && { since: random.integer(1, count + 1) }) };
    const tab = await openTab(random.pick(instances).url, person, variables);
    open.add({ tab, name: person.name, isShown: announce });
  }

  function go(): void {
    const leaving = random.pick([...open]);
    leaving.tab.check();
    leaving.tab[random.pick(["close", "breakOff", "unsubscribe"] as const)]();
    open.delete(leaving);
  }

  for (const _ of range(1, rounds)) {
    for (const _step of range(1, 15)) {
      const comers = range(1, random.integer(1, 4));
      await Promise.all(comers.map(come));
      for (let goers = random.integer(0, 3); goers > 0 && open.size > 1; goers -= 1) go();
      if (random.chance(0.2)) await createTasks(ada, projectId, 1);
    }
    const truth = [...new Set([...open].flatMap(({ name, isShown }) => (isShown ? [name] : [])))].sort();
    for (const { tab } of open) await tab.untilPicture(truth);
    // Somebody comes and goes on each instance: whatever was still to be told is told before.
    for (const { url } of instances) {
      const marker = await openTab(url, ada, { projectId });
      for (const { tab } of open) await tab.until(() => tab.picture.includes("ada"));
      marker.close();
      for (const { tab } of open) await tab.until(() => !tab.picture.includes("ada"));
    }
    for (const { tab } of open) expect(tab.picture).toEqual(truth);
    for (const instance of instances) {
      const { project } = await (await instance.person("ada")).expect(BoardDocument, { projectId });
      expect(
        required(project)
          .present.map(({ user }) => user.name)
          .sort(),
      ).toEqual(truth);
    }
  }
  for (const { tab } of open) tab.close();
});
