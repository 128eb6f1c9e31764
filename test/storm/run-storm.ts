import { setTimeout as sleep } from "node:timers/promises";
import { serveCorePages } from "../client/core/lockstep/core-page.ts";
import { createRandom, type Random } from "../faults/random.ts";
import { createBoard } from "../support/board.ts";
import { launchChromium } from "../support/chromium.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { createPerson, type Person } from "../support/person.ts";
import type { Order, PlannedDecision } from "./actor.ts";
import { churnMembers } from "./churn-members.ts";
import { common, type Disturbances, personal } from "./disturb.ts";
import { type Edit, type PlannedEdit, type Told, writeLine } from "./edit.ts";
import { judgeStorm, type Verdict } from "./judge-storm.ts";
import type { OrderKind } from "./plan-edits.ts";
import { readRows, readTruth } from "./read-truth.ts";
import type { AnsweredChange, Decision, StormRecord, TabReport } from "./storm-record.ts";
import { StormServer } from "./storm-server.ts";
import { ask, StormPerson, type StormTab } from "./storm-tabs.ts";

export interface StormOptions {
  /** Migrated. */
  readonly databaseUrl: string;
  readonly seed: number;
  /** Seconds of edits and disturbances. */
  readonly seconds: number;
  /** Tabs of both people together; at least 2. */
  readonly tabs: number;
  /** Upper bound of the edits; they are spread over the time. */
  readonly edits: number;
  /** Edits before which it does not end (default: 0). */
  readonly leastEdits?: number;
  /** Disturbances with which the storm begins, whatever the seed (default: none). */
  readonly first?: readonly (keyof Disturbances)[];
  /** Pauses between two disturbances of a person, or of the server, in milliseconds (default: 400 to 3,000). */
  readonly calm?: readonly [least: number, most: number];
  readonly onProgress?: (outcome: Pick<StormOutcome, "edits" | "disturbances">) => void;
}

export interface StormOutcome extends Verdict {
  readonly edits: number;
  readonly disturbances: Disturbances;
  /** Entries of the log. */
  readonly changes: number;
  /** Milliseconds from peace until every tab had settled. */
  readonly settledIn: number;
  readonly record: StormRecord;
}

/** Milliseconds that the tabs have to settle after peace. */
const settleLimit = 60_000;

/** Numbers that an order may use up. */
const numbersPerOrder = 100;

const orderKinds: readonly OrderKind[] = [
  ...Array.from({ length: 17 }, () => "single" as const),
  ...(["bulk", "burst", "chain"] as const),
];

/**
 * Tabs of two people edit one project while tabs crash, are reloaded and frozen, networks fail, tokens expire and the
 * server restarts. After peace every accepted edit must be in the log once, or be shown, in tabs that hold what the server
 * has.
 */
