import type { UserSnapshot } from "../model/user.ts";
import type { NextPresenceMoment, PresenceChange, PresenceMoment, PresenceWatch } from "./presence.ts";

/** Somebody in a project. */
export interface Present {
  readonly user: UserSnapshot;
  /** When they came, in milliseconds of the clock of the instance that they came to. It orders lists, nothing else. */
  readonly since: number;
}

/** Somebody who came to this instance. */
interface OwnPresent {
  user: UserSnapshot;
  since: number;
  /** Number of joins that have not ended. */
  tabs: number;
  /** Runs after the last tab is gone. */
  grace: NodeJS.Timeout | undefined;
}

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
  readonly #own = new Map<string, OwnPresent>();
  #others: readonly (readonly Present[])[] = [];
  #picture = new Map<string, Present>();
  #list: readonly UserSnapshot[] | null = null;
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
    const own = this.#own.get(user.id) ?? { user, since, tabs: 0, grace: undefined };
    const isNews = isOver(own);
    clearTimeout(own.grace);
    Object.assign(own, { user, tabs: own.tabs + 1, grace: undefined });
    this.#own.set(user.id, own);
    this.#picture.set(user.id, own);
    this.#list = null;
    if (!known) this.#tell([{ type: "PresenceJoined", user }]);
    if (isNews) this.#options.onOwnChange();
    let isHere = true;
    return () => {
      if (isHere) this.#leave(own);
      isHere = false;
    };
  }

  list(): readonly UserSnapshot[] {
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
  own(): Present[] {
    return [...this.#own.values()].filter((own) => !isOver(own)).map(({ user, since }) => ({ user, since }));
  }

  /** Returns the own people whose grace is over. They stay in the picture until `settle`. */
  departing(): ReadonlySet<string> {
    return new Set([...this.#own].filter(([, own]) => isOver(own)).map(([id]) => id));
  }

  /**
   * Removes the departing people who have not returned, takes over the people of other instances (default: as before),
   * and sends the difference.
   */
  settle(departing: ReadonlySet<string>, others: readonly (readonly Present[])[] = this.#others): void {
    if (departing.size === 0 && others === this.#others) return;
    for (const [id, own] of this.#own) if (departing.has(id) && isOver(own)) this.#own.delete(id);
    this.#others = others;
    const before = this.#picture;
    const after = unite([this.#own.values(), ...others]);
    this.#picture = after;
    this.#list = null;
    const left = [...before.values()].filter(({ user }) => !after.has(user.id));
    const joined = [...after.values()].filter(({ user }) => !before.has(user.id)).sort(byComing);
    this.#tell([
      ...left.map(({ user }) => ({ type: "PresenceLeft", user }) as const),
      ...joined.map(({ user }) => ({ type: "PresenceJoined", user }) as const),
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

  #leave(own: OwnPresent): void {
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

  list(): readonly UserSnapshot[] {
    return this.#project.list();
  }

  stop(): void {
    this.#project.unwatch(this);
  }
}

function isOver({ tabs, grace }: OwnPresent): boolean {
  return tabs === 0 && grace === undefined;
}

/** Returns each user once, as of their first coming. */
export function unite(lists: readonly Iterable<Present>[]): Map<string, Present> {
  const picture = new Map<string, Present>();
  for (const list of lists) {
    for (const present of list) {
      const known = picture.get(present.user.id);
      if (!known || present.since < known.since) picture.set(present.user.id, present);
    }
  }
  return picture;
}

export function inOrder(picture: ReadonlyMap<string, Present>): readonly UserSnapshot[] {
  return [...picture.values()].sort(byComing).map(({ user }) => user);
}

function byComing(one: Present, other: Present): number {
  return one.since - other.since || (one.user.id < other.user.id ? -1 : 1);
}
