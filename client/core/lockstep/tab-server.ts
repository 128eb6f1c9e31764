import type { OutboxRunner } from "../outbox/outbox-runner.ts";
import type { TabChannel, TabMessage } from "../tabs/tab-channel.ts";
import type { CommentList } from "../types.ts";
import type { ProjectSession } from "./project-session.ts";
import type { ProjectSessions } from "./project-sessions.ts";

export interface TabServerOptions {
  readonly projects: Pick<ProjectSessions, "find" | "isLeading" | "need">;
  readonly channel: TabChannel | null;
}

/** Tells the other tabs what this one knows, once it talks with the server: the tab that leads all but comments. */
export class TabServer {
  readonly #options: TabServerOptions;
  readonly #runner: Pick<OutboxRunner, "holdups">;

  constructor(options: TabServerOptions, runner: Pick<OutboxRunner, "holdups">) {
    this.#options = options;
    this.#runner = runner;
  }

  /** Takes comments that this tab has loaded, for all tabs. Returns false where the project is past them. */
  shareComments(projectId: string, list: CommentList): boolean {
    this.#options.channel?.post({ type: "comments", projectId, list });
    return this.#takeComments(projectId, list);
  }

  /** Answers another tab, or takes what it tells. */
  take(message: TabMessage, tab: string): void {
    if (message.type === "comments") this.#takeComments(message.projectId, message.list);
    else if (!this.#options.projects.isLeading) return;
    else if (message.type === "want") {
      for (const projectId of message.projects) this.#tellReady(projectId, tab);
      this.tellHoldups(tab);
    } else if (message.type === "need") this.#giveBoard(message, tab);
  }

  /** Tells why intents wait: one tab, or all. */
  tellHoldups(tab?: string): void {
    const { channel, projects } = this.#options;
    if (projects.isLeading) channel?.post({ type: "holdups", holdups: this.#runner.holdups }, tab);
  }

  #takeComments(projectId: string, list: CommentList): boolean {
    const session = this.#options.projects.find(projectId);
    if (!session?.store.loadComments(list)) return false;
    session.copy?.keepComments(list.taskId);
    return true;
  }

  #giveBoard({ projectId, seq }: Extract<TabMessage, { type: "need" }>, tab: string): void {
    const { channel, projects } = this.#options;
    const session = projects.find(projectId);
    const { board } = session?.store.toCopy() ?? {};
    if (!session || !board) return;
    const startsOver = isLive(session) && seq > board.seq;
    channel?.post({ type: "item", projectId, item: { kind: "board", board, startsOver } }, tab);
    this.#tellReady(projectId, tab);
  }

  /** A tab that missed something notices it by the number. */
  #tellReady(projectId: string, tab: string): void {
    const { channel, projects } = this.#options;
    const session = projects.find(projectId);
    if (!session || !isLive(session)) return;
    const { seq, cursor, present } = session.store.state;
    if (cursor !== null) channel?.post({ type: "item", projectId, item: { kind: "ready", seq, cursor, present } }, tab);
  }
}

function isLive({ state }: ProjectSession): boolean {
  return state.kind === "following" && state.isLive;
}
