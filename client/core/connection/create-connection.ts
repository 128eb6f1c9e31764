import { isSame } from "../is-same.ts";
import { Listeners } from "../listeners.ts";
import { notLoaded } from "../not-loaded.ts";
import { type Grant, parkReasonOf, type Session } from "../session/session.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import type { Environment, Signal } from "../types.ts";
import { chooseWait } from "./backoff.ts";
import type { Connection, ConnectionState, StreamOptions } from "./connection.ts";
import type { Ladder, LadderOptions, Opener } from "./ladder.ts";
import { createStreams } from "./streams.ts";
import type { Socket, SocketEnd } from "./transport.ts";

/** Time that a silent server has after a signal that the network or the machine changed, in milliseconds. */
const proofLimit = 2_000;

/** Silence after which a connection is not called live before the server has answered, in milliseconds. */
const doubtLimit = 15_000;

/** Time that an attempt to connect has, in milliseconds. It grows by itself after each attempt that was too slow. */
const connectLimit = 5_000;
const longestConnectLimit = 15_000;

/** Time that a socket stays open after the last subscription, in milliseconds. */
const lingerTime = 2_000;

export interface ConnectionOptions extends LadderOptions {
  /** Address of the API, absolute. */
  readonly url: string;
  /** The only account whose tokens are used. */
  readonly account: Account;
  readonly session: Session;
  readonly environment: Environment;
  /** The class `WebSocket`. */
  readonly webSocketImpl: unknown;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * One socket for all subscriptions of an account. It is open while there are any. When a token is about to expire, or a
 * better transport works, a new socket takes over before the old one is closed. So nothing is interrupted.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, account, session, environment, webSocketImpl, fetch } = options;
  const { signals } = environment;
  const listeners = new Listeners<[ConnectionState]>();
  const streams = createStreams(environment, () => current);
  /** Null until its code is there, without which no socket opens. */
  let ladder: Ladder | null = null;
  let state: ConnectionState = { status: "idle" };
  let current: Socket | null = null;
  let currentToken = "";
  /** `isUpward`: made beside a socket that works by another transport. */
  let next: { readonly socket: Socket; readonly startedAt: number; readonly isUpward: boolean } | null = null;
  let isAsking = false;
  let isClosed = false;
  let isDoubted = false;
  let slowAttempts = 0;
  let loss: { readonly since: number; readonly reason: string } | null = null;
  let cancelRetry: (() => void) | null = null;
  let cancelRenewal = () => {};
  let cancelUpward = () => {};
  let cancelLinger = () => {};

  // Its code loads beside that which follows projects.
  void loadLadder().catch(() => null);

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
    const reason = findParkReason();
    // It stays so without streams: the app shows a form for the sign-in instead of a project.
    if (reason !== null && !isClosed) return { status: "parked", reason };
    if (streams.isEmpty) return { status: "idle" };
    if (current) return isDoubted ? { status: "connecting" } : { status: "live", transport: current.transport };
    return loss ? { status: "offline", ...loss } : { status: "connecting" };
  }

  function findParkReason(): string | null {
    const found = session.state;
    if (found.kind === "signed-in" && !isSameAccount(found.account, account)) return "Another person signed in.";
    return parkReasonOf(found);
  }

  async function loadLadder(): Promise<Ladder> {
    const part = await import("./ladder.ts");
    ladder ??= new part.Ladder(options);
    return ladder;
  }

  async function attempt(isUpward = false): Promise<void> {
    if (next?.isUpward && !isUpward) dropAttempt();
    if (isClosed || isAsking || next || streams.isEmpty) return;
    if (!isUpward) {
      cancelRetry?.();
      cancelRetry = null;
    }
    isAsking = true;
    const opener = await loadLadder()
      .then((loaded) => loaded.choose(isUpward))
      .catch(() => null);
    // Last, so that no change of the session is missed meanwhile.
    const grant = await session.obtain();
    isAsking = false;
    if (isClosed || next || streams.isEmpty) return;
    // The socket beside which it was made is lost.
    if (isUpward && !current) return attempt();
    const isOwn = grant.kind === "token" && isSameAccount(grant.account, account);
    if (isOwn && opener) connect(opener, grant, isUpward);
    // The next change of the session goes on.
    else if (isUpward || (grant.kind !== "failed" && !isOwn)) show();
    else fail({ code: null, reason: grant.kind === "failed" ? grant.reason : notLoaded });
  }

  function connect(open: Opener, { token, renewAt }: Extract<Grant, { kind: "token" }>, isUpward: boolean): void {
    const limit = isUpward ? longestConnectLimit : connectLimit * (slowAttempts + 1);
    const socket = open({
      url,
      token,
      webSocketImpl,
      fetch,
      environment,
      connectLimit: Math.min(longestConnectLimit, limit),
      findProbe: streams.findPayload,
      onOpened: () => takeOver(socket, token, renewAt),
      onClosed: (end) => (socket === current ? lose(end, token) : fail(end, token)),
    });
    next = { socket, startedAt: environment.now(), isUpward };
    show();
  }

  function takeOver(socket: Socket, token: string, renewAt: number): void {
    const old = current;
    current = socket;
    currentToken = token;
    ladder?.opened(socket.transport);
    next = null;
    slowAttempts = 0;
    loss = null;
    isDoubted = false;
    session.accept(token);
    streams.startAll();
    old?.close();
    cancelRenewal();
    cancelRenewal = setLongTimer(renewAt, renew);
    climbLater();
    show();
  }

  /** Tries a better transport after a while. It takes over once it is open. */
  function climbLater(): void {
    cancelUpward();
    if (ladder?.isLow) cancelUpward = environment.setTimer(ladder.upwardWait, climb);
  }

  function climb(): void {
    if (!current || !ladder?.isLow) return;
    climbLater();
    void attempt(true);
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
    cancelUpward();
    if (next?.isUpward) dropAttempt();
    loss = { since: environment.now(), reason: end.reason };
    streams.interrupt();
    judge(end, token, ladder?.lost(end));
  }

  /** An attempt failed, or the app got no token. A socket that is open stays. */
  function fail(end: SocketEnd, token = ""): void {
    const isUpward = next?.isUpward;
    next = null;
    if (isUpward && current) {
      ladder?.missedUpward();
      climbLater();
      // The app has another token since the open socket was made. It goes into use there.
      if (token !== currentToken) void attempt();
      return;
    }
    if (end.isSilence) slowAttempts += 1;
    if (!current) loss = { since: loss?.since ?? environment.now(), reason: end.reason };
    judge(end, token, ladder?.failed(end, token !== ""));
  }

  /** `pause`: milliseconds until the next attempt. */
  function judge({ code, reason }: SocketEnd, token: string, pause = chooseWait(5, environment)): void {
    if (code === 4401) session.refuse(token, reason);
    if (code === 4403) session.expire(token);
    if (pause === 0) void attempt();
    else retryAfter(pause);
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
    if (current) {
      prove(current);
      if (signal !== "offline") climb();
    }
    // An attempt from before may wait for an answer that cannot come. A clock may be set back.
    else if (next && Math.abs(environment.now() - next.startedAt) > proofLimit) dropAttempt();
    if (signal === "offline") return;
    if (findParkReason() === null) retryNow();
    else void session.renew().then(proveToken);
  }

  /** A token that was refused is tried once more, also where nothing needs the connection. */
  function proveToken(): void {
    if (session.state.kind === "parked") environment.setTimer(longestConnectLimit, open(null));
  }

  function open(streamOptions: StreamOptions | null): () => void {
    const end = streams.add(streamOptions);
    cancelLinger();
    if (!current && !cancelRetry) void attempt();
    show();
    return () => {
      if (!end()) return;
      if (streams.isEmpty) cancelLinger = environment.setTimer(lingerTime, stop);
      show();
    };
  }

  function prove(socket: Socket): void {
    isDoubted = Math.abs(environment.now() - socket.heardAt) >= doubtLimit;
    socket.check(proofLimit, () => {
      isDoubted = false;
      // A new request has passed, which tells nothing of those that are under way. All of them begin anew.
      if (socket.transport !== "websocket") streams.startAll();
      show();
    });
    show();
  }

  function dropAttempt(): void {
    next?.socket.close();
    next = null;
  }

  function stop(): void {
    cancelRetry?.();
    cancelRetry = null;
    cancelRenewal();
    cancelUpward();
    dropAttempt();
    current?.close();
    current = null;
    loss = null;
    ladder?.calm();
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
    open,
    reconnect() {
      dropAttempt();
      ladder?.calm();
      slowAttempts = 0;
      if (current) prove(current);
      void session.renew().then(() => {
        void attempt(!!current && ladder?.isLow);
        proveToken();
      });
    },
    close() {
      isClosed = true;
      endSignals();
      endSession();
      cancelLinger();
      streams.clear();
      stop();
      show();
      listeners.clear();
    },
  };
}
