import type { Presence } from "./presence.ts";
import { ProjectPresence } from "./project-presence.ts";

export interface MemoryPresenceOptions {
  /** Milliseconds that a user is still shown after the last tab is gone (default 5,000). */
  readonly grace?: number;
}

/** Presence within one process. Instances that are to see each other share it; its creator closes it. */
export function createMemoryPresence({ grace = 5_000 }: MemoryPresenceOptions = {}): Presence {
  const projects = new Map<string, ProjectPresence>();

  function open(projectId: string): ProjectPresence {
    const known = projects.get(projectId);
    if (known) return known;
    const project: ProjectPresence = new ProjectPresence({
      grace,
      onOwnChange: () => project.settle(project.departing()),
      onIdle: () => void projects.delete(projectId),
    });
    projects.set(projectId, project);
    return project;
  }

  const list = (projectId: string) => projects.get(projectId)?.list() ?? [];
  return {
    list,
    join: (projectId, user, holders) => open(projectId).join(user, holders),
    focus: (projectId, userId, focus, holders) => projects.get(projectId)?.focus(userId, focus, holders) ?? false,
    read: (projectIds) => Promise.resolve(new Map(projectIds.map((id) => [id, list(id)]))),
    watch: (projectId, onChange) => Promise.resolve(open(projectId).watch(onChange)),
    refresh() {},
    refreshAll() {},
    isConnected: () => true,
    close() {
      for (const project of projects.values()) project.close();
      return Promise.resolve();
    },
  };
}
