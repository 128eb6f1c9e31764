import type { SharedExecution } from "./shared-execution.ts";
import { SharedWindow } from "./shared-window.ts";

/** The compressed messages of all feeds and selections, each as long as its feed and its execution are in use. */
export class SharedWindows {
  #byFeed = new WeakMap<object, WeakMap<SharedExecution, SharedWindow>>();

  of(feed: object, execution: SharedExecution): SharedWindow {
    const windows = this.#byFeed.get(feed) ?? new WeakMap<SharedExecution, SharedWindow>();
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
