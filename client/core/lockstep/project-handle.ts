import type { FollowState } from "../connection/follow-project.ts";
import { Listeners } from "../listeners.ts";
import { lowerId } from "../outbox/normalise-change.ts";
import { toLists } from "../store/nouns.ts";
import { ProjectStore, type StoreChange } from "../store/project-store.ts";
import type { StreamItem } from "../types.ts";
import type { AccountScope } from "./account-scope.ts";
import type { ObservedProject } from "./lockstep.ts";
import type { ProjectSession } from "./project-session.ts";

/** A handle that goes with the account. */
export interface AttachedHandle extends ObservedProject {
  /** Shows the project as this account sees it; null: as nobody does. Calls no listener: `tell` does. */
  attach(scope: AccountScope | null): void;
  /** Tells that everything may have changed. */
  tell(): void;
}

/** A listener that outlives the store: the handle attaches it to each new one. */
interface Subscription {
  listen(): () => void;
  end(): void;
}

const loading: FollowState = { kind: "loading" };

/** Creates a handle. It is empty until an account is there. */
export function createProjectHandle(projectId: string, onClose: () => void): AttachedHandle {
  const subscriptions = new Set<Subscription>();
  const changeListeners = new Listeners();
  let store = new ProjectStore(projectId);
  let scope: AccountScope | null = null;
  let session: ProjectSession | null = null;
  let closing = new AbortController();
  let isClosed = false;

  function subscribe(listen: () => () => void, tell = () => {}): () => void {
    const subscription = { listen, end: listen() };
    subscriptions.add(subscription);
    const endChanges = changeListeners.add(tell);
    return () => {
      subscriptions.delete(subscription);
      subscription.end();
      endChanges();
    };
  }

  /** Ends what belongs to the account. */
  function detach(): void {
    closing.abort();
    closing = new AbortController();
    if (session) scope?.leave(projectId);
    session = null;
    scope = null;
  }

  function attach(given: AccountScope | null): void {
    for (const { end } of subscriptions) end();
    detach();
    scope = given;
    session = given?.open(projectId) ?? null;
    store = session?.store ?? new ProjectStore(projectId);
    for (const subscription of subscriptions) subscription.end = subscription.listen();
  }

  return {
    projectId,
    get state() {
      return store.state;
    },
    get stream() {
      return session?.state ?? loading;
    },
    get store() {
      return store;
    },
    get project() {
      return store.project;
    },
    get me() {
      return store.me;
    },
    get viewerRole() {
      return store.viewerRole;
    },
    task: (id) => store.task(lowerId(id)),
    column: (status) => store.column(status),
    ...toLists((noun) => store.list(noun)),
    comments: (taskId) => store.comments(lowerId(taskId)),
    async loadComments(taskId, signal) {
      if (!scope) return "The project is not loaded.";
      const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return scope.loadComments(store, lowerId(taskId), either);
    },
    subscribe(topic, listener) {
      return subscribe(() => {
        const end = store.subscribe(lowerId(topic), listener);
        const endStream = topic === "state" ? session?.listeners.add(listener) : undefined;
        return () => {
          end();
          endStream?.();
        };
      }, listener);
    },
    onItem(listener: (item: StreamItem) => void) {
      return subscribe(() => store.onItem(listener));
    },
    onChange(listener: (change: StoreChange) => void) {
      const tell = () => listener({ confirmed: null, startsOver: true });
      return subscribe(() => store.onChange(listener), tell);
    },
    submit(change, seen) {
      if (isClosed) throw new Error("The handle is closed. Open the project again.");
      if (!scope) throw new Error("The project is not loaded. Nobody is signed in or the client is closed.");
      return scope.outbox.submit(projectId, change, seen);
    },
    close() {
      isClosed = true;
      // Listeners stay at an empty store, and go with the handle.
      attach(null);
      changeListeners.clear();
      onClose();
    },
    attach,
    tell: () => changeListeners.tell(),
  };
}
