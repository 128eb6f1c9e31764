import { expect, vi } from "vitest";
import type { Bus } from "../../../src/engine/bus/bus.ts";
import type { Inbox } from "./inbox.ts";

const often = { interval: 5 };

export function untilConnected(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(true), often);
}

export function untilAway(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(false), often);
}

/** Call it before the cause of the reconnect. */
export async function nextReconnect(bus: Bus): Promise<void> {
  const heard = vi.fn();
  const remove = bus.onReconnect(heard);
  await vi.waitFor(() => expect(heard).toHaveBeenCalled(), often);
  remove();
}

/**
 * Publishes until it is heard. The places of earlier publishes are free only when the publisher has their answers.
 * A publish to the former node of a slot may be lost.
 */
export function untilPublished(bus: Bus, projectId: string, inbox: Inbox, message = "marker"): Promise<void> {
  return vi.waitFor(() => {
    bus.publish(projectId, message);
    expect(inbox.received).toContain(message);
  }, often);
}
