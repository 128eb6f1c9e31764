import type { ProjectRole, TaskStatus } from "../../generated/graphql.ts";
import type { ConnectionState, StreamOptions } from "../connection/connection.ts";
import type { FollowState } from "../connection/follow-project.ts";
import type { Holdup } from "../outbox/holdup.ts";
import type { Durability } from "../outbox/intent-log.ts";
import type { MadeChange, Submitted } from "../outbox/outbox.ts";
import type { Account } from "../storage/account.ts";
import type { ValueStorage } from "../storage/account-storage.ts";
import type { ProjectLists } from "../store/nouns.ts";
import type { ProjectState, ProjectStore, StoreChange, Topic } from "../store/project-store.ts";
import type { Environment, Send, StoredIntent, StreamItem } from "../types.ts";
import type { Change, Comment, ProjectFields, Task, User, WireItem } from "../wire.ts";

// The whole core, as adapters and apps use it.

/** One server, and the person who is signed in there. */
export interface Lockstep {
  /**
   * Opens a project. It is followed while any of its handles is open. Handles of one project share their state. They
   * show the project of the person who is signed in, also after another person signed in.
   */
  project(projectId: string): ProjectHandle;
  /** Own changes that the server has not confirmed, of all projects. */
  readonly outbox: OutboxHandle;
  /** State of the one connection that all projects share. */
  readonly connection: ConnectionHandle;
  /** The person whose projects and changes are shown. */
  readonly account: AccountHandle;
  /** Clock, chance and signals, as passed to `createLockstep`. */
  readonly environment: Environment;
  /**
   * Requests outside of the outbox, as the person who is signed in. They work online only, and wait until the app has
   * told who that is. Once another person is signed in, they end as `aborted`. Never rejects.
   */
  readonly send: Send;
  /**
   * Starts a subscription of the app's own over the client's connection. It begins when a person is signed in, resumes
   * by what `request` returns, and is refused with `UNAUTHENTICATED` when that person is signed out. `close` completes
   * it. Returns its end.
   */
  subscribe(stream: StreamOptions): () => void;
  /**
   * Calls back for each project that is open, now or later. The function that it returns is called when the last handle
   * of that project is closed. Observing keeps no project open. Returns the function that ends it.
   */
  observe(onOpen: (project: ObservedProject) => () => void): () => void;
  /**
   * Proves the connection, or connects at once. Asks the app for a token, and tries one once more that the server has
   * refused. Asks the server for projects that have ended: the person may have been added again.
   */
  reconnect(): void;
  /**
   * Ends everything of the person at once, also where the app is asked for a token just now: the connection is
   * `parked`. Then removes all that is stored, unsent changes included. Rejects where that fails, or takes longer than
   * 10 s; another call tries again. The app is asked for a token again by `reconnect`, by a request, or when the page
   * is looked at again.
   */
  signOut(): Promise<void>;
  /**
   * Ends everything: subscriptions complete, the connection is `idle`. Changes that wait for storage, text in editors
   * included, are still written. The copies and intents on disk stay; those that storage does not take are lost.
   */
  close(): void;
}

/**
 * Something that can be watched. A listener that throws, here and everywhere, changes nothing for the client and the
 * other listeners. Its error is reported to `error` of the window or worker; in Node it is an uncaught exception.
 */
