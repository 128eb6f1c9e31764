import { useEffect, useEffectEvent, useState } from "react";
import { useLockstep } from "../../../client/react/index.ts";
import { HistoryDocument } from "../history/use-history.ts";
import { useRequest } from "../requests/use-request.ts";

/** Milliseconds after which a person counts as absent. */
const absence = 5 * 60_000;

/** Milliseconds between two notes that the person is there. */
const noteInterval = 60_000;

/** Changes of others that somebody has not seen. */
export interface MissedChanges {
  readonly count: number;
  /** There are more than that. */
  readonly hasMore: boolean;
  /** Number of the last change that the person saw. */
  readonly since: number;
}

/**
 * Changes that others made between the person's last look at a project and this one; null: none, or the absence was
 * short. Looked up once the project is live. This device remembers the last look of all its tabs, where it stores
 * anything.
 */
export function useMissedChanges(projectId: string, userId: string, isLive: boolean) {
  const lockstep = useLockstep();
  const request = useRequest();
  const [missed, setMissed] = useState<MissedChanges | null>(null);
  const key = `left ${userId} ${projectId}`;

  async function look(): Promise<void> {
    const left = read(key);
    if (!left || Date.now() - left.at < absence) return;
    const { project } = await request(HistoryDocument, { projectId, taskId: null, after: null });
    const later = project?.activity.nodes.filter(({ seq }) => seq > left.seq) ?? [];
    const count = later.filter(({ actor }) => actor.id !== userId).length;
    const hasMore = later.length > 0 && later.length === project?.activity.nodes.length;
    setMissed(count > 0 ? { count, hasMore: hasMore && project.activity.pageInfo.hasNextPage, since: left.seq } : null);
    // Told once.
    write(key, { ...left, at: Date.now() });
  }
  const onLook = useEffectEvent(() => {
    // Without an answer nothing is told: the board shows the changes all the same.
    if (isLive && document.visibilityState === "visible") look().catch(() => {});
  });

  const onStay = useEffectEvent((note: () => void) => {
    if (isLive && document.visibilityState === "visible") note();
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: Being live again is a look.
  useEffect(() => onLook(), [isLive, key]);
  useEffect(() => {
    const handle = lockstep.project(projectId);
    const leave = () => write(key, { seq: handle.state.seq, at: Date.now() });
    const onVisibility = () => (document.visibilityState === "hidden" ? leave() : onLook());
    document.addEventListener("visibilitychange", onVisibility);
    const stay = setInterval(() => onStay(leave), noteInterval);
    return () => {
      clearInterval(stay);
      document.removeEventListener("visibilitychange", onVisibility);
      leave();
      handle.close();
    };
  }, [lockstep, projectId, key]);
  return [missed, () => setMissed(null)] as const;
}

/** A person's last look: the newest change that was there, and the time by this device. */
interface Look {
  readonly seq: number;
  readonly at: number;
}

/** Storage throws where the browser blocks it. */
function read(key: string): Look | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Look | null;
  } catch {
    return null;
  }
}

function write(key: string, look: Look): void {
  try {
    localStorage.setItem(key, JSON.stringify(look));
  } catch {
    // Then nobody is told.
  }
}
