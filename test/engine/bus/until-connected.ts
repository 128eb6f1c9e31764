import { expect, vi } from "vitest";
import type { Bus } from "../../../src/engine/bus/bus.ts";
import type { Inbox } from "./inbox.ts";

const patience = { timeout: 20_000, interval: 5 };

export function untilConnected(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(true), patience);
}

export function untilAway(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(false), patience);
}

/** To be called before what makes it come back. */
export async function nextReconnect(bus: Bus): Promise<void> {
  const heard = vi.fn();
  const remove = bus.onReconnect(heard);
  await vi.waitFor(() => expect(heard).toHaveBeenCalled(), patience);
  remove();
}

/**
 * Publishes until it is heard: the places of earlier publishes are free only when the publisher has their answers, and
 * one that is sent after where a slot was may be lost.
 */
export function untilPublished(bus: Bus, projectId: string, inbox: Inbox, message = "marker"): Promise<void> {
  return vi.waitFor(() => {
    bus.publish(projectId, message);
    expect(inbox.received).toContain(message);
  }, patience);
}
