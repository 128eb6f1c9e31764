import type { Namespace } from "../../src/redis/namespace.ts";

/** One that stays what it is. */
export const testNamespace: Namespace = { current: "test", onChange: () => () => {} };

/** One that can be given another name. */
export interface SteeredNamespace extends Namespace {
  rename(name: string): void;
}

export function createSteeredNamespace(name = "test"): SteeredNamespace {
  const listeners = new Set<() => void>();
  let current = name;
  return {
    get current() {
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rename(next) {
      current = next;
      for (const listener of listeners) listener();
    },
  };
}
