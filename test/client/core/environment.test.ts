import { expect, it, vi } from "vitest";
import { createEnvironment } from "../../../client/core/environment/create-environment.ts";
import type { Signal } from "../../../client/core/types.ts";

it.each([
  ["page", "visibilitychange", "visible", "visible"],
  ["page", "visibilitychange", "hidden", "hidden"],
  ["page", "resume", "visible", "resumed"],
  ["window", "pageshow", "visible", "resumed"],
  ["window", "online", "visible", "online"],
  ["window", "offline", "visible", "offline"],
] as const)("a %s tells of %s (%s) by the signal %s, until it is left", (target, event, visibilityState, signal) => {
  const targets = { page: Object.assign(new EventTarget(), { visibilityState }), window: new EventTarget() };
  vi.stubGlobal("document", targets.page);
  for (const name of ["addEventListener", "removeEventListener"] as const) {
    vi.stubGlobal(name, targets.window[name].bind(targets.window));
  }
  const heard: Signal[] = [];
  const { signals } = createEnvironment();
  const leave = signals.subscribe((each) => heard.push(each));
  targets[target].dispatchEvent(new Event(event));
  expect([heard, signals.isVisible()]).toEqual([[signal], visibilityState === "visible"]);
  leave();
  targets[target].dispatchEvent(new Event(event));
  expect(heard).toEqual([signal]);
});
