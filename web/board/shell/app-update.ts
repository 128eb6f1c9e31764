import { areOthersIdle } from "./ask-pages.ts";
import { isWriting } from "./is-writing.ts";

/** A newer version of the board, beside the one that runs. */
export interface AppUpdate {
  /** Returns true once a newer version is on this device. */
  readonly isReady: () => boolean;
  /** Loads the page anew, in the newer version. */
  readonly take: () => void;
}

interface KeepUpToDateOptions {
  /** Returns false where a reload would lose more than texts of fields. */
  readonly mayReload: () => boolean;
  /** Called when a newer version may have become ready. */
  readonly onNews: () => void;
  readonly signal: AbortSignal;
}

/**
 * Keeps the board on this device and looks for newer versions of it, each time that the page is shown again, until
 * `signal` aborts. A newer one is taken at once where nobody notices: the page is hidden, or nobody has touched it. No
 * field may have a text in it then, neither here nor in another page of this browser. Rejects where the browser keeps
 * nothing, as some private windows.
 */
export async function keepUpToDate({ mayReload, onNews, signal }: KeepUpToDateOptions): Promise<AppUpdate> {
  const { serviceWorker } = navigator;
  let hadWorker = serviceWorker.controller !== null;
  let isTaken = false;
  // Another page took the newer version. The older one's code stays until this page is closed.
  let isOutdated = false;
  const registration = await serviceWorker.register("/sw.js");
  const isReady = () => isOutdated || (hadWorker && registration.waiting !== null);

  function take(): void {
    // Where the newer worker did not start when it was told to, it does once the page is gone.
    if (isOutdated || isTaken) location.reload();
    else registration.waiting?.postMessage("activate");
    isTaken = true;
  }
  function mayTake(): boolean {
    const isUnnoticed = document.visibilityState === "hidden" || !navigator.userActivation.hasBeenActive;
    return isReady() && !isTaken && isUnnoticed && !isWriting() && mayReload() && !signal.aborted;
  }
  async function takeUnnoticed(): Promise<void> {
    // A version that another page took changes this page alone.
    if (mayTake() && (isOutdated || (await areOthersIdle(signal))) && mayTake()) take();
  }
  function tell(): void {
    void takeUnnoticed();
    onNews();
  }

  const onChange = () => {
    // The first worker keeps the version that runs.
    isOutdated = hadWorker;
    hadWorker = true;
    if (isOutdated && isTaken) location.reload();
    else tell();
  };
  const onFound = () => registration.installing?.addEventListener("statechange", tell, { signal });
  const onVisibility = () => {
    if (document.visibilityState === "hidden") tell();
    // Without a network there is nothing newer.
    else registration.update().catch(() => {});
  };
  serviceWorker.addEventListener("controllerchange", onChange, { signal });
  registration.addEventListener("updatefound", onFound, { signal });
  document.addEventListener("visibilitychange", onVisibility, { signal });
  // The navigation to this page may have found one already.
  onFound();
  tell();
  return { isReady, take };
}
