import { isWriting } from "./is-writing.ts";

/** Messages between the pages of the board that are open in this browser. */
type PageMessage =
  | { readonly kind: "ask"; readonly id: string }
  /** The answer of one page to the question with that id. */
  | { readonly kind: "answer"; readonly id: string; readonly isWriting: boolean };

const channelName = "lockstep pages";

/** Tells the others whether a field has text in it, whenever one asks, as long as the page is open. */
export function answerPages(): void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.kind === "ask") send(channel, { kind: "answer", id: data.id, isWriting: isWriting() });
  };
}

/**
 * Resolves with true once all other pages of this browser have answered that no field has text in it. Resolves with
 * false at the first that has one. A page that does not answer leaves the question open, until `signal` aborts.
 */
export async function areOthersIdle(signal: AbortSignal): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query();
  // Each page has a lock of such a name, also this one.
  let others = [...held, ...pending].filter(({ name }) => name?.startsWith("page ")).length - 1;
  if (others <= 0) return true;
  const channel = new BroadcastChannel(channelName);
  signal.addEventListener("abort", () => channel.close());
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    function end(areIdle: boolean): void {
      channel.close();
      resolve(areIdle);
    }
    channel.onmessage = ({ data }: MessageEvent<PageMessage>) => {
      if (data.kind !== "answer" || data.id !== id) return;
      others -= 1;
      if (data.isWriting) end(false);
      else if (others === 0) end(true);
    };
    send(channel, { kind: "ask", id });
  });
}

function send(channel: BroadcastChannel, message: PageMessage): void {
  channel.postMessage(message);
}
