import { expect, onTestFinished, vi } from "vitest";
import type { Presence } from "../../src/presence/presence.ts";
import { createOnlooker, type Onlooker, person } from "./onlooker.ts";
import { createStage, type Stage, type StageOptions } from "./presence-stage.ts";

/** A heartbeat that does not come within a test. */
export const never = 600_000;

/** Where the lists of a project lie in Redis. */
export function listsKey(projectId: string): string {
  return `lockstep:test:{${projectId}}:presence`;
}

/** Instances with short times, closed after the test. */
export function open(options: StageOptions): Stage {
  const stage = createStage({ grace: 20, debounce: 10, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

/** Waits until all can write and read lists. Before that, they show only their own people. */
export async function untilConnected(instances: readonly Presence[]): Promise<void> {
  await vi.waitFor(() => expect(instances.every((presence) => presence.isConnected())).toBe(true));
}

/** Somebody who must have heard nothing by the end of the test that cannot be. */
export async function lookOn(presence: Presence, projectId = "p"): Promise<Onlooker> {
  const onlooker = await createOnlooker(presence, projectId);
  onTestFinished(() => onlooker.check());
  return onlooker;
}

export function lookOnAll(instances: readonly Presence[]): Promise<Onlooker[]> {
  return Promise.all(instances.map((presence) => lookOn(presence)));
}

/** Somebody comes, and all have heard of it. */
export async function comeIn(
  all: readonly Onlooker[],
  presence: Presence,
  name: string,
  projectId = "p",
): Promise<void> {
  presence.join(projectId, person(name));
  for (const onlooker of all) await onlooker.untilHeard(`+${name}`);
}
