import type { Focus, Present } from "../model/present.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { NextPresenceMoment, PresenceChange, PresenceMoment, PresenceWatch } from "./presence.ts";

/** Somebody in a project. */
export interface Visit extends Present {
  /** When they came, in milliseconds of the clock of the instance that they came to. It orders lists, nothing else. */
  readonly since: number;
  /**
   * When the focus was told, likewise; 0: there is none. The newest counts, and one that follows another is newer,
   * whatever the clocks say.
   */
  readonly focusedAt: number;
}

type TimedFocus = Pick<Visit, keyof Focus | "focusedAt">;

const unfocused: TimedFocus = { focusedTaskId: null, focusedField: null, focusedAt: 0 };

/** Widest holder of each tab, and holder of a focus that names none. */
const wholePerson = "person";

/** Something that a focus belongs to, as long as tabs of it are here. */
interface Holder {
  tabs: number;
  focus: TimedFocus;
}

/** Somebody who came to this instance. The newest focus of the holders is shown. */
interface OwnVisit extends Mutable<Visit> {
  readonly holders: Map<string, Holder>;
  /** Number of joins that have not ended. */
  tabs: number;
  /** Runs after the last tab is gone. */
  grace: NodeJS.Timeout | undefined;
}

type Mutable<T> = { -readonly [N in keyof T]: T[N] };

type Growing<Moment extends PresenceMoment> = Omit<Moment, "next"> & { next: NextPresenceMoment | null };

export interface ProjectPresenceOptions {
  /** Milliseconds that a user is still shown after the last tab is gone. */
  readonly grace: number;
  /**
   * Called when the set of people on this instance changes: somebody joined, or left for longer than the grace period.
   */
  readonly onOwnChange: () => void;
  /** Called when nobody is here any more and nobody watches. */
  readonly onIdle: () => void;
}

/**
 * One instance's view of one project: its own people, those of other instances as they were last read, and the chain of
 * changes. A join here is told at once. All other changes are the difference between two pictures.
 */
export class ProjectPresence {
  readonly #options: ProjectPresenceOptions;
  readonly #own = new Map<string, OwnVisit>();
  #others: readonly (readonly Visit[])[] = [];
  #picture = new Map<string, Visit>();
  #list: readonly Present[] | null = null;
  #moment: Growing<PresenceMoment> = { next: null };
  readonly #watches = new Set<Watch>();

  constructor(options: ProjectPresenceOptions) {
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#watches.size > 0;
  }

  /** True while nobody is here and nobody watches. */
  get isIdle(): boolean {
    return !this.isWatched && this.#own.size === 0;
  }

  /** Newest moment of the chain of changes. A watcher goes on from it. */
  get moment(): PresenceMoment {
    return this.#moment;
  }

