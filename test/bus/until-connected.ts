import { expect, vi } from "vitest";
import type { Bus } from "../../src/bus/bus.ts";
import type { Inbox } from "./inbox.ts";

const patience = { timeout: 20_000, interval: 5 };

export function untilConnected(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(true), patience);
}

export function untilAway(bus: Bus): Promise<void> {
  return vi.waitFor(() => expect(bus.isConnected()).toBe(false), patience);
}

/** To be called before what makes it come back. */
export function nextReconnect(bus: Bus): Promise<void> {
  return new Promise((resolve) => {
    const remove = bus.onReconnect(() => {
      remove();
      resolve();
    });
  });
}

/** Publishes until it is heard: the places of earlier publishes are free only when the publisher has their answers. */
export function untilPublished(bus: Bus, projectId: string, inbox: Inbox): Promise<void> {
  return vi.waitFor(() => {
    bus.publish(projectId, "marker");
    expect(inbox.received).toContain("marker");
  }, patience);
}
