import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientTransport } from "../../client/core/connection/transport.ts";
import { serveCorePages } from "../client/core/lockstep/core-page.ts";
import { createRandom } from "../faults/random.ts";
import { createBoard } from "../support/board.ts";
import { launchChromium } from "../support/chromium.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { NoticesDocument } from "../support/generated/graphql.ts";
import { createPerson, type Person } from "../support/person.ts";
import { churnMembers } from "./churn-members.ts";
import { common, type Disturbances, personal } from "./disturb.ts";
import { writeLine } from "./edit.ts";
import { judgeStorm, type Verdict } from "./judge-storm.ts";
import { readInboxes, readRows, readTruth } from "./read-truth.ts";
import { Steps } from "./steps.ts";
import { StormLoops } from "./storm-loops.ts";
import type { AnsweredChange, StormRecord, TabReport } from "./storm-record.ts";
import { StormServer } from "./storm-server.ts";
import { ask, StormPerson } from "./storm-tabs.ts";

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
  /** Part of its time that each disturbance lasts (default: 1). */
  readonly duration?: number;
  /** Ends edits and disturbances early; what was done so far is judged. */
  readonly signal?: AbortSignal;
  /** Called with one line every ten seconds, and at each new phase. */
  readonly onProgress?: (line: string) => void;
}

export interface StormOutcome extends Verdict {
  readonly edits: number;
  readonly disturbances: Disturbances;
  /** Number of times that a tab was live by each transport. */
  readonly transports: Readonly<Record<ClientTransport, number>>;
  /** Disturbances that failed, and other steps that are none of the client. */
  readonly mishaps: readonly string[];
  readonly endedEarly: boolean;
  /** Entries of the log. */
  readonly changes: number;
  /** Milliseconds from peace until every tab had settled. */
  readonly settledIn: number;
  readonly record: StormRecord;
}

/** Milliseconds that the tabs have to settle after peace. */
const settleLimit = 120_000;

/** Milliseconds that the parts of the storm have to end in: a disturbance and the way back from it. */
const endLimit = 200_000;

/** Milliseconds of a step at the start or at the end. */
const stepLimit = 60_000;

/**
 * Tabs of two people edit one project while tabs crash, are reloaded and frozen, networks fail, tokens expire and the
 * server restarts. They mention and assign each other, and read their notices. After peace every accepted edit must be
 * in the log once, or be shown, in tabs that hold what the server has. Every step has a limit, so that there is a
 * verdict whatever hangs.
 */