  /** Returns a function that ends it, which may be called more than once. */
  join(user: UserSnapshot, narrower: readonly string[] = []): () => void {
    const holders = [...narrower, wholePerson];
    const known = this.#picture.get(user.id);
    // Somebody who is there on another instance keeps the place in the list.
    const since = known?.since ?? Date.now();
    const own = this.#own.get(user.id) ?? {
      ...{ user, since, ...unfocused },
      ...{ holders: new Map(), tabs: 0, grace: undefined },
    };
    const isNews = isOver(own);
    clearTimeout(own.grace);
    Object.assign(own, { user, tabs: own.tabs + 1, grace: undefined });
    for (const name of holders) {
      const holder = own.holders.get(name) ?? { tabs: 0, focus: unfocused };
      holder.tabs += 1;
      own.holders.set(name, holder);
    }
    this.#own.set(user.id, own);
    this.#picture.set(user.id, { ...(known ?? toVisit(own)), user });
    this.#list = null;
    if (!known) this.#tell([{ type: "PresenceJoined", user }]);
    if (isNews) this.#options.onOwnChange();
    // Without a grace period the focus of the last tab may still be there.
    this.#refocus(own);
    let isHere = true;
    return () => {
      if (isHere) this.#leave(own, holders);
      isHere = false;
    };
  }

  /** Returns false where no tab of the holders is here. */
  focus(userId: string, { focusedTaskId, focusedField }: Focus, holders: readonly string[] = [wholePerson]): boolean {
    const own = this.#own.get(userId);
    const name = holders.find((each) => own?.holders.has(each));
    const holder = name === undefined ? undefined : own?.holders.get(name);
    if (!own || !holder) return false;
    const shown = this.#picture.get(userId) ?? own;
    const focus = { focusedTaskId, focusedField, focusedAt: Math.max(Date.now(), shown.focusedAt + 1) };
    const isShown = holder.focus.focusedAt === shown.focusedAt && isSameFocus(holder.focus, focus);
    if (!isShown) holder.focus = focusedTaskId === null ? unfocused : focus;
    this.#refocus(own);
    return true;
  }

  list(): readonly Present[] {
    this.#list ??= inOrder(this.#picture);
    return this.#list;
  }

  watch(onChange: () => void): PresenceWatch {
    const watch = new Watch(this, onChange);
    this.#watches.add(watch);
    return watch;
  }

  unwatch(watch: Watch): void {
    if (this.#watches.delete(watch) && this.isIdle) this.#options.onIdle();
  }

  /** Returns the own people as other instances are to see them. */
  own(): Visit[] {
    return [...this.#own.values()].filter((own) => !isOver(own)).map(toVisit);
  }

  /** Returns the own people whose grace is over. They stay in the picture until `settle`. */
  departing(): ReadonlySet<string> {
    return new Set([...this.#own].filter(([, own]) => isOver(own)).map(([id]) => id));
  }

  /**
   * Removes the departing people who have not returned, takes over the people of other instances (default: as before),
   * and sends the difference.
   */
  settle(departing: ReadonlySet<string>, others: readonly (readonly Visit[])[] = this.#others): void {
    if (departing.size === 0 && others === this.#others) return;
    for (const [id, own] of this.#own) if (departing.has(id) && isOver(own)) this.#own.delete(id);
    this.#others = others;
    const before = this.#picture;
    const after = unite([[...this.#own.values()].map(toVisit), ...others]);
    this.#picture = after;
    this.#list = null;
    const left = [...before.values()].filter(({ user }) => !after.has(user.id));
    const joined = [...after.values()].filter(({ user }) => !before.has(user.id)).sort(byComing);
    this.#tell([
      ...left.map(({ user }) => ({ type: "PresenceLeft", user }) as const),
      ...joined.map(({ user }) => ({ type: "PresenceJoined", user }) as const),
      ...[...after.values()]
        .filter((visit) => !isSameFocus(before.get(visit.user.id) ?? unfocused, visit))
        .map((visit) => ({ type: "PresenceChanged", ...toPresent(visit) }) as const),
    ]);
    this.#keepPlaces();
    if (this.isIdle) this.#options.onIdle();
  }

  /** Ends the timers; nothing is told any more. */
  close(): void {
    for (const { grace } of this.#own.values()) clearTimeout(grace);
    this.#watches.clear();
  }

  /** Somebody who came here from another instance keeps the place in the list after leaving that one. */
  #keepPlaces(): void {
    const moved = [...this.#own].filter(([id, { since }]) => (this.#picture.get(id)?.since ?? since) < since);
    for (const [id, own] of moved) own.since = this.#picture.get(id)?.since ?? own.since;
    if (moved.length > 0) this.#options.onOwnChange();
  }

  /** Shows the newest focus that is left. */
  #refocus(own: OwnVisit): void {
    const newest = [...own.holders.values()].map(({ focus }) => focus).reduce(newerFocus, unfocused);
    if (newest.focusedAt === own.focusedAt) return;
    Object.assign(own, newest);
    const { id } = own.user;
    const elsewhere = this.#others.flatMap((people) => people.filter(({ user }) => user.id === id));
    const shown = this.#picture.get(id) ?? toVisit(own);
    const visit = { ...shown, ...elsewhere.map(toFocus).reduce(newerFocus, newest) };
    this.#picture.set(id, visit);
    this.#list = null;
    if (!isSameFocus(shown, visit)) this.#tell([{ type: "PresenceChanged", ...toPresent(visit) }]);
    this.#options.onOwnChange();
  }

  #leave(own: OwnVisit, holders: readonly string[]): void {
    own.tabs -= 1;
    for (const name of holders) {
      const holder = own.holders.get(name);
      if (holder) holder.tabs -= 1;
      if (holder?.tabs === 0) own.holders.delete(name);
    }
    if (own.tabs === 0) {
      const { grace } = this.#options;
      const end = () => {
        own.grace = undefined;
        this.#options.onOwnChange();
      };
      if (grace === 0) {
        end();
        return;
      }
      own.grace = setTimeout(end, grace).unref();
    }
    this.#refocus(own);
  }

  #tell(changes: readonly PresenceChange[]): void {
    if (changes.length === 0) return;
    for (const change of changes) {
      const next: Growing<NextPresenceMoment> = { change, next: null };
      this.#moment.next = next;
      this.#moment = next;
    }
    for (const { onChange } of this.#watches) onChange();
  }
}

/** One per subscriber; a class without own functions keeps it small. */
class Watch implements PresenceWatch {
  readonly #project: ProjectPresence;
  readonly onChange: () => void;

  constructor(project: ProjectPresence, onChange: () => void) {
    this.#project = project;
    this.onChange = onChange;
  }

  get moment(): PresenceMoment {
    return this.#project.moment;
  }

  list(): readonly Present[] {
    return this.#project.list();
  }

  stop(): void {
    this.#project.unwatch(this);
  }
}

function isOver({ tabs, grace }: OwnVisit): boolean {
  return tabs === 0 && grace === undefined;
}

/** Returns each user once, as of their first coming and with the newest focus. */
export function unite(lists: readonly Iterable<Visit>[]): Map<string, Visit> {
  const picture = new Map<string, Visit>();
  for (const list of lists) {
    for (const visit of list) {
      const known = picture.get(visit.user.id);
      picture.set(visit.user.id, known ? join(known, visit) : visit);
    }
  }
  return picture;
}

function join(one: Visit, other: Visit): Visit {
  const { user, since } = other.since < one.since ? other : one;
  return { user, since, ...newerFocus(toFocus(one), toFocus(other)) };
}

function newerFocus(one: TimedFocus, other: TimedFocus): TimedFocus {
  return other.focusedAt > one.focusedAt ? other : one;
}

function toFocus({ focusedTaskId, focusedField, focusedAt }: TimedFocus): TimedFocus {
  return { focusedTaskId, focusedField, focusedAt };
}

function toVisit({ user, since, ...visit }: Visit): Visit {
  return { user, since, ...toFocus(visit) };
}

export function inOrder(picture: ReadonlyMap<string, Visit>): readonly Present[] {
  return [...picture.values()].sort(byComing).map(toPresent);
}

function toPresent({ user, focusedTaskId, focusedField }: Visit): Present {
  return { user, focusedTaskId, focusedField };
}

function isSameFocus(one: Focus, other: Focus): boolean {
  return one.focusedTaskId === other.focusedTaskId && one.focusedField === other.focusedField;
}

function byComing(one: Visit, other: Visit): number {
  return one.since - other.since || (one.user.id < other.user.id ? -1 : 1);
}
