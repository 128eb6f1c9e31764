import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { addMember, backfill, createProject, createTasks } from "../support/board.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { beginTab, openTab, type Tab } from "../support/tab.ts";
import { startTrio, type Trio } from "../support/trio.ts";

/** Changes of 20 MB, far more than the sockets on their way hold. */
const length = 400;
const description = "a".repeat(50_000);

let trio: Trio;
let ada: Person;
let others: readonly Person[];
let projectId: string;
let seq: number;
let tabs: Tab[];

beforeAll(async () => {
  trio = await startTrio();
  const [here] = trio.instances;
  ada = await here.person("ada");
  others = await Promise.all(range(1, 6).map((number) => here.person(`n${number}`)));
});

afterAll(() => trio.close());

beforeEach(async () => {
  tabs = [];
  projectId = await createProject(ada);
  for (const person of others) await addMember(ada, projectId, person);
  seq = await createTasks(ada, projectId, 1, description);
});

afterEach(() => {
  for (const tab of tabs) {
    tab.check();
    tab.close();
  }
});

it("lists after a replay who is there by then, whoever came and went meanwhile", async () => {
  await backfill(trio.databaseUrl, projectId, length);
  const early = await comeAll();
  const reader = keep(beginTab(trio.instances[0].url, ada, { projectId, since: seq }));
  await reader.until(() => reader.seqs.length > 0);
  reader.stall();
  const truth = await comeAndGo(early);
  expect(reader.isReady).toBe(false);
  reader.readOn();
  await reader.until(() => reader.isReady);
  await reader.untilPicture(truth);
  expect(reader.seqs).toEqual(range(seq + 1, seq + length));
  await expectChangeToReach(reader, truth);
});

it("tells a slow reader in the end of all who came and went meanwhile", async () => {
  const early = await comeAll();
  const reader = keep(await openTab(trio.instances[0].url, ada, { projectId }));
  await reader.untilPicture([...namesOf(others), "ada"]);
  reader.stall();
  await backfill(trio.databaseUrl, projectId, length);
  const truth = await comeAndGo(early);
  expect(reader.picture).toHaveLength(7);
  reader.readOn();
  await reader.until(() => reader.seqs.length === length);
  await reader.untilPicture(truth);
  await expectChangeToReach(reader, truth);
});

it("lists after a Resync who is there by then, at the begin of a stream", async () => {
  const early = await comeAll();
  const reader = keep(beginTab(trio.instances[0].url, ada, { projectId, since: 9_999 }));
  const truth = await comeAndGo(early);
  await reader.untilPicture(truth);
  expect(reader.resyncs).toEqual(["AHEAD_OF_PROJECT"]);
  await expectChangeToReach(reader, truth);
});

it("lists after a Resync who is there by then, in the middle of a stream that is read slowly", async () => {
  const early = await comeAll();
  const reader = keep(await openTab(trio.instances[0].url, ada, { projectId }));
  await reader.untilPicture([...namesOf(others), "ada"]);
  reader.stall();
  await backfill(trio.databaseUrl, projectId, length, length - 50);
  const truth = await comeAndGo(early);
  reader.readOn();
  await reader.until(() => reader.resyncs.length === 1);
  await reader.untilPicture(truth);
  expect(reader.heard).toEqual([]);
  expect(reader.seqs).toEqual(range(seq + 1, seq + length - 51));
  await expectChangeToReach(reader, truth);
});

/** Everybody but Ada, over all instances. */
async function comeAll(): Promise<Tab[]> {
  const entered = await Promise.all(others.map((person, index) => enter(person, index)));
  for (const tab of entered) await tab.untilPicture(namesOf(others));
  return entered;
}

/** Some people leave, and one of them returns. Resolves with the people present, Ada included, when all others know. */
async function comeAndGo(early: readonly Tab[]): Promise<string[]> {
  const [n1, n2, n3, ...staying] = early;
  for (const tab of [n1, n2, n3]) tab?.breakOff();
  const truth = [...namesOf(others.slice(3)), "ada"];
  for (const tab of staying) await tab.untilPicture(truth);
  const [, back] = others;
  if (back) await enter(back, 0);
  for (const tab of staying) await tab.untilPicture([...truth, "n2"]);
  return [...truth, "n2"];
}

/** Nothing that is no longer true comes after the truth: what is told next is the next that happens. */
async function expectChangeToReach(reader: Tab, truth: readonly string[]): Promise<void> {
  const before = reader.heard.length;
  const [first] = others;
  if (first) await enter(first, 1);
  await reader.untilPicture([...truth, "n1"]);
  expect(reader.heard.slice(before)).toEqual(["+n1"]);
}

async function enter(person: Person, index: number): Promise<Tab> {
  return keep(await openTab(trio.instances[index % 3]?.url ?? "", person, { projectId }));
}

function keep(tab: Tab): Tab {
  tabs.push(tab);
  return tab;
}

function namesOf(people: readonly Person[]): string[] {
  return people.map(({ name }) => name);
}