export async function runStorm(options: StormOptions): Promise<StormOutcome> {
  const { databaseUrl, seed, seconds, tabs, leastEdits = 0, first = [], calm = [400, 3_000] } = options;
  const random = createRandom(seed);
  const edits: Edit[] = [];
  const decisions: Decision[] = [];
  const answers: AnsweredChange[] = [];
  const pageErrors: string[] = [];
  const disturbances: Disturbances = {};
  const closings: (() => Promise<unknown>)[] = [];
  let nextNumber = 1;
  try {
    const pages = await serveCorePages(await findFreePort(), "test/storm/storm-entry.ts");
    closings.push(() => pages.close());
    const server = await StormServer.start(databaseUrl, pages.origin);
    closings.push(() => server.close());
    const browser = await launchChromium();
    closings.push(() => browser.close());
    const [ada, grace, linus] = [await signUp("ada"), await signUp("grace"), await signUp("linus")];
    const board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    for (const title of ["One", "Two", "Three", "Four"]) {
      await board.createTask({ title, description: writeLine(null, 0, "") });
    }
    const { projectId } = board;
    const people: StormPerson[] = [];
    for (const person of [ada, grace]) {
      const onAnswers = (told: readonly AnsweredChange[]) => void answers.push(...told);
      const onPageError = (text: string) => void pageErrors.push(text);
      const options = { browser, pages, url: `${server.url}/graphql`, projectId, person, onAnswers, onPageError };
      people.push(await StormPerson.open(options));
    }
    for (let opened = 0; opened < tabs; opened += 1) {
      await people[opened % 2]?.openTab(Math.floor(opened / 2));
    }
    for (const { core } of people.flatMap((person) => person.tabs)) await core.until("isLive()");

    const startedAt = Date.now();
    const isLate = () => Date.now() - startedAt >= seconds * 1_000;
    const isOver = () => edits.length >= options.edits || (isLate() && edits.length >= leastEdits);
    /** Edits are spread over the time. */
    const isAhead = () => edits.length > ((Date.now() - startedAt) / 1_000 / seconds) * options.edits;
    const progress = setInterval(() => options.onProgress?.({ edits: edits.length, disturbances }), 10_000);
    closings.push(async () => clearInterval(progress));
    await Promise.all([
      ...people.flatMap((person) => person.tabs.map((_, place) => edit(person, place, random.fork()))),
      ...people.map((person) => disturb(personal, person, random.fork())),
      ...people.map((person) => decide(person, random.fork())),
      disturb(common, server, random.fork()),
      churnMembers(board, linus, random.fork(), isOver),
    ]);
    clearInterval(progress);

    const peaceAt = Date.now();
    const reports = await settle(people);
    const settledIn = Date.now() - peaceAt;
    const log = await readRows(databaseUrl, projectId);
    const truth = await readTruth(server.directUrl, projectId, [ada, grace]);
    const record = { edits, decisions, answers, log, tabs: reports, truth, pageErrors };
    const verdict = judgeStorm(record);
    return { ...verdict, edits: edits.length, disturbances, changes: log.length, settledIn, record };

    async function signUp(name: string): Promise<Person> {
      const person = await createPerson(server.directUrl, name);
      closings.push(() => person.leave());
      return person;
    }

    async function edit(person: StormPerson, place: number, own: Random): Promise<void> {
      while (!isOver()) {
        await sleep(own.integer(5, 60));
        if (isAhead()) continue;
        const order: Order = { kind: own.pick(orderKinds), seed: own.integer(0, 2 ** 31), first: takeNumbers() };
        const pause = order.kind === "burst" ? own.integer(0, 40) : 0;
        const tab = person.tabs[place];
        if (!tab) continue;
        const planned = await ask<PlannedEdit[]>(tab, `actor.plan(${JSON.stringify(order)})`);
        if (!planned || planned.length === 0) continue;
        const begun = note(person, tab, planned);
        const told = await ask<Told[]>(tab, `actor.submit(${JSON.stringify(planned)}, ${pause})`);
        end(begun, told);
      }
    }

    /** People treat their conflicts and refusals now and then. */
    async function decide(person: StormPerson, own: Random): Promise<void> {
      while (!isOver()) {
        await sleep(own.integer(100, 1_500));
        const tab = own.pick(person.tabs);
        const order = { seed: own.integer(0, 2 ** 31), first: takeNumbers() };
        const planned = await ask<PlannedDecision>(tab, `actor.planDecision(${JSON.stringify(order)})`);
        if (!planned) continue;
        if (planned.action !== "retry") decisions.push({ person: person.person.id, intent: planned.intent });
        const begun = planned.edit ? note(person, tab, [planned.edit]) : [];
        const told = await ask<Told>(tab, `actor.decide(${JSON.stringify(planned)})`);
        end(begun, told && [told]);
      }
    }

    function takeNumbers(): number {
      nextNumber += numbersPerOrder;
      return nextNumber - numbersPerOrder;
    }

    function note({ person }: StormPerson, tab: StormTab, planned: readonly PlannedEdit[]): Edit[] {
      const startedAt = Date.now();
      const begun = planned.map((each): Edit => {
        return { ...each, person: person.id, tab: tab.name, startedAt, endedAt: null, told: null };
      });
      edits.push(...begun);
      return begun;
    }

    function end(begun: readonly Edit[], told: readonly Told[] | null): void {
      for (const [index, each] of begun.entries()) {
        each.told = told?.[index] ?? null;
        if (each.told) each.endedAt = Date.now();
      }
    }

    async function disturb<T>(
      kinds: Readonly<Record<string, (subject: T, random: Random) => Promise<void>>>,
      subject: T,
      own: Random,
    ): Promise<void> {
      const names = Object.keys(kinds) as (keyof Disturbances)[];
      const begin = first.filter((name) => names.includes(name));
      while (begin.length > 0 || !isOver()) {
        await sleep(own.integer(...calm));
        const name = begin.shift() ?? own.pick(names);
        await kinds[name]?.(subject, own);
        disturbances[name] = (disturbances[name] ?? 0) + 1;
      }
    }

    /** Waits until every tab has settled and knows the newest change; resolves with the reports of that time. */
    async function settle(people: readonly StormPerson[]): Promise<TabReport[]> {
      const over = Date.now() + settleLimit;
      for (const person of people) await person.reopenCrashed();
      const open = people.flatMap((person) => person.tabs);
      for (;;) {
        const seq = await board.seq();
        const settled = await Promise.all(open.map((tab) => ask<boolean>(tab, `actor.isSettled(${seq})`)));
        if (settled.every(Boolean) || Date.now() > over) break;
        await sleep(100);
      }
      return Promise.all(
        people.flatMap(({ person, tabs }) =>
          tabs.map(async (tab) => {
            return { tab: tab.name, person: person.id, state: await ask<TabReport["state"]>(tab, "actor.report()") };
          }),
        ),
      );
    }
  } finally {
    for (const close of closings.reverse()) await close();
  }
}
