import type { Logger } from "pino";
import { pino } from "pino";
import type { Presence } from "../../src/presence/presence.ts";
import { createRedisPresence, type RedisPresenceOptions } from "../../src/presence/redis-presence.ts";

export interface StageOptions extends Omit<RedisPresenceOptions, "url" | "ring" | "logger"> {
  /** One for each instance. */
  readonly urls: readonly string[];
  readonly logger?: Logger;
}

export interface Stage {
  readonly instances: readonly Presence[];
  /** Projects in the order in which they were rung for. */
  readonly rings: readonly string[];
  /** Whether rings reach the other instances; at first they do. */
  areRingsHeard: boolean;
  close(): Promise<void>;
}

/** Instances that share a Redis and hear each other's rings. */
export function createStage({ urls, logger = pino({ level: "silent" }), ...options }: StageOptions): Stage {
  const rings: string[] = [];
  const stage = { areRingsHeard: true };
  const instances: Presence[] = urls.map((url, index) =>
    createRedisPresence({
      ...options,
      url,
      logger,
      ring(projectId) {
        rings.push(projectId);
        if (!stage.areRingsHeard) return;
        for (const [other, presence] of instances.entries()) {
          if (other !== index) setImmediate(() => presence.refresh(projectId));
        }
      },
    }),
  );
  return Object.assign(stage, {
    instances,
    rings,
    async close() {
      await Promise.all(instances.map((presence) => presence.close()));
    },
  });
}
