import type { Focus, Present } from "../model/present.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { NextPresenceMoment, PresenceChange, PresenceMoment, PresenceWatch } from "./presence.ts";

/** Somebody in a project. */
export interface Visit extends Present {
  /** When they came, in milliseconds of the clock of the instance that they came to. It orders lists, nothing else. */
  readonly since: number;
  /**
   * When the focus was told, likewise; 0: never. The newest counts, and one that follows another is newer, whatever the
   * clocks say.
   */
  readonly focusedAt: number;
}

const unfocused = { focusedTaskId: null, focusedField: null, focusedAt: 0 } as const;

/** Somebody who came to this instance. */
interface OwnVisit extends Mutable<Visit> {
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
  join(user: UserSnapshot): () => void {
    const known = this.#picture.get(user.id);
    // Somebody who is there on another instance keeps the place in the list.
    const since = known?.since ?? Date.now();
    const own = this.#own.get(user.id) ?? { user, since, ...unfocused, tabs: 0, grace: undefined };
    const isNews = isOver(own);
    clearTimeout(own.grace);
    Object.assign(own, { user, tabs: own.tabs + 1, grace: undefined });
    this.#own.set(user.id, own);
    this.#picture.set(user.id, { ...(known ?? toVisit(own)), user });
    this.#list = null;
    if (!known) this.#tell([{ type: "PresenceJoined", user }]);
    if (isNews) this.#options.onOwnChange();
    // The tab that had it is gone, and this one has told none yet.
    if (own.tabs === 1 && own.focusedAt > 0) this.#focus(own, unfocused);
    let isHere = true;
    return () => {
      if (isHere) this.#leave(own);
      isHere = false;
    };
  }

  /** Returns false for somebody who has no tab here. */
  focus(userId: string, focus: Focus): boolean {
    const own = this.#own.get(userId);
    if (!own || own.tabs === 0) return false;
    const shown = this.#picture.get(userId);
    if (!own.focusedAt || !shown || !isSameFocus(shown, focus)) this.#focus(own, focus);
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

  #focus(own: OwnVisit, { focusedTaskId, focusedField }: Focus): void {
    const shown = this.#picture.get(own.user.id) ?? toVisit(own);
    const focus = { focusedTaskId, focusedField, focusedAt: Math.max(Date.now(), shown.focusedAt + 1) };
    Object.assign(own, focus);
    const visit = { ...shown, ...focus };
    this.#picture.set(own.user.id, visit);
    this.#list = null;
    if (!isSameFocus(shown, focus)) this.#tell([{ type: "PresenceChanged", ...toPresent(visit) }]);
    this.#options.onOwnChange();
  }

  #leave(own: OwnVisit): void {
    own.tabs -= 1;
    if (own.tabs > 0) return;
    const end = () => {
      own.grace = undefined;
      this.#options.onOwnChange();
    };
    const { grace } = this.#options;
    if (grace === 0) end();
    else own.grace = setTimeout(end, grace).unref();
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
  const { focusedTaskId, focusedField, focusedAt } = other.focusedAt > one.focusedAt ? other : one;
  return { user, since, focusedTaskId, focusedField, focusedAt };
}

function toVisit({ user, since, focusedTaskId, focusedField, focusedAt }: Visit): Visit {
  return { user, since, focusedTaskId, focusedField, focusedAt };
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
