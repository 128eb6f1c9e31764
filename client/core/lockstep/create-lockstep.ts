import { chooseWait } from "../connection/backoff.ts";
import type { ConnectionState } from "../connection/connection.ts";
import type { LoadManifests } from "../connection/document-ids.ts";
import type { ClientTransport } from "../connection/transport.ts";
import { createEnvironment } from "../environment/create-environment.ts";
import { isSame } from "../is-same.ts";
import { callSafely, Listeners } from "../listeners.ts";
import { createSession, parkReasonOf, within } from "../session/session.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import { type AccountStorage, createDiskStorage } from "../storage/account-storage.ts";
import { createLastAccount, type LastAccount } from "../storage/last-account.ts";
import type { Environment, Outcome, SendRequest } from "../types.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { AccountScope } from "./account-scope.ts";
import type { Lockstep } from "./lockstep.ts";
import { createOutboxHandle } from "./outbox-handle.ts";
import { type AttachedHandle, createProjectHandle } from "./project-handle.ts";
import { ProjectObservers } from "./project-observers.ts";
import { subscribeAsPerson } from "./subscribe-as-person.ts";

/** Settings of `createLockstep`. Browsers need `url` and `getToken` alone. */
export interface LockstepOptions {
  /** Address of the API, such as https://host/graphql; in a browser it may be relative to the page. */
  readonly url: string;
  /**
   * Returns the signed-in person's token, or null when nobody is signed in. Called before a token expires, and after
   * the server refused one. A rejection counts as a lost connection.
   */
  readonly getToken: () => string | null | Promise<string | null>;
  /** Names the person of a token that is not a JWT. */
  readonly identify?: (token: string) => { readonly issuer: string; readonly subject: string } | null;
  /**
   * Returns true for the person who is expected to be signed in, as the page or a cookie names them. Only then, what is
   * on disk shows before `getToken` has answered (default: always). It is given the person of the last visit.
   */
  readonly isExpected?: (account: Account) => boolean;
  /**
   * Opens the storage of an account (default: IndexedDB). Where it throws, the client goes on in memory, as
   * `durability` of the outbox says. The error is reported as that of a listener.
   */
  readonly storage?: (account: Account) => AccountStorage;
  /**
   * Remembers the person of the last visit (default: in IndexedDB; beside a `storage` of your own: nowhere). Without
   * it nothing shows before `getToken` has answered.
   */
  readonly lastAccount?: LastAccount;
  /** Clock, chance and signals (default: those of the browser, worker or process). */
  readonly environment?: Environment;
  /**
   * Transports of subscriptions to choose from, the best first (default: `websocket`, `sse`, `polling`). The client
   * takes the next one where one does not work, and tries the better ones again after 15 s to 5 minutes.
   */
  readonly transports?: readonly [ClientTransport, ...ClientTransport[]];
  /**
   * Loads manifests of trusted documents (default: none). The documents in them are sent by their ids. All others are
   * sent as texts, as are those whose ids the server does not know. Requests wait for the manifests. A rejection counts
   * as a lost connection.
   */
  readonly loadManifests?: LoadManifests;
  /** The class `WebSocket` of `ws`, for Node versions without a built-in one. */
  readonly webSocketImpl?: unknown;
  /** Sends requests (default: the platform's `fetch`). */
  readonly fetch?: typeof fetch;
  /** Time limit of requests, in milliseconds (default 20,000). */
  readonly requestTimeout?: number;
}

/**
 * Creates the client of one server. It shows what is on disk first, and then follows the server. Throws where the
 * platform has no WebSocket and none is passed, unless `transports` go without it.
 */
