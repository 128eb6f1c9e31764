import { EventEmitter, once } from "node:events";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { ProjectActivityDocument, type ProjectActivitySubscription } from "./generated/graphql.ts";
import { patience } from "./patience.ts";
import type { Person, WatchVariables } from "./person.ts";
import { PlainSocket } from "./plain-socket.ts";

/**
 * A subscriber with a socket of its own that keeps, as clients do, a list of the people present. It starts with those
 * of `Ready` and follows joins and leaves.
 */
export interface Tab {
  /** True if it received a `Ready`. */
  readonly isReady: boolean;
  /** Whom the newest `Ready` listed, by name, in its order. */
  readonly found: readonly string[];
  /** Joins, leaves and focus since, as `+ada`, `-ada` and `ada at <task id> TITLE`. */
  readonly heard: readonly string[];
  /** Whom it takes to be there, by name, sorted. */
  readonly picture: readonly string[];
  /** The numbers of the changes that it was sent. */
  readonly seqs: readonly number[];
  /** The reasons for which it was told to take a fresh snapshot. */
  readonly resyncs: readonly string[];
  /** Number of received messages. */
  readonly messages: number;
  /** Bytes of the last event. */
  readonly lastLength: number;
  /** Resolves when it is so; rejects after `patience`, at its end, or when it heard what cannot be. */
  until(isReached: () => boolean): Promise<void>;
  untilHeard(change: string): Promise<void>;
  untilPicture(names: readonly string[]): Promise<void>;
  /**
   * Throws when it received an impossible message: a join of somebody present, a leave of somebody absent, or a list
   * with somebody twice. Presence before `Ready` is impossible too.
   */
  check(): void;
  /** The error with which the server ended it, or the code with which it closed the socket. */
  readonly failure: unknown;
  /** Stops to read from its socket, until `readOn`. */
  stall(): void;
  readOn(): void;
  /** Ends the subscription; the connection stays. */
  unsubscribe(): void;
  /** Ends the connection as browsers do. */
  close(): void;
  /** Ends the connection without a word. */
  breakOff(): void;
}

type Event = ProjectActivitySubscription["projectActivity"];

/** Subscribes with the contract's full document, on the instance at `url`; resolves at the first `Ready`. */
export async function openTab(url: string, person: Person, variables: WatchVariables): Promise<Tab> {
  const tab = beginTab(url, person, variables);
  await tab.until(() => tab.isReady);
  return tab;
}

/** The same, at once. */
export function beginTab(url: string, person: Person, variables: WatchVariables): Tab {
  let found: readonly string[] | null = null;
  const heard: string[] = [];
  const seqs: number[] = [];
  const resyncs: string[] = [];
  const picture = new Set<string>();
  const faults: string[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let messages = 0;
  let lastLength = 0;
  let failure: unknown;
  let socket: PlainSocket | undefined;

  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: PlainSocket,
    connectionParams: { authorization: `Bearer ${person.token}` },
    retryAttempts: 0,
    on: {
      connected: (connected) => {
        socket = connected as PlainSocket;
      },
    },
  });
  const finish = (reason: unknown) => {
    failure = reason;
    changes.emit("change");
  };
  const unsubscribe = client.subscribe<ProjectActivitySubscription>(
    { query: print(ProjectActivityDocument), variables },
    {
      next: ({ data, errors }) => {
        if (data) take(data.projectActivity);
        else faults.push(JSON.stringify(errors));
        changes.emit("change");
      },
      error: finish,
      complete: () => finish("complete"),
    },
  );

  function take(event: Event): void {
    messages += 1;
    lastLength = Buffer.byteLength(JSON.stringify(event));
    if (event.__typename === "Ready") {
      found = event.present.map(({ user }) => user.name);
      heard.length = 0;
      picture.clear();
      for (const name of found) picture.add(name);
      if (picture.size < found.length) faults.push(`Ready lists somebody twice: ${found.join(" ")}`);
    } else if (event.__typename === "PresenceJoined" || event.__typename === "PresenceLeft") {
      const { name } = event.user;
      const isJoin = event.__typename === "PresenceJoined";
      heard.push(`${isJoin ? "+" : "-"}${name}`);
      if (!found || picture.has(name) === isJoin) faults.push(`Found ${found?.join(" ")}, heard ${heard.join(" ")}`);
      if (isJoin) picture.add(name);
      else picture.delete(name);
    } else if (event.__typename === "PresenceChanged") {
      const { user, focusedTaskId, focusedField } = event;
      heard.push(`${user.name} at ${focusedTaskId} ${focusedField}`);
      if (!picture.has(user.name)) faults.push(`Found ${found?.join(" ")}, heard ${heard.join(" ")}`);
    } else if (event.__typename === "Resync") resyncs.push(event.reason);
    else seqs.push(event.seq);
  }

  function check(): void {
    if (faults.length > 0) throw new Error(faults[0]);
  }

  async function until(isReached: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(patience);
    const change = () => once(changes, "change", { signal: deadline }).catch(() => giveUp(`in time`));
    while (!isReached()) {
      check();
      await (failure === undefined ? change() : giveUp("before its end"));
    }
    check();
  }

  function giveUp(when: string): never {
    const state = { person: person.name, found, heard, seqs, resyncs, failure };
    throw new Error(`It did not come to that ${when}: ${JSON.stringify(state)}`);
  }

  return {
    get isReady() {
      return found !== null;
    },
    get found() {
      return found ?? [];
    },
    heard,
    get picture() {
      return [...picture].sort();
    },
    seqs,
    resyncs,
    get messages() {
      return messages;
    },
    get lastLength() {
      return lastLength;
    },
    until,
    untilHeard: (change) => until(() => heard.includes(change)),
    untilPicture: (names) => until(() => picture.size === names.length && names.every((name) => picture.has(name))),
    check,
    get failure() {
      return failure;
    },
    stall: () => void socket?.pause(),
    readOn: () => void socket?.resume(),
    unsubscribe,
    close: () => void client.dispose(),
    breakOff: () => client.terminate(),
  };
}
