import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { addMember, createProject } from "../support/board.ts";
import { document } from "../support/document.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";
import { openTab } from "../support/tab.ts";
import { type OpenTrio, startOpenTrio } from "../support/trio.ts";

let trio: OpenTrio;
let ada: Person;

beforeAll(async () => {
  // No heartbeat comes between, and nobody loses patience.
  trio = await startOpenTrio({ grace: 0, heartbeat: 600_000, lifetime: 600_000, patience: 10_000 });
  ada = await trio.instances[0].person("ada");
});

afterAll(() => trio.close());

interface Shown {
  readonly user: { readonly name: string };
}

it("reads who is in all projects of a list in one round trip", async () => {
  const list = document<{ projects: { nodes: { id: string; present: Shown[] }[] } }>(
    "{ projects(first: 20) { nodes { id present { user { name } } again: present { user { id } } } } }",
  );
  const [way] = trio.ways;
  const projectIds: string[] = [];
  for (const _ of range(1, 20)) projectIds.push(await createProject(ada));
  for (const projectId of projectIds) trio.presences[1].join(projectId, somebody(projectId));
  const isThere = ({ id, present }: { id: string; present: Shown[] }) => present[0]?.user.name === `in ${id}`;
  await vi.waitFor(async () => expect((await ada.expect(list, {})).projects.nodes.filter(isThere)).toHaveLength(20));

  way.hold();
  const asking = ada.expect(list, {});
  // No answer is needed to ask for the next.
  await way.untilExchanged(20);
  way.release();
  expect((await asking).projects.nodes.filter(isThere)).toHaveLength(20);
  expect(way.exchanged.toSorted()).toEqual(projectIds.toSorted());
});

it("has each instance ask Redis once for a join, though all of them hear its ring", async () => {
  const projectId = await createProject(ada);
  const tabs = await Promise.all(trio.instances.map(({ url }) => openTab(url, ada, { projectId, announce: false })));
  for (const presence of trio.presences) await presence.read(["another"]);

  for (const way of trio.ways) {
    way.hold();
    way.release();
  }
  const newcomer = await openTab(trio.instances[0].url, ada, { projectId });
  for (const tab of tabs) await tab.untilHeard("+ada");
  // All earlier requests go out before.
  for (const presence of trio.presences) await presence.read(["another"]);

  for (const { exchanged } of trio.ways) expect(exchanged).toEqual([projectId, "another"]);
  for (const tab of [...tabs, newcomer]) tab.close();
});

it("tells a join in a project of a thousand by one short message each", async () => {
  const projectId = await createProject(ada);
  const grace = await trio.instances[2].person("grace");
  await addMember(ada, projectId, grace);
  for (const number of range(1, 1_000)) trio.presences[1].join(projectId, somebody(`${number}`));
  const tabs = await Promise.all(trio.instances.map(({ url }) => openTab(url, ada, { projectId, announce: false })));
  for (const tab of tabs) await tab.until(() => tab.picture.length === 1_000);
  const before = tabs.map(({ messages }) => messages);

  const newcomer = await openTab(trio.instances[2].url, grace, { projectId });
  for (const tab of tabs) await tab.untilHeard("+grace");

  expect(newcomer.found).toHaveLength(1_001);
  for (const [index, tab] of tabs.entries()) {
    expect(tab.messages).toBe((before[index] ?? 0) + 1);
    expect(tab.lastLength).toBeLessThan(300);
    tab.close();
  }
  newcomer.close();
});

function somebody(where: string) {
  return { id: `somebody in ${where}`, name: `in ${where}`, email: null };
}
