// biome-ignore-all lint/performance/noBarrelFile: decisions about intents come in the same chunk.
import type { Connection } from "../connection/connection.ts";
import type { Following } from "../connection/follow-project.ts";
import { createSend, type SendOptions } from "../connection/send.ts";
import { notLoaded } from "../not-loaded.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { OutboxRunner } from "../outbox/outbox-runner.ts";
import type { AccountStorage } from "../storage/account-storage.ts";
import { keepProjectCopy, type ProjectCopy } from "../store/project-copy.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { Environment, Send } from "../types.ts";
import { type FollowSessionOptions, followSession } from "./follow-session.ts";
import type { ProjectSession } from "./project-session.ts";
import { TabServer, type TabServerOptions } from "./tab-server.ts";

export { dismissIntent, resolveIntent, retryIntent } from "../outbox/decide-intents.ts";

interface OnlineOptions extends SendOptions, TabServerOptions {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly environment: Environment;
  readonly storage: Pick<AccountStorage, "copies">;
}

/**
 * Half of the client that talks with the server. It is a chunk of its own, which loads after the copy on disk was read.
 */
export interface Online {
  readonly send: Send;
  readonly runner: OutboxRunner;
  readonly tabs: TabServer;
  /** Keeps the project of a session on disk from here on. */
  keepCopy(session: ProjectSession): ProjectCopy;
  follow(options: Pick<FollowSessionOptions, "session" | "onItem" | "onState">): Following;
  /** Loads the comments of a task into the store. Resolves with null, or with the reason why it failed. */
  loadComments(store: ProjectStore, taskId: string, signal: AbortSignal): Promise<string | null>;
}

export function createOnline(options: OnlineOptions): Online {
  const { connection, outbox, environment, projects, storage } = options;
  const send = createSend(options);
  const runner = new OutboxRunner({
    outbox,
    send,
    environment,
    findRefusal(projectId) {
      const state = projects.find(projectId)?.state;
      return state?.kind === "waiting" ? state.reason : undefined;
    },
    askProof(projectId) {
      const session = projects.find(projectId);
      if (session) projects.need(session);
    },
    onHoldups: () => tabs.tellHoldups(),
  });
  const tabs = new TabServer(options, runner);
  return {
    send,
    runner,
    tabs,
    keepCopy: ({ store, loaded }) =>
      keepProjectCopy(
        store,
        storage.copies,
        loaded,
        () => projects.isLeading,
        () => environment.now(),
      ),
    follow: (given) => followSession({ ...given, connection, send, environment, outbox }),
    async loadComments({ projectId }, taskId, signal) {
      const part = await import("../connection/load-comments.ts").catch(() => null);
      if (!part) return notLoaded;
      return part.loadComments({ send, taskId, signal, take: (list) => tabs.shareComments(projectId, list) });
    },
  };
}
