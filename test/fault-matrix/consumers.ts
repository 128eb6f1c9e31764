import { expect, vi } from "vitest";
import { WebSocket } from "ws";
import { createLockstep } from "../../client/core/lockstep/create-lockstep.ts";
import type { Board } from "../support/board.ts";
import { type PersistentWriter, writeOverHttp, writeOverWebSocket } from "../support/persistent-writer.ts";
import { range } from "../support/range.ts";
import { subscribeResuming } from "../support/resuming-subscriber.ts";
import { openTab } from "../support/tab.ts";
import type { Stage } from "./stage.ts";

/** The stage during one fault, with a project of its own. */
export interface Scene extends Stage {
  readonly board: Board;
}

/** A change in the log. */
export interface LogRow {
  readonly seq: number;
  readonly clientMutationId: string | null;
}

/** Somebody who must come through every fault. */
export interface Consumer {
  readonly name: string;
  /** When it begins: before the fault by default. */
  readonly begins?: "during the fault";
  begin(scene: Scene): Promise<Running>;
}

export interface Running {
  /** Called when all is put right and written. Fails when it has anything less, more or else than the log. */
  check(log: readonly LogRow[]): Promise<void>;
  /** Resolves when the last change of a writer is answered. */
  stop?(): Promise<void>;
  end(): Promise<void> | void;
}

const statuses = ["BACKLOG", "TODO", "IN_PROGRESS", "DONE"] as const;

/** The number of the change that prepares the scene: consumers that begin before the fault begin there. */
const start = 1;

export const consumers: readonly Consumer[] = [
  {
    name: "a graphql-ws subscriber that resumes",
    begin: (scene) => follow(scene, start, scene.findUrl),
  },
  {
    name: "a graphql-ws subscriber that is with the other instance",
    begin: (scene) => follow(scene, start, otherUrl(scene)),
  },
  {
    name: "a graphql-ws subscriber that comes during the fault",
    begins: "during the fault",
    begin: (scene) => follow(scene, 0, scene.findUrl),
  },
  {
    name: "the core of the client kit",
    async begin({ front, board }) {
      const url = `${front.url}/graphql`;
      const lockstep = createLockstep({ url, getToken: () => board.owner.token, webSocketImpl: WebSocket });
      const handle = lockstep.project(board.projectId);
      const isLive = () => handle.stream.kind === "following" && handle.stream.isLive;
      // It begins in a hook, where polls of `expect` do not work.
      await vi.waitFor(() => expect(isLive()).toBe(true));
      return {
        async check(log) {
          await expect.poll(() => handle.state.seq).toBeGreaterThanOrEqual(log.length);
          await expect.poll(isLive).toBe(true);
          expect(handle.state.seq).toBe(log.length);
          expect(statuses.flatMap((status) => handle.column(status))).toHaveLength(log.length - 1);
        },
        end: () => lockstep.close(),
      };
    },
  },
  {
    name: "the list of people",
    async begin(scene) {
      const { board, findUrl } = scene;
      const { projectId, owner } = board;
      const staying = await follow(scene, start, findUrl);
      const tab = await openTab(otherUrl(scene)(), owner, { projectId, announce: false });
      await tab.untilPicture([owner.name]);
      return {
        async check() {
          tab.check();
          expect(tab.heard.filter((change) => change.startsWith("-"))).toEqual([]);
          const fresh = await openTab(findUrl(), owner, { projectId, announce: false });
          await fresh.untilPicture([owner.name]);
          fresh.close();
        },
        async end() {
          tab.close();
          await staying.end();
        },
      };
    },
  },
  {
    name: "a writer over HTTP that retries",
    begin: async (scene) => write(writeOverHttp({ ...writerOf(scene, "HTTP"), findUrl: scene.findUrl })),
  },
  {
    name: "a writer over WebSocket that retries, with the other instance",
    begin: async (scene) => write(writeOverWebSocket({ ...writerOf(scene, "WebSocket"), findUrl: otherUrl(scene) })),
  },
];

/** Address of the instance that faults of one instance spare. */
function otherUrl({ instances: [, second], findUrl }: Scene): () => string {
  return () => second.url ?? findUrl();
}

async function follow({ board }: Scene, since: number, findUrl: () => string): Promise<Running> {
  const { projectId, owner } = board;
  const subscriber = subscribeResuming({ projectId, since, findUrl, findToken: async () => owner.token });
  return {
    async check(log) {
      await subscriber.reach(log.length);
      expect(subscriber.seqs).toEqual(range(since + 1, log.length));
      expect(subscriber.resyncs).toEqual([]);
    },
    end: () => subscriber.leave(),
  };
}

function writerOf({ board }: Scene, name: string) {
  const { projectId, owner } = board;
  return { name: `${projectId} ${name}`, projectId, token: owner.token, expectsOutages: true, pause: 50 };
}

function write(writer: PersistentWriter): Running {
  return {
    stop: () => writer.stop(),
    async check(log) {
      expect(writer.otherAnswers).toEqual([]);
      const written = log.filter(
        ({ clientMutationId }) => clientMutationId && writer.acknowledged.has(clientMutationId),
      );
      expect(new Map(written.map(({ seq, clientMutationId }) => [clientMutationId, seq]))).toEqual(writer.acknowledged);
      expect(written).toHaveLength(writer.acknowledged.size);
    },
    end: () => writer.abandon(),
  };
}
