/**
 * Part of every channel and key in Redis. It tells apart deployments that share a Redis: Redis has one space of
 * channels, whatever the number of the database.
 */
export interface Namespace {
  /** Letters and digits. */
  readonly current: string;
  /** Calls the listener each time `current` has changed. Returns its own removal. */
  onChange(listener: () => void): () => void;
}

export function channelOf({ current }: Namespace, projectId: string): string {
  return `lockstep:${current}:${slotTag(projectId)}`;
}

/** The braces keep everything that belongs to a project in one hash slot of a Redis Cluster. */
function slotTag(projectId: string): string {
  return `{${projectId}}`;
}