export function createLockstep(options: LockstepOptions): Lockstep {
  const { getToken, identify, isExpected, storage, transports, webSocketImpl = globalThis.WebSocket } = options;
  const needsWebSocket = transports?.includes("websocket") ?? true;
  if (!webSocketImpl && needsWebSocket) throw new Error("The platform has no WebSocket; pass `webSocketImpl`.");
  const environment = options.environment ?? createEnvironment();
  const url = new URL(options.url, globalThis.location?.href).href;
  const session = createSession({ server: url, getToken, identify, environment });
  const indexedDb = findIndexedDb();
  const lastAccount = options.lastAccount ?? createLastAccount(storage ? undefined : indexedDb, url, environment);
  const handles = new Set<AttachedHandle>();
  const scopeListeners = new Listeners();
  const connectionListeners = new Listeners();
  const observers = new ProjectObservers((id) => open(id, () => {}));
  let scope: AccountScope | null = null;
  const findScope = () => scope;
  let isClosed = false;
  /** Has signed out, and may be on disk still. */
  let unwiped: AccountScope | null = null;
  let failures = 0;
  let cancelRetry = () => {};
  /** The app cannot get a token, since this time; null: it can, or was not asked. */
  let loss: Pick<Extract<ConnectionState, { status: "offline" }>, "since" | "reason"> | null = null;
  let shown: ConnectionState = { status: "idle" };

  session.subscribe((state) => {
    if (state.kind === "signed-in" && !isSameAccount(scope?.account ?? null, state.account)) enter(state.account);
    tellConnection();
  });
  const endSignals = environment.signals.subscribe((signal) => {
    if (!scope && signal !== "hidden" && signal !== "offline") void identifyPerson();
  });
  const lastKnown = askLast(() => lastAccount.read());
  void begin();

  /** Storage of the app's own may throw, or not answer. */
  function askLast<T>(ask: () => Promise<T>): Promise<T | null> {
    return within(ask, "Storage", environment).catch(() => null);
  }

  /** The last account shows before a token is there. Its intents are sent only with a token of its own. */
  async function begin(): Promise<void> {
    const last = await lastKnown;
    if (isClosed) return;
    if (last && !scope && (!isExpected || callSafely(() => isExpected(last)))) enter(last);
    // Also for the last account: without a token the app has to show how to sign in.
    await identifyPerson();
  }

  async function identifyPerson(): Promise<void> {
    cancelRetry();
    // The person of the last visit enters first, else an app shows a form, that person's board, and the form again.
    await lastKnown;
    const grant = await session.renew();
    if (isClosed) return;
    loss = grant.kind === "failed" ? { since: loss?.since ?? environment.now(), reason: grant.reason } : null;
    tellConnection();
    if (!loss) return;
    failures += 1;
    cancelRetry();
    cancelRetry = environment.setTimer(chooseWait(failures, environment), () => void identifyPerson());
  }

  /** Another person has come: nothing of the one before stays in sight. */
  function enter(account: Account): void {
    leave();
    // A listener may have closed the client.
    if (isClosed) return;
    loss = unwiped = null;
    const entered = new AccountScope({
      ...options,
      url,
      account,
      session,
      storage: openStorage(account),
      environment,
      locks: globalThis.navigator?.locks,
      webSocketImpl,
      onConnection: tellConnection,
      onSignedOut: () => {
        if (scope !== entered) return;
        leave(true);
        void identifyPerson();
      },
    });
    scope = entered;
    void askLast(() => lastAccount.write(account));
    attachAll(entered);
    scopeListeners.tell();
    tellConnection();
  }

  function openStorage(account: Account): AccountStorage {
    const opened = storage && callSafely(() => storage(account));
    return opened ?? createDiskStorage(storage ? undefined : indexedDb, account, environment);
  }

  /** All handles show the account before the first listener is called. */
  function attachAll(given: AccountScope | null): void {
    const attached = [...handles];
    for (const handle of attached) handle.attach(given);
    for (const handle of attached) handle.tell();
  }

  function leave(isSignOut = false): void {
    const left = scope;
    scope = null;
    if (isSignOut) session.forget();
    if (left) {
      attachAll(null);
      left.close(isSignOut);
      scopeListeners.tell();
    }
    tellConnection();
  }

  function open(projectId: string, onClose: () => void): AttachedHandle {
    const handle = createProjectHandle(projectId, () => {
      if (handles.delete(handle)) onClose();
      tellConnection();
    });
    handles.add(handle);
    if (scope) handle.attach(scope);
    tellConnection();
    return handle;
  }

  /** An answer that arrives after the person has gone is nobody's. */
  async function sendSoon(request: SendRequest): Promise<Outcome> {
    if (!scope && !isClosed) await identifyPerson();
    const sender = scope;
    if (!sender) return loss ? { kind: "unreachable" } : { kind: "no-token" };
    const outcome = await sender.send(request);
    return sender === scope ? outcome : { kind: "aborted" };
  }

  function tellConnection(): void {
    const derived = deriveState();
    if (isSame(derived, shown)) return;
    shown = derived;
    connectionListeners.tell();
  }

  function deriveState(): ConnectionState {
    if (isClosed) return { status: "idle" };
    const known = scope?.connectionState;
    if (known && (known.status !== "idle" || !loss)) return known;
    const reason = parkReasonOf(session.state);
    if (reason !== null) return { status: "parked", reason };
    if (loss) return { status: "offline", ...loss };
    return { status: handles.size > 0 ? "connecting" : "idle" };
  }

  return {
    environment,
    project(id) {
      const handle = open(id, () => observers.closed(id));
      observers.opened(id);
      return handle;
    },
    outbox: createOutboxHandle(findScope, scopeListeners, environment),
    connection: {
      get state() {
        return shown;
      },
      subscribe: (listener) => connectionListeners.add(listener),
    },
    account: {
      get current() {
        return scope?.account ?? null;
      },
      openValues: async () => (await scope?.openValues?.()) ?? null,
      subscribe: (listener) => scopeListeners.add(listener),
    },
    send: (request) => unlessAborted(sendSoon(request), request.signal),
    subscribe: (stream) => subscribeAsPerson(stream, { findScope, scopeListeners, isClosed: () => isClosed }),
    observe: (onOpen) => observers.observe(onOpen),
    reconnect() {
      if (scope) scope.reconnect();
      else if (!isClosed) void identifyPerson();
    },
    async signOut() {
      // The person of the last visit enters once it is read.
      if (!scope) await lastKnown;
      cancelRetry();
      const left = scope ?? unwiped;
      left?.tellSignOut();
      unwiped = left;
      leave(true);
      if (!left) return;
      const forget = () => askLast(() => lastAccount.forget(left.account));
      await within(() => Promise.all([left.wipe(), forget()]), "Storage", environment);
      if (unwiped === left) unwiped = null;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      // Editors hand over what the person has typed while the account is still there.
      scopeListeners.tell();
      cancelRetry();
      endSignals();
      leave();
      tellConnection();
      session.close();
      lastAccount.close();
    },
  };
}

/** A browser that forbids storage may throw at the mere look at it. */
function findIndexedDb(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB ?? undefined;
  } catch {
    return undefined;
  }
}
