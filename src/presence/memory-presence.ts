import type { UserSnapshot } from "../activity/snapshots.ts";
import type { Presence } from "./presence.ts";

/** Presence within this process. */
export function createMemoryPresence(): Presence {
  const projects = new Map<string, Map<string, { user: UserSnapshot; count: number }>>();
  return {
    join(projectId, user) {
      const project = projects.get(projectId) ?? new Map();
      projects.set(projectId, project);
      const entry = project.get(user.id) ?? { user, count: 0 };
      project.set(user.id, entry);
      entry.count += 1;
      return () => {
        entry.count -= 1;
        if (entry.count === 0) project.delete(user.id);
        if (project.size === 0) projects.delete(projectId);
      };
    },
    list(projectId) {
      return [...(projects.get(projectId)?.values() ?? [])].map(({ user }) => user);
    },
  };
}
