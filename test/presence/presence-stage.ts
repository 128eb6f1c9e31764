import type { Logger } from "pino";
import { pino } from "pino";
import type { Presence } from "../../src/presence/presence.ts";
import { createRedisPresence, type RedisPresenceOptions } from "../../src/presence/redis-presence.ts";
import { testNamespace } from "../support/test-namespace.ts";

export interface StageOptions extends Omit<RedisPresenceOptions, "url" | "namespace" | "signal" | "logger"> {
  /** One for each instance. */
  readonly urls: readonly string[];
  readonly logger?: Logger;
}

export interface Stage {
  readonly instances: readonly Presence[];
  /** Projects in the order in which they were rung for. */
  readonly signals: readonly string[];
  /** Delivers signals to the others; true at first. */
  areSignalsHeard: boolean;
  /** Error that is thrown at the sender of a signal; none at first. */
  signalFault: Error | null;
  close(): Promise<void>;
}

/** Instances that share a Redis and hear each other's signals, and their own, as a bus has it. */
export function createStage({ urls, logger = pino({ level: "silent" }), ...options }: StageOptions): Stage {
  const signals: string[] = [];
  const stage: Pick<Stage, "areSignalsHeard" | "signalFault"> = { areSignalsHeard: true, signalFault: null };
  const instances: Presence[] = urls.map((url) =>
    createRedisPresence({
      ...options,
      url,
      namespace: testNamespace,
      logger,
      signal(projectId, instanceId) {
        if (stage.signalFault) throw stage.signalFault;
        signals.push(projectId);
        if (stage.areSignalsHeard) setImmediate(() => refreshAll(projectId, instanceId));
      },
    }),
  );

  function refreshAll(projectId: string, instanceId: string): void {
    for (const presence of instances) presence.refresh(projectId, instanceId);
  }

  return Object.assign(stage, {
    instances,
    signals,
    async close() {
      await Promise.all(instances.map((presence) => presence.close()));
    },
  });
}
