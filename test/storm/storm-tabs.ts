import type { Browser, BrowserContext } from "playwright-core";
import type { ClientTransport } from "../../client/core/connection/transport.ts";
import type { CorePages, CoreTab } from "../client/core/lockstep/core-page.ts";
import { within } from "../faults/deadline.ts";
import type { Person } from "../support/person.ts";
import { signToken } from "../support/sign-token.ts";
import type { AnsweredChange } from "./storm-record.ts";

/** Seconds for which a token is good. */
const tokenLife = 12;

/** Milliseconds that a tab has to answer. None is frozen, or loads, for that long. */
export const answerLimit = 60_000;

/** - `away`: the app gets no answer. `expired`: it gets a token that is too old. */
export type TokenKind = "fresh" | "away" | "expired";

export interface StormTab {
  readonly name: string;
  readonly core: CoreTab;
  hasCrashed: boolean;
}

export interface PersonOptions {
  readonly browser: Browser;
  readonly pages: CorePages;
  readonly url: string;
  readonly projectId: string;
  readonly person: Person;
  readonly onAnswers: (answers: readonly AnsweredChange[]) => void;
  readonly onTransport: (transport: ClientTransport) => void;
  readonly onPageError: (text: string) => void;
}

/** A person's browser, whose tabs share a disk. */
export class StormPerson {
  readonly person: Person;
  readonly context: BrowserContext;
  readonly tabs: StormTab[] = [];
  tokens: TokenKind = "fresh";
  readonly #options: PersonOptions;
  #opened = 0;

  private constructor(options: PersonOptions, context: BrowserContext) {
    this.#options = options;
    this.person = options.person;
    this.context = context;
  }

  static async open(options: PersonOptions): Promise<StormPerson> {
    const context = await options.browser.newContext();
    const opened = new StormPerson(options, context);
    await context.exposeFunction("mintToken", () => opened.#mintToken());
    await context.exposeFunction("tellAnswers", options.onAnswers);
    await context.exposeFunction("tellTransport", options.onTransport);
    return opened;
  }

  /** Opens a tab in a place; one that is there is closed before. */
  async openTab(place: number): Promise<void> {
    const { pages, url, projectId, onPageError, person } = this.#options;
    await this.tabs[place]?.core.page.close();
    const core = await pages.open(this.context, { url, projectId, token: person.token });
    this.#opened += 1;
    const tab: StormTab = { name: `${person.name} ${place}.${this.#opened}`, core, hasCrashed: false };
    core.page.on("crash", () => {
      tab.hasCrashed = true;
    });
    core.page.on("pageerror", (error) => onPageError(`Tab ${tab.name}: ${error.stack ?? error.message}`));
    this.tabs[place] = tab;
  }

  get name(): string {
    return this.person.name;
  }

  /** Opens crashed tabs anew. Tabs of one renderer crash together. */
  async prepare(): Promise<void> {
    for (const [place, { hasCrashed }] of this.tabs.entries()) if (hasCrashed) await this.openTab(place);
  }

  /** Opens all tabs anew on a fair network, after a disturbance that failed. */
  async recover(): Promise<void> {
    this.tokens = "fresh";
    await this.context.setOffline(false);
    for (const place of this.tabs.keys()) await this.openTab(place);
  }

  /** Evaluates in every tab. */
  async everywhere(expression: string): Promise<void> {
    await Promise.all(this.tabs.map((tab) => ask(tab, expression)));
  }

  async #mintToken(): Promise<string> {
    if (this.tokens === "away") throw new Error("The issuer cannot be reached.");
    const now = Math.floor(Date.now() / 1_000);
    const age = this.tokens === "expired" ? 60 : 0;
    return signToken(this.person.name, { iat: now - age, exp: now - age + tokenLife });
  }
}

/**
 * Evaluates in a tab. Null where the tab is gone, is loading, or went while it did this. Rejects with an error of its
 * own, and when it does not answer for so many milliseconds.
 */
export async function ask<T>({ core }: StormTab, expression: string, limit = answerLimit): Promise<T | null> {
  try {
    return await within(limit, expression.slice(0, 100), core.page.evaluate<T>(expression));
  } catch (error) {
    if (isGone.test(String(error))) return null;
    throw error;
  }
}

/** Messages of Playwright about a page that is gone or loads, and those of a page whose script has not run. */
const isGone =
  /crashed|closed|detached|context was destroyed|Cannot find context|navigat|ReferenceError: \w+ is not defined/;
