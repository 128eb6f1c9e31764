import type { GraphQLFormattedError } from "graphql";
import { isSame } from "../is-same.ts";
import { callSafely, Listeners } from "../listeners.ts";
import type { Grant, Session } from "../session/session.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import type { Environment, Signal } from "../types.ts";
import { chooseWait, shortestWait } from "./backoff.ts";
import { openSocket, type Sink, type Socket, type SocketEnd, type SubscribePayload } from "./socket.ts";

/** Time that a silent server has after a signal that the network or the machine changed, in milliseconds. */
const proofLimit = 2_000;

/** Silence after which a connection is not called live before the server has answered, in milliseconds. */
const doubtLimit = 15_000;

/** Time that an attempt to connect has, in milliseconds. It grows by itself after each attempt that was too slow. */
const connectLimit = 5_000;
const longestConnectLimit = 15_000;

/** Time that a socket stays open after the last subscription, in milliseconds. */
const lingerTime = 2_000;

/** Close codes of a fault of this client or of a server that speaks another protocol. */
const faultCodes: readonly (number | null)[] = [4400, 4406];
const faultWait = 30_000;

/** Close codes of a server that restarts, is overloaded or has too many sockets of this person. */
const busyCodes: readonly (number | null)[] = [1012, 1013, 4429];

/**
 * State of the connection that serves all subscriptions of an account.
 *
 * - `idle`: nothing needs it, or the client is closed.
 * - `connecting`: for the first time since `idle`, or waiting for proof that the server is still there.
 * - `live`: the server acknowledged the connection and was heard lately.
 * - `offline`: reconnecting, without end.
 * - `parked`: nobody is signed in, or the server takes no token of the person. Call `reconnect()` after the sign-in.
 */
export type ConnectionState =
  | { readonly status: "idle" }
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | {
      readonly status: "offline";
      /** Time at which the connection was lost, in milliseconds since 1970. It stays the same until `live`. */
      readonly since: number;
      /** Sentence for the person, such as of the close code. */
      readonly reason: string;
    }
  | {
      readonly status: "parked";
      /** Sentence for the person. */
      readonly reason: string;
    };

/**
 * A subscription that lasts through all reconnects. One whose `request` throws is asked again at the next connection, one
 * whose `refused` throws has ended.
 */
export interface StreamOptions {
  /** Called at each start, so that it resumes where it stopped. */
  request(): SubscribePayload;
  /** Called with each result, in order, each once. */
  next: Sink["next"];
  /** The server refused or ended it. Returns the milliseconds until it is tried again; null: never. */
  refused(errors: readonly GraphQLFormattedError[]): number | null;
  /** The server ended it without an error, or the client was closed. */
  completed(): void;
  /** The socket is lost. It is resumed on the next one. */
  interrupted(): void;
}

export interface ConnectionOptions {
  /** Address of the API, absolute. */
  readonly url: string;
  /** The only account whose tokens are used. */
  readonly account: Account;
  readonly session: Session;
  readonly environment: Environment;
  /** The class `WebSocket`. */
  readonly webSocketImpl: unknown;
}

export interface Connection {
  readonly state: ConnectionState;
  /** Calls at each change of the state. Returns the function that ends it. */
  subscribe(listener: (state: ConnectionState) => void): () => void;
  /** Starts a subscription; null: none, but keeps the connection. Returns the function that ends it. */
  open(stream: StreamOptions | null): () => void;
  /** Asks the app for a token, then replaces the socket at once, or ends the wait for the next attempt. */
  reconnect(): void;
  /** Ends everything for good. */
  close(): void;
}

interface Stream {
  /** Null: it subscribes to nothing yet. */
  readonly options: StreamOptions | null;
  leave: () => void;
  /** Ends the wait of a refused stream; null: it does not wait. */
  cancelWait: (() => void) | null;
}

