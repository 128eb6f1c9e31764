import { useEffect } from "react";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import { openTabChannel } from "../core/tabs/tab-channel.ts";
import { focusText } from "../generated/document-texts.ts";
import type { TaskField } from "../generated/graphql.ts";
import { useLockstep } from "./lockstep-provider.ts";
import { usePart } from "./use-part.ts";

interface Focus {
  readonly taskId: string | null;
  readonly field: TaskField | null;
}

/** Milliseconds for which a hidden page keeps its focus. Another tab that is looked at takes it over meanwhile. */
const hiddenTime = 1_000;

type Input = Focus & { readonly projectId: string };

/**
 * Tells the people in the project which task the person has open, and which field the person edits (default: none).
 * They see it by `usePresence`. It holds while the component is mounted and the page is visible. The tab of a device
 * that was looked at last counts: keep the hook mounted with null where no task is open. The hook sends nothing while
 * the project is not live. It does not report failures.
 */
export function useFocus(projectId: string, taskId: string | null, field: TaskField | null = null): void {
  const lockstep = useLockstep();
  const isLive = usePart(projectId, ["state"], ({ stream }) => stream.kind === "following" && stream.isLive, false);

  useEffect(() => {
    if (!isLive) return;
    const { environment } = lockstep;
    // The server keeps one focus of a device, and the tabs share it.
    const channel = openTabChannel(`lockstep-focus:${projectId}`, environment.createId());
    let isOwn = false;
    let cancelLeave = () => {};
    channel?.subscribe(() => {
      isOwn = false;
    });
    const send = (focus: Focus) => sendFocus(lockstep, { projectId, ...focus });
    const tell = () => {
      cancelLeave();
      if (document.visibilityState === "hidden") {
        cancelLeave = environment.setTimer(hiddenTime, leave);
        return;
      }
      isOwn = true;
      channel?.post({ type: "focus" });
      send({ taskId, field });
    };
    const leave = () => {
      if (isOwn && taskId !== null) send({ taskId: null, field: null });
      isOwn = false;
    };
    if (taskId !== null) tell();
    // The tab that was looked at before may be closed.
    document.addEventListener("visibilitychange", tell);
    addEventListener("focus", tell);
    return () => {
      document.removeEventListener("visibilitychange", tell);
      removeEventListener("focus", tell);
      cancelLeave();
      channel?.close();
      leave();
    };
  }, [lockstep, projectId, taskId, field, isLive]);
}

/** Focus of each client that is not sent yet; null while one is on its way and none waits. */
const waiting = new WeakMap<Lockstep, Input | null>();

/**
 * Sends the newest focus, one request at a time, so that none overtakes another. A component that is replaced by
 * another one in the same turn sends the other's alone.
 */
function sendFocus(lockstep: Lockstep, focus: Input): void {
  const isSending = waiting.has(lockstep);
  waiting.set(lockstep, focus);
  if (!isSending) void Promise.resolve().then(() => sendWaiting(lockstep));
}

async function sendWaiting(lockstep: Lockstep): Promise<void> {
  for (let input = waiting.get(lockstep); input; input = waiting.get(lockstep)) {
    waiting.set(lockstep, null);
    await lockstep.send({ document: focusText, variables: { input } });
  }
  waiting.delete(lockstep);
}
