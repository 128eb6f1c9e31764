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
  grace: NodeJS.Timeout | undefined;
  /** The grace after the last tab is over. */
  isOver: boolean;
}

type Growing<Moment extends PresenceMoment> = Omit<Moment, "next"> & { next: NextPresenceMoment | null };

export interface ProjectPresenceOptions {
  /** Milliseconds that a user is still shown after the last tab is gone. */
  readonly grace: number;
  /** Somebody joined this instance, or left it for longer than the grace period. */
  readonly onOwnChange: () => void;
  /** Nobody is here any more, and nobody watches. */
  readonly onIdle: () => void;
}

/**
 * One instance's view of one project: its own people, those of other instances as they were last read, and the chain of
 * changes. A join here is told at once. Everybody else comes and goes as the difference between two pictures.
 */
export class ProjectPresence {
  readonly #options: ProjectPresenceOptions;
  readonly #own = new Map<string, OwnPresent>();
  #others: ReadonlyMap<string, readonly Present[]> = new Map();
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

  /** The newest. */
  get moment(): PresenceMoment {
    return this.#moment;
  }

  /** Returns what ends it, which may be called more than once. */
  join(user: UserSnapshot): () => void {
    const own = this.#own.get(user.id) ?? this.#welcome(user);
    const isNews = own.tabs === 0 && (own.grace === undefined || own.isOver);
    clearTimeout(own.grace);
    own.grace = undefined;
    own.isOver = false;
    own.tabs += 1;
    own.user = user;
    this.#list = null;
    const isNew = !this.#picture.has(user.id);
    this.#picture.set(user.id, own);
    if (isNew) this.#tell([{ type: "PresenceJoined", user }]);
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
    if (this.#watches.delete(watch)) this.#closeIfIdle();
  }

  /** The own people as other instances are to see them. */
  own(): Present[] {
    return [...this.#own.values()].filter(({ isOver }) => !isOver).map(({ user, since }) => ({ user, since }));
  }

  /** The own people whose grace is over. They stay in the picture until `settle`. */
  departing(): ReadonlySet<string> {
    return new Set([...this.#own].filter(([, { isOver }]) => isOver).map(([id]) => id));
  }

  /**
   * Removes the departing people who have not returned, takes over the lists of other instances (undefined: not read
   * anew), and sends the difference.
   */
  settle(departing: ReadonlySet<string>, others: ReadonlyMap<string, readonly Present[]> = this.#others): void {
    if (departing.size === 0 && others === this.#others) return;
    for (const id of departing) if (this.#own.get(id)?.isOver) this.#own.delete(id);
    this.#others = others;
    const before = this.#picture;
    const after = unite([this.#own.values(), ...others.values()]);
    this.#picture = after;
    this.#list = null;
    const left = [...before.values()].filter(({ user }) => !after.has(user.id));
    const joined = [...after.values()].filter(({ user }) => !before.has(user.id)).sort(byComing);
    this.#tell([
      ...left.map(({ user }) => ({ type: "PresenceLeft", user }) as const),
      ...joined.map(({ user }) => ({ type: "PresenceJoined", user }) as const),
    ]);
    this.#keepPlaces();
    this.#closeIfIdle();
  }

  /** Forgets the timers; nothing is told any more. */
  close(): void {
    for (const { grace } of this.#own.values()) clearTimeout(grace);
    this.#watches.clear();
  }

  /** Keeps the place in the list of somebody who is already there, on another instance. */
  #welcome(user: UserSnapshot): OwnPresent {
    const since = this.#picture.get(user.id)?.since ?? Date.now();
    const own: OwnPresent = { user, since, tabs: 0, grace: undefined, isOver: false };
    this.#own.set(user.id, own);
    return own;
  }

  /**
   * People who moved here from another instance are present since they joined that one, also when it no longer lists
   * them.
   */
  #keepPlaces(): void {
    let isChanged = false;
    for (const [id, own] of this.#own) {
      const { since } = this.#picture.get(id) ?? own;
      isChanged ||= since < own.since;
      own.since = since;
    }
    if (isChanged) this.#options.onOwnChange();
  }

  #leave(own: OwnPresent): void {
    own.tabs -= 1;
    if (own.tabs > 0) return;
    const end = () => {
      own.isOver = true;
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

  #closeIfIdle(): void {
    if (!this.isWatched && this.#own.size === 0) this.#options.onIdle();
  }
}

/** There is one for each subscriber: without functions and without a shape of its own it is small. */
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

/** Each user once, as of their first coming. */
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
