// biome-ignore-all lint/performance/noBarrelFile: decisions about intents come in the same chunk.
import { type Following, type FollowOptions, followProject } from "../connection/follow-project.ts";
import { loadComments } from "../connection/load-comments.ts";
import { namesFormerMembers } from "../connection/names-former-members.ts";
import { createSend, type SendOptions } from "../connection/send.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { OutboxRunner, type OutboxRunnerOptions } from "../outbox/outbox-runner.ts";
import type { ConfirmedBoard } from "../store/board.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { Environment, Send } from "../types.ts";

export { dismissIntent, resolveIntent, retryIntent } from "../outbox/decide-intents.ts";

interface OnlineOptions extends SendOptions, Pick<FollowOptions, "connection">, Pick<OutboxRunnerOptions, "onHoldups"> {
  readonly outbox: Outbox;
  readonly environment: Environment;
}

/** Half of the client that talks with the server. It is a chunk of its own, which loads after the copy on disk was read. */
export interface Online {
  readonly send: Send;
  readonly runner: OutboxRunner;
  follow(options: Omit<FollowOptions, "connection" | "send" | "environment">): Following;
  /** Loads the comments of a task into the store. Resolves with null, or with the reason why it failed. */
  loadComments(store: ProjectStore, taskId: string, signal: AbortSignal): Promise<string | null>;
  /** Returns true when tasks or comments name people who are no members any more. */
  namesFormerMembers(board: ConfirmedBoard): boolean;
}

export function createOnline(options: OnlineOptions): Online {
  const { connection, environment } = options;
  const send = createSend(options);
  return {
    send,
    runner: new OutboxRunner({ ...options, send }),
    follow: (given) => followProject({ ...given, connection, send, environment }),
    loadComments: (store, taskId, signal) => loadComments(store, send, taskId, signal),
    namesFormerMembers,
  };
}
