import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import type { OpenPerson } from "../core/person/open-person.ts";
import type { Person } from "../core/person/person.ts";
import type { AssignedTask, InboxView, ListView, ProjectSummary } from "../core/person-wire.ts";
import { useLockstep } from "./lockstep-provider.ts";

/** The inbox as `useInbox` shows it. */
export interface InboxHook extends InboxView {
  /** Loads older notices. Resolves with null, or with a sentence on why it failed. Never rejects. */
  readonly more: () => Promise<string | null>;
  /**
   * Marks the notices up to one as read, by its `seq` (default: all), at once and on all devices of the person. A mark
   * that is made offline is kept on disk and sent later.
   */
  readonly markRead: (upTo?: number) => void;
  /**
   * Marks one notice as read, by its `seq`, at once in all tabs of this device. Other devices, and the e-mails about
   * unread notices, follow once all older notices are read: the server keeps one number.
   */
  readonly markOpened: (seq: number) => void;
}

/** A list as `useProjects` and `useMyTasks` show it. */
export interface ListHook<T> extends ListView<T> {
  /** Loads the next page. Resolves with null, or with a sentence on why it failed. Never rejects. */
  readonly more: () => Promise<string | null>;
  /** Loads the list again, such as after a project was made. Never rejects. */
  readonly refresh: () => Promise<void>;
}

/**
 * Returns the person's notices, across projects, as they arrive. They show from disk first, also offline. One tab of
 * several follows them for all.
 */
export function useInbox(): InboxHook {
  const [view, find] = usePerson(findInbox, noNotices);
  return useMemo(
    () => ({
      ...view,
      more: async () => (await find()?.inbox.more()) ?? null,
      markRead: (upTo = view.notices?.[0]?.seq) => {
        if (upTo !== undefined) find()?.markRead(upTo);
      },
      markOpened: (seq) => find()?.markOpened(seq),
    }),
    [view, find],
  );
}

/**
 * Returns the person's projects, newest first, with their first members and the number of open tasks. The list follows
 * memberships and names at once. It is loaded again with each notice, after changes in the first 20 projects, and when
 * the page is looked at again. So it is every 30 s while the page is visible. Two loads are at least 2 s apart.
 */
export function useProjects(): ListHook<ProjectSummary> {
  return useList(findProjects);
}

/**
 * Returns the tasks of all projects that are assigned to the person, done ones too. The list is loaded again with each
 * notice, after changes in the first 20 projects of the list, and when an own change was confirmed. So it is when the
 * page is looked at again, and every 30 s while it is visible. Two loads are at least 2 s apart.
 */
export function useMyTasks(): ListHook<AssignedTask> {
  return useList(findTasks);
}

function useList<T>(choose: (person: Person) => Part<ListView<T>> & Omit<ListHook<T>, keyof ListView<T>>): ListHook<T> {
  const [view, find] = usePerson(choose, noItems as ListView<T>);
  return useMemo(() => {
    const list = () => {
      const person = find();
      return person && choose(person);
    };
    return { ...view, more: async () => (await list()?.more()) ?? null, refresh: async () => list()?.refresh() };
  }, [view, find, choose]);
}

/** A part of the person that can be watched. */
interface Part<View> {
  /** The same object until it changes. */
  readonly view: View;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Returns the view of a part, and a function that finds the person. */
function usePerson<View>(
  choose: (person: Person) => Part<View>,
  empty: View,
): readonly [view: View, find: () => Person | null | undefined] {
  const lockstep = useLockstep();
  const find = useCallback(() => opened.get(lockstep)?.current, [lockstep]);
  const subscribe = useCallback(
    (onChange: () => void) => {
      let endPart = () => {};
      const endUse = use(lockstep, () => {
        endPart();
        const person = find();
        endPart = person ? choose(person).subscribe(onChange) : () => {};
        onChange();
      });
      return () => {
        endPart();
        endUse();
      };
    },
    [lockstep, find, choose],
  );
  const read = () => {
    const person = find();
    return person ? choose(person).view : empty;
  };
  return [useSyncExternalStore(subscribe, read, () => empty), find];
}

const opened = new WeakMap<Lockstep, OpenPerson>();

/** Milliseconds until code that did not load is asked for again. */
const pause = 5_000;

/** Keeps the person open once the code has loaded. Calls `onOpen` then, and for each other person. */
function use(lockstep: Lockstep, onOpen: () => void): () => void {
  let isOver = false;
  let end = () => {};
  async function load(): Promise<void> {
    try {
      const { OpenPerson } = await import("../core/person/open-person.ts");
      if (isOver) return;
      const person = opened.get(lockstep) ?? new OpenPerson(lockstep);
      opened.set(lockstep, person);
      end = person.use(onOpen);
      onOpen();
    } catch {
      end = lockstep.environment.setTimer(pause, () => void load());
    }
  }
  void load();
  return () => {
    isOver = true;
    end();
  };
}

const findInbox = ({ inbox }: Person) => inbox;
const findProjects = ({ projects }: Person) => projects;
const findTasks = ({ tasks }: Person) => tasks;
const noNotices: InboxView = { notices: null, unreadCount: 0, hasMore: false };
const noItems: ListView<never> = { items: null, hasMore: false, reason: null };