interface Watched {
  /** Calls the listener after each change. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}

/** State of the connection. Subscribe to hear of its changes. */
export interface ConnectionHandle extends Watched {
  /** The same object until it changes. */
  readonly state: ConnectionState;
}

/** The person whose state is shown. */
export interface AccountHandle extends Watched {
  /** Null while nobody is known to be signed in. */
  readonly current: Account | null;
  /** Opens the storage of the person's inbox and lists. Resolves with null where there is none. */
  openValues(): Promise<ValueStorage | null>;
}

/** A project as a copy of it is kept in step, such as in a cache. */
export interface ObservedProject extends ProjectHandle {
  /** Another one after another person has signed in. */
  readonly store: ProjectStore;
  /** Calls the listener after each change of anything. Returns the function that ends it. */
  onChange(listener: (change: StoreChange) => void): () => void;
}

/** The intents of the person who is signed in, of all projects. */
export interface OutboxHandle extends Watched {
  /** In the order in which they were made. The same array until one of them changes. */
  readonly intents: readonly StoredIntent[];
  /**
   * `memory`: storage takes nothing at present, or has not answered for 5 s. It is `disk` again once all is stored, and
   * while nobody is signed in: there is nothing to store.
   */
  readonly durability: Durability;
  /** Returns why the intents of a project are not on their way; null when they are, or there are none. */
  holdup(projectId: string): Holdup | null;
  /**
   * Returns the intent that carries the change with this id of `submit`; undefined: nothing of it is left to send or to
   * decide.
   */
  find(id: string): StoredIntent | undefined;
  /**
   * Removes an intent that was never sent. With a new item goes all that was planned for it. With a deletion,
   * everything returns that it had taken out. Resolves with false when it is too late, it has grown in another tab, or
   * nobody is signed in.
   */
  cancel(id: string): Promise<boolean>;
  /** Calls the listener after each change that this tab submits. Returns the function that ends it. */
  onSubmit(listener: (made: MadeChange) => void): () => void;
  /**
   * Sends a refused intent again, as it was. A project that has ended is looked for again. Resolves with false when
   * nothing could be done: no such intent is known, or nobody is signed in. So do this and the next two when the code
   * for it cannot be loaded; try again once the server can be reached.
   */
  retry(id: string): Promise<Durability | false>;
  /**
   * Sends a conflict, or a refusal, as a new change on the item's present state; the change may be another one.
   * Resolves with false when no such intent is known.
   */
  resolve(id: string, change?: Change): Promise<Durability | false>;
  /** Removes a conflict or a refusal, text included. Resolves with false when no such intent is known. */
  dismiss(id: string): Promise<Durability | false>;
}

/** A project as its viewer sees it. Everything that it returns stays the same object until it changes. */
export interface ProjectHandle extends ProjectLists {
  /** The id under which the project was opened. */
  readonly projectId: string;
  /** Position and status, as of the view. `subscribe("state", …)` tells when it is another one. */
  readonly state: ProjectState;
  /** State of the project's stream. Listeners of the topic `state` are called after its changes, too. */
  readonly stream: FollowState;
  /** Undefined while nothing is loaded, as are `me` and `viewerRole`. */
  readonly project: ProjectFields | undefined;
  /** The person to whom the server showed the project. Stays known after the project's end. */
  readonly me: User | undefined;
  /** Role of that person; it decides which changes the server takes. Undefined while nothing is loaded. */
  readonly viewerRole: ProjectRole | undefined;
  /** Returns a task with the pending changes in it; undefined: it is not loaded, or there is none. */
  task(id: string): Task | undefined;
  /** The tasks of a column in the board's order. */
  column(status: TaskStatus): readonly Task[];
  /** The comments of a task; undefined while they are not loaded. */
  comments(taskId: string): readonly Comment[] | undefined;
  /** Loads the comments of a task. They are kept up to date from then on. Resolves with null, or why it failed. */
  loadComments(taskId: string, signal?: AbortSignal): Promise<string | null>;
  /** Calls the listener after each change of that part. Returns the function that ends it. */
  subscribe(topic: Topic, listener: () => void): () => void;
  /** Calls the listener with each item of the stream once the state holds it. Returns the function that ends it. */
  onItem(listener: (item: StreamItem) => void): () => void;
  /**
   * Puts a change into the outbox and shows it. `seen`: the item as the person saw it when the edit began; default: as
   * it is now. A creation by the id of an item that is there is a refusal at once. Throws while the project is not
   * loaded, and after `close`. Throws a TypeError for an unknown kind of change, a value of a wrong type or a missing
   * one.
   */
  submit(change: Change, seen?: WireItem): Submitted;
  /** Closes this handle. It shows nothing from then on. */
  close(): void;
}
