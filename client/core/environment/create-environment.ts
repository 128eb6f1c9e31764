import type { Environment, Signal, Signals } from "../types.ts";

/** Creates the environment of a browser tab, a worker or a process, from the global objects that are there. */
export function createEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    createId,
    setTimer(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    signals: createSignals(),
  };
}

/** Creates a UUID of version 4. Plain HTTP origins lack `crypto.randomUUID`. */
function createId(): string {
  // Each 0 or 1 becomes any digit; the 8 keeps its upper bits.
  const bytes = crypto.getRandomValues(new Uint8Array(36));
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit, place) =>
    (Number(digit) ^ ((bytes[place] ?? 0) & (digit === "8" ? 3 : 15))).toString(16),
  );
}

/** Without a page everything is visible. */
function createSignals(): Signals {
  const page = globalThis.document as Document | undefined;
  return {
    isVisible: () => page?.visibilityState !== "hidden",
    subscribe(listener) {
      const endings = [
        listen(globalThis, "online", () => listener("online")),
        listen(globalThis, "offline", () => listener("offline")),
        listen(globalThis, "pageshow", () => listener("resumed")),
        listen(page, "resume", () => listener("resumed")),
        listen(page, "visibilitychange", () => listener(visibilityOf(page))),
      ];
      return () => {
        for (const end of endings) end();
      };
    },
  };
}

function visibilityOf(page: Document | undefined): Signal {
  return page?.visibilityState === "hidden" ? "hidden" : "visible";
}

function listen(target: Partial<EventTarget> | undefined, name: string, listener: () => void): () => void {
  target?.addEventListener?.(name, listener);
  return () => target?.removeEventListener?.(name, listener);
}
