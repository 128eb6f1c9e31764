import { once } from "node:events";
import { print } from "graphql";
import { seqOf } from "./board.ts";
import type { Message } from "./collect.ts";
import { ProjectActivityDocument, type ProjectActivitySubscription } from "./generated/graphql.ts";
import type { Person } from "./person.ts";
import { PlainSocket } from "./plain-socket.ts";

/** A subscriber that reads from its socket only when it is told to, so that what the server sends it has to wait. */
export interface StallingReader {
  /** The numbers of the changes that it read. */
  readonly received: readonly number[];
  /** Reads on, until it stalls again. */
  readOn(): void;
  /** Resolves at the first `Ready`. */
  readonly ready: Promise<void>;
  /** The code with which its socket was closed, which it hears only once it reads on. */
  readonly closed: Promise<number>;
  close(): void;
}

/**
 * Subscribes, not announced unless the variables say so, and stalls as soon as the first event has come. `url` is the
 * instance's.
 */
export async function createStallingReader(
  url: string,
  person: Person,
  variables: { readonly projectId: string; readonly since?: number; readonly announce?: boolean },
): Promise<StallingReader> {
  const socket = new PlainSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  await once(socket, "open");
  const acknowledged = once(socket, "message");
  socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${person.token}` } }));
  await acknowledged;
  const received: number[] = [];
  const ready = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const { payload } = JSON.parse(data.toString()) as { payload?: Message<ProjectActivitySubscription> };
      const seq = payload && seqOf(payload);
      if (seq !== undefined) received.push(seq);
      else if (payload) resolve();
    });
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  const payload = { query: print(ProjectActivityDocument), variables: { announce: false, ...variables } };
  const begun = once(socket, "message");
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
  await begun;
  socket.pause();
  return { received, ready, closed, readOn: () => socket.resume(), close: () => socket.terminate() };
}
