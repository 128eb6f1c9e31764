import { LRUCache } from "lru-cache";
import type { SharedExecution } from "./shared-execution.ts";
import { SharedWindow } from "./shared-window.ts";

/** Selections of a feed whose messages are kept. Those that were used last stay: clients choose selections. */
const mostOfFeed = 16;

/** The compressed messages of all feeds, each as long as its feed is in use. */
export class SharedWindows {
  #byFeed = new WeakMap<object, LRUCache<SharedExecution, SharedWindow>>();

  of(feed: object, execution: SharedExecution): SharedWindow {
    const windows = this.#byFeed.get(feed) ?? new LRUCache<SharedExecution, SharedWindow>({ max: mostOfFeed });
    this.#byFeed.set(feed, windows);
    const window = windows.get(execution) ?? new SharedWindow();
    windows.set(execution, window);
    return window;
  }

  /** Drops all messages: compression starts anew. */
  forget(): void {
    this.#byFeed = new WeakMap();
  }
}
