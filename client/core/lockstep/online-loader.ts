import { chooseWait } from "../connection/backoff.ts";
import { notLoaded } from "../not-loaded.ts";
import type { Holdup } from "../outbox/holdup.ts";
import type { Environment } from "../types.ts";
import type { Online } from "./online.ts";

interface OnlineLoaderOptions {
  readonly environment: Environment;
  create(part: typeof import("./online.ts")): Online;
  /** It is there. Called before `load` resolves. */
  onLoaded(): void;
  /** It could not be loaded. It is asked for again after a while. */
  onFailed(): void;
}

/** Loads the half of the client that talks with the server, once something is followed or requested. */
export class OnlineLoader {
  readonly #options: OnlineLoaderOptions;
  #loading: Promise<Online | null> | null = null;
  #failures = 0;
  #isClosed = false;
  #cancelReload = () => {};
  /** Null until it is loaded. */
  online: Online | null = null;
  /** Why it is not there, and when it is asked for again. */
  failure: Extract<Holdup, { kind: "retrying" }> | null = null;

  constructor(options: OnlineLoaderOptions) {
    this.#options = options;
  }

  /** Resolves with null when it cannot be loaded. Calls at the same time ask once. */
  load(): Promise<Online | null> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelReload();
  }

  async #loadOnce(): Promise<Online | null> {
    this.#cancelReload();
    const part = await import("./online.ts").catch(() => null);
    if (this.online || this.#isClosed) return this.online;
    if (part) {
      this.failure = null;
      this.online = this.#options.create(part);
      this.#options.onLoaded();
    } else this.#fail();
    return this.online;
  }

  #fail(): void {
    const { environment, onFailed } = this.#options;
    this.#failures += 1;
    const wait = chooseWait(this.#failures, environment);
    this.failure = { kind: "retrying", code: "not-loaded", reason: notLoaded, until: environment.now() + wait };
    this.#cancelReload = environment.setTimer(wait, () => void this.load());
    onFailed();
  }
}