export async function runStorm(options: StormOptions): Promise<StormOutcome> {
  const { databaseUrl, seed, seconds, tabs, signal, leastEdits = 0 } = options;
  const { first = [], calm = [400, 3_000], duration = 1 } = options;
  const random = createRandom(seed);
  const answers: AnsweredChange[] = [];
  const pageErrors: string[] = [];
  const transports = { websocket: 0, sse: 0, polling: 0 };
  const [calls, steps] = [new Steps(), new Steps()];
  const closings: [what: string, close: () => Promise<unknown>][] = [];
  const people: StormPerson[] = [];
  const beganAt = Date.now();
  let startedAt = Number.POSITIVE_INFINITY;
  let phase = "start";

  const isLate = () => Date.now() - startedAt >= seconds * 1_000;
  const isOver = () => {
    const { length } = loops.edits;
    return signal?.aborted || length >= options.edits || (isLate() && length >= leastEdits);
  };
  const isAhead = () => loops.edits.length > ((Date.now() - startedAt) / 1_000 / seconds) * options.edits;
  const ways = new EventEmitter();
  const untilLiveWithoutWebSocket = async () => {
    await once(ways, "around", { ...(signal && { signal }) }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  };
  const loops = new StormLoops({
    ...{ isOver, isAhead, untilLiveWithoutWebSocket, calls, steps, calm, first, duration, signal },
  });
  const { edits, decisions, marks, disturbances } = loops;
  const progress = setInterval(() => void tellProgress(), 10_000);
  try {
    const pages = await serveCorePages(await findFreePort(), "test/storm/storm-entry.ts");
    closings.push(["pages", () => pages.close()]);
    const server = await StormServer.start(databaseUrl, pages.origin, (words) => void pageErrors.push(words));
    closings.push(["server", () => server.close()]);
    const browser = await launchChromium();
    closings.push(["browser", () => browser.close()]);
    const [ada, grace, linus] = [await signUp("ada"), await signUp("grace"), await signUp("linus")];
    const board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    for (const title of ["One", "Two", "Three", "Four"]) {
      await board.createTask({ title, description: writeLine(null, 0, "") });
    }
    const { projectId } = board;
    for (const person of [ada, grace]) {
      const onAnswers = (told: readonly AnsweredChange[]) => void answers.push(...told);
      const onPageError = (text: string) => void pageErrors.push(text);
      const onTransport = (transport: ClientTransport) => {
        transports[transport] += 1;
        if (transport !== "websocket") ways.emit("around");
      };
      const told = { onAnswers, onTransport, onPageError };
      people.push(await StormPerson.open({ browser, pages, url: `${server.url}/graphql`, projectId, person, ...told }));
    }
    for (let opened = 0; opened < tabs; opened += 1) {
      await people[opened % 2]?.openTab(Math.floor(opened / 2));
    }
    for (const { core } of people.flatMap((person) => person.tabs)) await core.until("isLive()");

    // Texts also mention somebody without an account.
    const mentioned = [ada.id, grace.id, linus.id, crypto.randomUUID()];

    begin("storm");
    startedAt = Date.now();
    const parts = Promise.all([
      ...people.flatMap((person) => person.tabs.map((_, place) => loops.edit(person, place, mentioned, random.fork()))),
      ...people.map((person) => loops.disturb(personal, person, random.fork())),
      ...people.map((person) => loops.decide(person, random.fork())),
      ...people.map((person) => loops.read(person, random.fork())),
      loops.disturb(common, server, random.fork()),
      churnMembers(board, linus, random.fork(), isOver),
    ]);
    while (!isOver()) await Promise.race([parts, sleep(500)]);
    begin("end of the last disturbances");
    await steps.take("The storm's end", endLimit, () => parts);
    // Later marks hide one that is lost, so the last one is made offline in tabs that end.
    for (const person of people.filter((each) => each.person === grace)) {
      await steps.take("Last notice", stepLimit, async () => {
        await board.createTask({ assigneeId: grace.id });
        await loops.readLast(person);
      });
    }

    const peaceAt = Date.now();
    begin("peace");
    await settle(board.seq);
    const settledIn = Date.now() - peaceAt;
    begin("reading of what the server and the tabs have");
    const reports = await Promise.all(people.flatMap((person) => person.tabs.map((tab) => report(person, tab))));
    const log = await readRows(databaseUrl, projectId);
    const truth = await readTruth(server.directUrl, projectId, [ada, grace]);
    const inboxes = await readInboxes(databaseUrl, server.directUrl, [ada, grace, linus]);
    begin("judgement");
    const errors = [...pageErrors, ...calls.failures];
    const made = { edits: [...edits], decisions, answers, marks };
    const record = { ...made, log, tabs: reports, truth, inboxes, pageErrors: errors };
    const { failures: mishaps } = steps;
    const endedEarly = signal?.aborted === true;
    const counts = { edits: record.edits.length, disturbances, transports, changes: log.length };
    const told = { ...counts, mishaps, endedEarly, settledIn };
    return { ...judgeStorm(record), ...told, record };

    async function signUp(name: string): Promise<Person> {
      const person = await createPerson(server.directUrl, name);
      closings.push([name, () => person.leave()]);
      return person;
    }
  } finally {
    clearInterval(progress);
    for (const [what, close] of closings.reverse()) await steps.take(`Close ${what}`, stepLimit, close);
  }

  /** Waits until every tab has settled and knows the newest change. */
  async function settle(readSeq: () => Promise<number>): Promise<void> {
    const over = Date.now() + settleLimit;
    for (const person of people) {
      await steps.take(`${person.name}: opening of crashed tabs`, stepLimit, () => person.prepare());
    }
    while (Date.now() < over) {
      const seq = await steps.take("Read of the newest number", stepLimit, readSeq);
      const settled = await Promise.all(people.map((person) => isSettled(person, seq)));
      if (settled.every(Boolean)) return;
      await sleep(100);
    }
  }

  async function isSettled({ person, tabs: open }: StormPerson, seq: number | null): Promise<boolean> {
    const read = () => person.expect(NoticesDocument, { first: 1 });
    const newest = await steps.take("Read of the newest notice", stepLimit, read);
    if (!newest) return false;
    const { cursor, unreadCount } = newest.viewer;
    const question = `actor.isSettled(${seq}) && reader.isSettled("${cursor}", ${unreadCount})`;
    const settled = await Promise.all(
      open.map((tab) => calls.take(`Tab ${tab.name}`, stepLimit, () => ask(tab, question))),
    );
    return settled.every(Boolean);
  }

  async function report({ person }: StormPerson, tab: StormPerson["tabs"][number]): Promise<TabReport> {
    const state = await calls.take(`Report of tab ${tab.name}`, stepLimit, () => {
      return ask<TabReport["state"]>(tab, "actor.report()");
    });
    return { tab: tab.name, person: person.id, state };
  }

  function begin(next: string): void {
    phase = next;
    void tellProgress();
  }

  async function tellProgress(): Promise<void> {
    if (!options.onProgress) return;
    const [now, waiting] = [phase, await Promise.all(people.flatMap(({ tabs }) => tabs.map(countWaiting)))];
    const count = Object.values(disturbances).reduce((sum, number) => sum + number, 0);
    const under = [...steps.describe(), ...calls.describe()];
    options.onProgress(
      [
        `${Math.round((Date.now() - beganAt) / 1_000)} s, ${now}: ${edits.length} edits, ${count} disturbances`,
        ...(waiting.length > 0 ? [`waiting: ${waiting.join(", ")}`] : []),
        ...(under.length > 0 ? [`under way: ${under.join(", ")}`] : []),
      ].join("; "),
    );
  }
}

/** Intents of a tab that the server has not confirmed; `?`: the tab does not answer at once. */
async function countWaiting(tab: StormPerson["tabs"][number]): Promise<string> {
  const count = await ask<number>(tab, "actor.countWaiting()", 1_000).catch(() => null);
  return `${tab.name} ${count ?? "?"}`;
}
