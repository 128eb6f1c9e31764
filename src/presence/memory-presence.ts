import { OpenProjects } from "./open-projects.ts";
import type { Presence } from "./presence.ts";

export interface MemoryPresenceOptions {
  /** Milliseconds that a user is still shown after the last tab is gone; 5,000 when absent. */
  readonly grace?: number;
}

/** Presence within one process. Instances that are to see each other share it, and whoever made it closes it. */
export function createMemoryPresence({ grace = 5_000 }: MemoryPresenceOptions = {}): Presence {
  const projects = new OpenProjects({
    grace,
    onOwnChange: (_projectId, project) => project.settle(project.departing()),
  });
  return {
    join: (projectId, user) => projects.join(projectId, user),
    list: (projectId) => projects.list(projectId),
    read: (projectIds) => Promise.resolve(new Map(projectIds.map((id) => [id, projects.list(id)]))),
    watch: (projectId, onChange) => Promise.resolve(projects.watch(projectId, onChange)),
    refresh() {},
    refreshAll() {},
    isConnected: () => true,
    close() {
      projects.close();
      return Promise.resolve();
    },
  };
}
