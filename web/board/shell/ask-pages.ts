import { isWriting } from "./is-writing.ts";

/** Messages between the pages of the board that are open in this browser. */
type PageMessage =
  | { readonly kind: "ask"; readonly id: string }
  /** The answer of one page to the question with that id. */
  | { readonly kind: "answer"; readonly id: string; readonly isWriting: boolean };

/**
 * The one channel of this page: a second one would hear its questions, and the page would answer itself. Null where the
 * platform has none, or denies it.
 */
const channel = openChannel();

/** Tells the others whether a field has text in it, whenever one asks, as long as the page is open. */
export function answerPages(): void {
  channel?.addEventListener("message", ({ data }: MessageEvent<PageMessage>) => {
    if (data.kind === "ask") send({ kind: "answer", id: data.id, isWriting: isWriting() });
  });
}

/**
 * Resolves with true once all other pages of this browser have answered that no field has text in it. Resolves with
 * false at the first that has one, and where nobody can be asked. A page that does not answer leaves the question open,
 * until `signal` aborts.
 */
export async function areOthersIdle(signal: AbortSignal): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query();
  // Each page has a lock of such a name, also this one.
  let others = [...held, ...pending].filter(({ name }) => name?.startsWith("page ")).length - 1;
  if (others <= 0) return true;
  if (!channel) return false;
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    function onMessage({ data }: MessageEvent<PageMessage>): void {
      if (data.kind !== "answer" || data.id !== id) return;
      others -= 1;
      if (others > 0 && !data.isWriting) return;
      channel?.removeEventListener("message", onMessage);
      resolve(!data.isWriting);
    }
    channel.addEventListener("message", onMessage, { signal });
    send({ kind: "ask", id });
  });
}

function send(message: PageMessage): void {
  channel?.postMessage(message);
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel("lockstep pages");
  } catch {
    return null;
  }
}