/**
 * One WebSocket for all subscriptions of an account. It is open while there are any. A new socket takes over before the
 * old one is closed when a token is about to expire, so that nothing is interrupted.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, account, session, environment, webSocketImpl } = options;
  const { signals } = environment;
  const listeners = new Listeners<[ConnectionState]>();
  const streams = new Set<Stream>();
  let state: ConnectionState = { status: "idle" };
  let current: Socket | null = null;
  let currentToken = "";
  let next: { readonly socket: Socket; readonly startedAt: number } | null = null;
  let isAsking = false;
  let isClosed = false;
  let isDoubted = false;
  let failures = 0;
  let slowAttempts = 0;
  let loss: { readonly since: number; readonly reason: string } | null = null;
  let cancelRetry: (() => void) | null = null;
  let cancelRenewal = () => {};
  let cancelLinger = () => {};

  const endSignals = signals.subscribe(hear);
  const endSession = session.subscribe(() => {
    // A token is there, or the account has changed.
    if (session.state.kind === "signed-in") retryNow();
    show();
  });

  function show(): void {
    const derived = derive();
    if (isSame(derived, state)) return;
    state = derived;
    listeners.tell(derived);
  }

  function derive(): ConnectionState {
    if (streams.size === 0) return { status: "idle" };
    if (current) return { status: isDoubted ? "connecting" : "live" };
    const parked = findParkReason();
    if (parked !== null) return { status: "parked", reason: parked };
    return loss ? { status: "offline", ...loss } : { status: "connecting" };
  }

  function findParkReason(): string | null {
    const found = session.state;
    if (found.kind === "parked") return found.reason;
    if (found.kind === "signed-out") return "Nobody is signed in.";
    if (found.kind === "signed-in" && !isSameAccount(found.account, account)) return "Another person signed in.";
    return null;
  }

  async function attempt(): Promise<void> {
    if (isClosed || isAsking || next || streams.size === 0) return;
    cancelRetry?.();
    cancelRetry = null;
    isAsking = true;
    const grant = await session.obtain();
    isAsking = false;
    if (isClosed || next || streams.size === 0) return;
    if (grant.kind === "failed") retryLater(grant.reason);
    else if (grant.kind === "token" && isSameAccount(grant.account, account)) connect(grant);
    // The next change of the session goes on.
    else show();
  }

  function connect({ token, renewAt }: Extract<Grant, { kind: "token" }>): void {
    const socket = openSocket({
      url,
      token,
      webSocketImpl,
      environment,
      connectLimit: Math.min(longestConnectLimit, connectLimit * (slowAttempts + 1)),
      onOpened: () => takeOver(socket, token, renewAt),
      onClosed: (end) => (socket === current ? lose(end, token) : fail(end, token)),
    });
    next = { socket, startedAt: environment.now() };
    show();
  }

  function takeOver(socket: Socket, token: string, renewAt: number): void {
    const old = current;
    current = socket;
    currentToken = token;
    next = null;
    failures = 0;
    slowAttempts = 0;
    loss = null;
    isDoubted = false;
    session.accept(token);
    for (const stream of streams) start(stream);
    old?.close();
    cancelRenewal();
    cancelRenewal = setLongTimer(renewAt, renew);
    show();
  }

  /** The server ends the socket when its token expires. A new one is there before. */
  async function renew(): Promise<void> {
    const grant = await session.renew();
    if (!current || isClosed) return;
    const isOther = grant.kind === "token" && grant.token !== currentToken && isSameAccount(grant.account, account);
    if (isOther) void attempt();
    // The app has none yet, or keeps its token longer than this client does.
    else cancelRenewal = environment.setTimer(chooseWait(5, environment), () => void renew());
  }

  function lose(end: SocketEnd, token: string): void {
    current = null;
    cancelRenewal();
    loss = { since: environment.now(), reason: end.reason };
    for (const stream of [...streams]) {
      stopWaiting(stream);
      stream.leave = () => {};
      if (streams.has(stream)) callSafely(() => stream.options?.interrupted());
    }
    judge(end, token);
  }

  /** An attempt failed. A socket that is open stays. */
  function fail(end: SocketEnd, token: string): void {
    next = null;
    if (end.code === null && end.reason === "The server does not answer.") slowAttempts += 1;
    if (!current) loss = { since: loss?.since ?? environment.now(), reason: end.reason };
    failures += 1;
    judge(end, token);
  }

  function judge({ code, reason }: SocketEnd, token: string): void {
    if (code === 4401) session.refuse(token, reason);
    if (code === 4403) session.expire(token);
    if (code === 4401 || (code === 4403 && failures === 0)) void attempt();
    else if (faultCodes.includes(code)) retryAfter(faultWait);
    else if (failures === 0 && !busyCodes.includes(code)) retryAfter(environment.random() * shortestWait);
    else retryAfter(chooseWait(failures + 1, environment));
    show();
  }

  function retryLater(reason: string): void {
    failures += 1;
    if (!current) loss = { since: loss?.since ?? environment.now(), reason };
    retryAfter(chooseWait(failures, environment));
    show();
  }

  function retryAfter(milliseconds: number): void {
    cancelRetry?.();
    cancelRetry = environment.setTimer(milliseconds, () => {
      cancelRetry = null;
      void attempt();
    });
  }

  function retryNow(): void {
    if (!current || cancelRetry) void attempt();
  }

  function hear(signal: Signal): void {
    if (signal === "hidden") return;
    if (current) prove(current);
    // An attempt from before may wait for an answer that cannot come. A clock may be set back.
    else if (next && Math.abs(environment.now() - next.startedAt) > proofLimit) dropAttempt();
    if (signal === "offline" || current) return;
    if (findParkReason() === null) retryNow();
    else void session.renew().then(retryNow);
  }

  function prove(socket: Socket): void {
    isDoubted = Math.abs(environment.now() - socket.heardAt) >= doubtLimit;
    socket.check(proofLimit, () => {
      isDoubted = false;
      show();
    });
    show();
  }

  function dropAttempt(): void {
    next?.socket.close();
    next = null;
  }

  function start(stream: Stream): void {
    stream.leave();
    stopWaiting(stream);
    stream.leave = () => {};
    if (!current) return;
    const { options } = stream;
    const request = options && callSafely(() => options.request());
    if (!request) return;
    stream.leave = current.subscribe(request, {
      next: (result) => callSafely(() => options.next(result)),
      completed: () => callSafely(() => options.completed()),
      refused: (errors) => {
        stream.leave = () => {};
        const wait = callSafely(() => options.refused(errors)) ?? null;
        if (wait === null || !streams.has(stream)) return;
        stream.cancelWait = environment.setTimer(wait, () => start(stream));
      },
    });
  }

  function stopWaiting(stream: Stream): void {
    stream.cancelWait?.();
    stream.cancelWait = null;
  }

  /** A subscription has ended, so there may be room for one that waits. */
  function startWaiting(): void {
    const waiting = [...streams].find(({ cancelWait }) => cancelWait);
    if (waiting) start(waiting);
  }

  function stop(): void {
    cancelRetry?.();
    cancelRetry = null;
    cancelRenewal();
    dropAttempt();
    current?.close();
    current = null;
    loss = null;
    failures = 0;
  }

  function setLongTimer(time: number, callback: () => Promise<void>): () => void {
    // A timer of more than 24.8 days fires at once.
    const wait = Math.min(Math.max(0, time - environment.now()), 24 * 3_600_000);
    return environment.setTimer(wait, () => {
      if (environment.now() >= time) void callback();
      else cancelRenewal = setLongTimer(time, callback);
    });
  }

  return {
    get state() {
      return state;
    },
    subscribe: (listener) => listeners.add(listener),
    open(streamOptions) {
      const stream: Stream = { options: streamOptions, leave: () => {}, cancelWait: null };
      streams.add(stream);
      cancelLinger();
      if (current) start(stream);
      else if (!cancelRetry) void attempt();
      show();
      return () => {
        if (!streams.delete(stream)) return;
        stream.leave();
        stopWaiting(stream);
        startWaiting();
        if (streams.size === 0) cancelLinger = environment.setTimer(lingerTime, stop);
        show();
      };
    },
    reconnect() {
      dropAttempt();
      failures = 0;
      slowAttempts = 0;
      if (current) prove(current);
      void session.renew().then(attempt);
    },
    close() {
      isClosed = true;
      endSignals();
      endSession();
      cancelLinger();
      for (const stream of streams) stopWaiting(stream);
      streams.clear();
      stop();
      show();
      listeners.clear();
    },
  };
}
