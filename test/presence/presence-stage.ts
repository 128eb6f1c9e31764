import type { Logger } from "pino";
import { pino } from "pino";
import type { Presence } from "../../src/presence/presence.ts";
import { createRedisPresence, type RedisPresenceOptions } from "../../src/presence/redis-presence.ts";
import { testNamespace } from "../support/test-namespace.ts";

export interface StageOptions extends Omit<RedisPresenceOptions, "url" | "namespace" | "ring" | "logger"> {
  /** One for each instance. */
  readonly urls: readonly string[];
  readonly logger?: Logger;
}

export interface Stage {
  readonly instances: readonly Presence[];
  /** Projects in the order in which they were rung for. */
  readonly rings: readonly string[];
  /** Delivers rings to the others; true at first. */
  areRingsHeard: boolean;
  /** Error that is thrown at the sender of a ring; none at first. */
  ringFault: Error | null;
  close(): Promise<void>;
}

/** Instances that share a Redis and hear each other's rings, and their own, as a bus has it. */
export function createStage({ urls, logger = pino({ level: "silent" }), ...options }: StageOptions): Stage {
  const rings: string[] = [];
  const stage: Pick<Stage, "areRingsHeard" | "ringFault"> = { areRingsHeard: true, ringFault: null };
  const instances: Presence[] = urls.map((url) =>
    createRedisPresence({
      ...options,
      url,
      namespace: testNamespace,
      logger,
      ring(projectId, instanceId) {
        if (stage.ringFault) throw stage.ringFault;
        rings.push(projectId);
        if (stage.areRingsHeard) setImmediate(() => refreshAll(projectId, instanceId));
      },
    }),
  );

  function refreshAll(projectId: string, instanceId: string): void {
    for (const presence of instances) presence.refresh(projectId, instanceId);
  }

  return Object.assign(stage, {
    instances,
    rings,
    async close() {
      await Promise.all(instances.map((presence) => presence.close()));
    },
  });
}
