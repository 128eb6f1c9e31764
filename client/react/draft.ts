import { Listeners } from "../core/listeners.ts";
import type { ProjectHandle } from "../core/lockstep/lockstep.ts";
import { describeChange } from "../core/outbox/describe-change.ts";
import { isPending, readInput, texts } from "../core/outbox/intents.ts";
import { normaliseText } from "../core/outbox/normalise-change.ts";
import { type Account, isSameAccount } from "../core/storage/account.ts";
import type { Topic } from "../core/store/project-store.ts";
import type { Change, WireItem } from "../core/wire.ts";
import type { OpenProjects } from "./open-projects.ts";

export interface DraftOptions<Item extends WireItem, Values extends object> {
  readonly projects: OpenProjects;
  readonly projectId: string;
  readonly topic: Topic;
  readonly find: (handle: ProjectHandle) => Item | undefined;
  /** Values of an item, by the names that the change uses. */
  readonly valuesOf: (item: Item) => Values;
  readonly toChange: (values: Partial<Values>) => Change;
}

/** State of a draft; the same object until it changes. */
export interface DraftState<Values> {
  /** Own values that are not in the outbox yet; null: none. */
  readonly values: Partial<Values> | null;
  /** Reason why they cannot get there, as when no mounted component uses the project. */
  readonly failure: string | null;
}

const emptyDraft = { values: null, failure: null };

/**
 * Values that a person types. After a pause, when the page is hidden, and when the client closes, they go into the
 * outbox as one edit. The edit is based on the item as it was when the typing began, so a change that somebody else
 * makes meanwhile is not overwritten. They are the person's who typed them: when another one signs in, they are
 * dropped.
 */
export class Draft<Item extends WireItem, Values extends object> {
  /** Milliseconds without typing after which the values are saved. */
  delay = 0;
  /** The item on which the values build; undefined while there are none. */
  seen: Item | undefined;
  readonly #options: DraftOptions<Item, Values>;
  readonly #listeners = new Listeners();
  #state: DraftState<Values> = emptyDraft;
  #author: Account | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DraftOptions<Item, Values>) {
    this.#options = options;
  }

  readonly read = (): DraftState<Values> => this.#state;

  /** Follows the item while a component shows the draft. Typed values are saved at the end. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    const { projects, projectId, topic } = this.#options;
    const { document } = globalThis;
    const endListener = this.#listeners.add(onChange);
    const onHide = () => {
      if (document.visibilityState === "hidden") this.save();
    };
    document?.addEventListener("visibilitychange", onHide);
    const end = projects.use(projectId, (handle) => handle.subscribe(topic, () => this.#follow(handle)));
    const endAccount = projects.lockstep.account.subscribe(this.save);
    return () => {
      endListener();
      this.save();
      document?.removeEventListener("visibilitychange", onHide);
      endAccount();
      end();
    };
  };

  readonly edit = (values: Partial<Values>): void => {
    const { projects, projectId, find } = this.#options;
    this.seen ??= find(projects.require(projectId));
    this.#author ??= projects.lockstep.account.current;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, this.delay);
    this.#set({ values: { ...this.#state.values, ...values }, failure: null });
  };

  readonly save = (): void => {
    clearTimeout(this.#timer);
    const { values } = this.#state;
    if (!values) return;
    const { projects, projectId, find, toChange } = this.#options;
    try {
      // Otherwise it is another person's.
      if (isSameAccount(this.#author, projects.lockstep.account.current)) {
        const handle = projects.require(projectId);
        const now = find(handle);
        const changed = now ? this.#changedFrom(now, values) : values;
        if (Object.keys(changed).length > 0) {
          handle.submit(toChange(changed), now && this.#isAsSeen(now) ? undefined : this.seen);
        }
      }
      this.discard();
    } catch (error) {
      this.#set({ values, failure: error instanceof Error ? error.message : String(error) });
    }
  };

  readonly discard = (): void => {
    clearTimeout(this.#timer);
    this.seen = undefined;
    this.#author = null;
    this.#set(emptyDraft);
  };

  /**
   * As long as nobody else changes the edited values, the edit builds on the newest state. So it does on own edits from
   * elsewhere, such as another editor. Texts are merged with them instead.
   */
  #follow(handle: ProjectHandle): void {
    const item = this.#options.find(handle);
    if (item && this.#isAsSeen(item, (name, value) => !texts.includes(name) && this.#isOwn(item, name, value))) {
      this.seen = item;
    }
  }

  #isAsSeen(item: Item, mayDiffer: (name: string, value: unknown) => boolean = () => false): boolean {
    if (!this.seen || !this.#state.values) return false;
    const { valuesOf } = this.#options;
    const [seen, now] = [valuesOf(this.seen), valuesOf(item)];
    const names = Object.keys(this.#state.values) as (keyof Values & string)[];
    return names.every((name) => seen[name] === now[name] || mayDiffer(name, now[name]));
  }

  /** Returns true when an own change that is not confirmed has put the value there. */
  #isOwn({ id }: Item, name: string, value: unknown): boolean {
    const { intents } = this.#options.projects.lockstep.outbox;
    return intents.some(
      (intent) => isPending(intent) && describeChange(intent.change).target === id && readInput(intent, name) === value,
    );
  }

  /**
   * Values that differ from the item's. Where somebody else changed one meanwhile, it is kept: it may be a conflict.
   */
  #changedFrom(item: Item, values: Partial<Values>): Partial<Values> {
    const now = this.#options.valuesOf(item);
    const changed = Object.entries(values).filter(([name, value]) => {
      return (typeof value === "string" ? normaliseText(name, value) : value) !== now[name as keyof Values];
    });
    return Object.fromEntries(changed) as Partial<Values>;
  }

  #set(state: DraftState<Values>): void {
    const isOther = state !== this.#state;
    this.#state = state;
    if (isOther) this.#listeners.tell();
  }
}
