import type { ConnectionState } from "../connection/connection.ts";
import type { FollowState } from "../connection/follow-project.ts";
import { Listeners } from "../listeners.ts";
import type { Holdups } from "../outbox/holdup.ts";
import type { InboxStep } from "../person-wire.ts";
import type { CommentList, StreamItem } from "../types.ts";

/** Messages between the tabs of one account. Each is safe to lose and safe to repeat. */
export type TabMessage =
  /** A visible tab looks for the leader. */
  | { readonly type: "call" }
  | { readonly type: "here"; readonly isVisible: boolean }
  /** Projects that a tab has open. The leader follows them for it. */
  | { readonly type: "want"; readonly projects: readonly string[] }
  /** Sent by a tab whose events do not fit, with the number that it holds. The leader answers with a board. */
  | { readonly type: "need"; readonly projectId: string; readonly seq: number }
  | { readonly type: "item"; readonly projectId: string; readonly item: StreamItem }
  /** A tab has loaded the comments of a task. */
  | { readonly type: "comments"; readonly projectId: string; readonly list: CommentList }
  | { readonly type: "follow-state"; readonly projectId: string; readonly state: FollowState }
  | { readonly type: "connection"; readonly state: ConnectionState }
  /** Reasons why the leader does not send the intents of projects. */
  | { readonly type: "holdups"; readonly holdups: Holdups }
  /** The person asks for a connection at once. */
  | { readonly type: "reconnect" }
  /** The intents on disk have changed. */
  | { readonly type: "outbox" }
  | { readonly type: "signed-out" }
  /** The tab that leads has received an event of the person's own stream that has a place in it. */
  | { readonly type: "step"; readonly step: InboxStep }
  | { readonly type: "renamed"; readonly project: { readonly id: string; readonly name: string } }
  /** The person's own stream has begun anew: what was not told meanwhile is read. */
  | { readonly type: "anew" }
  /** The person looks at this tab, which tells its focus. */
  | { readonly type: "focus" }
  /** The person has read notices in this tab. */
  | { readonly type: "read"; readonly upTo: number }
  /** The person has opened one notice in this tab. */
  | { readonly type: "opened"; readonly seq: number; readonly at: string };

export interface TabChannel {
  /** Sends to the other tabs, or to one of them. */
  post(message: TabMessage, to?: string): void;
  /** Calls with each message of another tab. Returns the function that ends it. */
  subscribe(listener: (message: TabMessage, from: string) => void): () => void;
  close(): void;
}

interface Envelope {
  readonly from: string;
  readonly to: string | undefined;
  readonly message: TabMessage;
}

/** Opens the channel of an account. Returns null where the platform has none, or denies it. */
export function openTabChannel(name: string, tab: string): TabChannel | null {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    return null;
  }
  // In Node it would keep the process alive.
  (channel as { unref?(): void }).unref?.();
  const listeners = new Listeners<[message: TabMessage, from: string]>();
  let isClosed = false;
  channel.onmessage = ({ data }: { readonly data: Envelope }) => {
    if (data.to === undefined || data.to === tab) listeners.tell(data.message, data.from);
  };
  return {
    post(message, to) {
      // A listener of the app may have closed it while an item was handed on.
      if (!isClosed) channel.postMessage({ from: tab, to, message } satisfies Envelope);
    },
    subscribe: (listener) => listeners.add(listener),
    close() {
      isClosed = true;
      listeners.clear();
      channel.close();
    },
  };
}
