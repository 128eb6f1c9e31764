import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { ProjectHandle } from "../core/lockstep/lockstep.ts";
import type { Topic } from "../core/store/project-store.ts";
import { useOpenProjects } from "./lockstep-provider.ts";

/** A list of which nothing is loaded. */
export const none: readonly never[] = [];

/**
 * Returns a part of a project, and renders again when that part changes. `read` returns the same object until then. The
 * project is open while the component is mounted; before, and on a server, the part is `empty`.
 */
export function usePart<T>(
  projectId: string,
  topics: readonly Topic[],
  read: (handle: ProjectHandle) => T,
  empty: T,
): T {
  const projects = useOpenProjects();
  const names = topics.join();
  const subscribe = useCallback(
    (onChange: () => void) =>
      projects.use(projectId, (handle) => {
        const endings = (names.split(",") as Topic[]).map((topic) => handle.subscribe(topic, onChange));
        return () => {
          for (const end of endings) end();
        };
      }),
    [projects, projectId, names],
  );
  const snapshot = () => {
    const handle = projects.find(projectId);
    return handle ? read(handle) : empty;
  };
  return useSyncExternalStore(subscribe, snapshot, () => empty);
}

/** Returns a function that answers with its last object as long as the new one has the same fields. */
export function useStable<T extends object>(): (value: T) => T {
  return useMemo(() => {
    let last: T | undefined;
    return (value) => {
      if (last === undefined || !hasSameFields(last, value)) last = value;
      return last;
    };
  }, []);
}

function hasSameFields<T extends object>(one: T, other: T): boolean {
  const keys = Object.keys(one) as (keyof T)[];
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}
