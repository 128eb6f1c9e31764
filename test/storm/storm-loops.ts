import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../faults/random.ts";
import type { Order, PlannedDecision } from "./actor.ts";
import type { Disturbance, Disturbances } from "./disturb.ts";
import type { Edit, PlannedEdit, Told } from "./edit.ts";
import type { OrderKind } from "./plan-edits.ts";
import type { PlannedMark } from "./reader.ts";
import type { Steps } from "./steps.ts";
import type { Decision, Mark } from "./storm-record.ts";
import { answerLimit, ask, type StormPerson, type StormTab } from "./storm-tabs.ts";

/** Milliseconds of a disturbance, or of a way back from one, at most. */
const disturbanceLimit = 90_000;

/** Numbers that an order may use up. */
const numbersPerOrder = 100;

const orderKinds: readonly OrderKind[] = [
  ...Array.from({ length: 17 }, () => "single" as const),
  ...(["bulk", "burst", "chain"] as const),
];

export interface LoopOptions {
  readonly isOver: () => boolean;
  /** More was edited than the time asks for. */
  readonly isAhead: () => boolean;
  /** Calls of tabs. One that fails is a fault. */
  readonly calls: Steps;
  /** Disturbances. One that fails is none of the client. */
  readonly steps: Steps;
  /** Pauses between two disturbances, in milliseconds. */
  readonly calm: readonly [least: number, most: number];
  /** Disturbances come first in this order. */
  readonly first: readonly (keyof Disturbances)[];
  /** Part of its time that a disturbance lasts. */
  readonly duration: number;
  readonly untilLiveWithoutWebSocket: () => Promise<void>;
  /** Ends pauses. */
  readonly signal: AbortSignal | undefined;
}

/** A person or the server, as disturbances see it. */
interface Subject {
  readonly name: string;
  /** Before each disturbance. */
  prepare(): Promise<void>;
  /** After one that failed. */
  recover(): Promise<void>;
}

/** The parts of a storm. Each goes on until it is over, and keeps what it did. */
export class StormLoops {
  readonly edits: Edit[] = [];
  readonly decisions: Decision[] = [];
  readonly marks: Mark[] = [];
  readonly disturbances: Disturbances = {};
  readonly #options: LoopOptions;
  #nextNumber = 1;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** Edits in the tab of a place. Texts mention the people with these ids. */
  async edit(person: StormPerson, place: number, people: readonly string[], random: Random): Promise<void> {
    const { isOver, isAhead } = this.#options;
    while (!isOver()) {
      await sleep(random.integer(5, 60));
      if (isAhead()) continue;
      const [kind, seed] = [random.pick(orderKinds), random.integer(0, 2 ** 31)];
      const order: Order = { kind, seed, first: this.#take(), people };
      const pause = order.kind === "burst" ? random.integer(0, 40) : 0;
      const tab = person.tabs[place];
      if (!tab) continue;
      const planned = await this.#call<PlannedEdit[]>(tab, `actor.plan(${JSON.stringify(order)})`);
      if (!planned || planned.length === 0) continue;
      const begun = this.#begin(person, tab, planned);
      end(begun, await this.#call<Told[]>(tab, `actor.submit(${JSON.stringify(planned)}, ${pause})`));
    }
  }

  /** Treats the person's conflicts and refusals now and then. */
  async decide(person: StormPerson, random: Random): Promise<void> {
    while (!this.#options.isOver()) {
      await sleep(random.integer(100, 1_500));
      const tab = random.pick(person.tabs);
      const order = { seed: random.integer(0, 2 ** 31), first: this.#take() };
      const planned = await this.#call<PlannedDecision>(tab, `actor.planDecision(${JSON.stringify(order)})`);
      if (!planned) continue;
      if (planned.action !== "retry") this.decisions.push({ person: person.person.id, intent: planned.intent });
      const begun = planned.edit ? this.#begin(person, tab, [planned.edit]) : [];
      const told = await this.#call<Told>(tab, `actor.decide(${JSON.stringify(planned)})`);
      end(begun, told && [told]);
    }
  }

  /** Reads the person's notices now and then. */
  async read(person: StormPerson, random: Random): Promise<void> {
    while (!this.#options.isOver()) {
      await sleep(random.integer(100, 1_500));
      const tab = random.pick(person.tabs);
      await this.#mark(person, tab, `reader.plan(${random.integer(0, 2 ** 31)})`);
    }
  }

  /** Reads the newest notice offline, and ends all tabs before the mark can be sent. They are opened anew. */
  async readLast(person: StormPerson): Promise<void> {
    await person.prepare();
    const [tab] = person.tabs;
    if (!tab) return;
    await tab.core.until("reader.newest() !== null");
    await person.context.setOffline(true);
    await this.#mark(person, tab, "reader.newest()");
    await Promise.all(person.tabs.map(({ core }) => core.page.close()));
    await person.recover();
  }

  /** Disturbs a person or the server. After a disturbance that failed, the subject starts anew. */
  async disturb<T extends Subject>(
    kinds: Readonly<Record<string, Disturbance<T>>>,
    subject: T,
    random: Random,
  ): Promise<void> {
    const { isOver, calm, first, steps, untilLiveWithoutWebSocket } = this.#options;
    const names = Object.keys(kinds) as (keyof Disturbances)[];
    const begin = first.filter((name) => names.includes(name));
    const pause = (least: number, most: number) => this.#pause(random.integer(least, most) * this.#options.duration);
    while (begin.length > 0 || !isOver()) {
      await this.#pause(random.integer(...calm));
      const name = begin.shift() ?? random.pick(names);
      const isDone = await steps.take(`${subject.name}: ${name}`, disturbanceLimit, async () => {
        await subject.prepare();
        await kinds[name]?.(subject, { random, pause, untilLiveWithoutWebSocket });
        return true;
      });
      if (isDone) this.disturbances[name] = (this.disturbances[name] ?? 0) + 1;
      else await steps.take(`${subject.name}: way back from ${name}`, disturbanceLimit, () => subject.recover());
    }
  }

  async #mark(person: StormPerson, tab: StormTab, plan: string): Promise<void> {
    const planned = await this.#call<PlannedMark>(tab, plan);
    if (!planned) return;
    const mark: Mark = { ...planned, person: person.person.id, tab: tab.name, isStored: false };
    this.marks.push(mark);
    mark.isStored = (await this.#call<true>(tab, `reader.mark(${planned.upTo})`)) === true;
  }

  #call<T>(tab: StormTab, expression: string): Promise<T | null> {
    const what = `Tab ${tab.name}, ${/^[\w.]+/.exec(expression)?.[0]}`;
    return this.#options.calls.take(what, answerLimit, () => ask<T>(tab, expression));
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    await sleep(milliseconds, undefined, { ...(signal && { signal }) }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }

  #take(): number {
    this.#nextNumber += numbersPerOrder;
    return this.#nextNumber - numbersPerOrder;
  }

  #begin({ person }: StormPerson, tab: StormTab, planned: readonly PlannedEdit[]): Edit[] {
    const startedAt = Date.now();
    const begun = planned.map((each): Edit => {
      return { ...each, person: person.id, tab: tab.name, startedAt, endedAt: null, told: null };
    });
    this.edits.push(...begun);
    return begun;
  }
}

function end(begun: readonly Edit[], told: readonly Told[] | null): void {
  for (const [index, each] of begun.entries()) {
    each.told = told?.[index] ?? null;
    if (each.told) each.endedAt = Date.now();
  }
}
