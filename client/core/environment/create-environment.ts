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

/** Plain HTTP origins lack `crypto.randomUUID`. */
function createId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[(bytes[8] ?? 0) % 4];
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, `$1-$2-4$3-${variant}$4-`);
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
