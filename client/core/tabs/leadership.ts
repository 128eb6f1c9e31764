import type { Environment } from "../types.ts";
import type { TabChannel } from "./tab-channel.ts";

/** Time that a leader has to answer, in milliseconds. A frozen tab keeps its lock and does not answer. */
const answerLimit = 1_000;

/** Time between two looks at the leader by a visible tab, in milliseconds. */
const callInterval = 5_000;

export interface LeadershipOptions {
  /** Name of the lock. */
  readonly name: string;
  /** Undefined where the platform has none: then every tab leads for itself, as where it denies them. */
  readonly locks: Pick<LockManager, "request"> | undefined;
  readonly channel: TabChannel | null;
  readonly environment: Environment;
  onLead(): void;
  /** Another tab has taken over. */
  onYield(): void;
}

export interface Leadership {
  close(): void;
}

/**
 * Lets one tab of several lead. A visible tab takes over from one that is hidden, frozen or silent. Two tabs may lead
 * for a moment, which does no harm.
 */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { name, locks, channel, environment, onLead, onYield } = options;
  const closing = new AbortController();
  /** Ends with the lock that this tab holds as the leader; null: it does not lead. */
  let held: Promise<void> | null = null;
  let release = () => {};
  let isQueued = false;
  let cancelCall = () => {};
  let cancelAnswer: (() => void) | null = null;

  if (!locks || !channel) {
    onLead();
    return { close: () => {} };
  }

  const endChannel = channel.subscribe((message, from) => {
    if (message.type === "call" && held !== null) {
      channel.post({ type: "here", isVisible: environment.signals.isVisible() }, from);
    } else if (message.type === "here" && cancelAnswer) {
      stopWaiting();
      if (!message.isVisible && environment.signals.isVisible()) void take({ steal: true });
    }
  });
  const endSignals = environment.signals.subscribe((signal) => {
    if (signal !== "hidden") call();
  });
  queue();
  cancelCall = environment.setTimer(answerLimit, call);

  /** Waits for the lock. */
  function queue(): void {
    if (isQueued || closing.signal.aborted) return;
    isQueued = true;
    void take({ signal: closing.signal });
  }

  /** Resolves when the lock that it gets is lost. */
  async function take(settings: LockOptions): Promise<void> {
    let mine: Promise<void> | null = null;
    try {
      await locks?.request(name, settings, () => {
        if (!settings.steal) isQueued = false;
        mine = lead();
        return mine;
      });
    } catch {
      // It was stolen, or the tab closes, or the platform denies locks. Then every tab leads for itself.
      if (mine === null) void lead();
    }
    if (mine === null || mine !== held || closing.signal.aborted) return;
    held = null;
    onYield();
    queue();
  }

  function lead(): Promise<void> | null {
    if (held !== null || closing.signal.aborted) return null;
    held = new Promise<void>((resolve) => {
      release = resolve;
    });
    stopWaiting();
    onLead();
    return held;
  }

  function call(): void {
    cancelCall();
    if (closing.signal.aborted) return;
    cancelCall = environment.setTimer(callInterval, call);
    if (held !== null || cancelAnswer || !environment.signals.isVisible()) return;
    cancelAnswer = environment.setTimer(answerLimit, () => {
      cancelAnswer = null;
      if (held === null) void take({ steal: true });
    });
    channel?.post({ type: "call" });
  }

  function stopWaiting(): void {
    cancelAnswer?.();
    cancelAnswer = null;
  }

  return {
    close() {
      closing.abort();
      held = null;
      stopWaiting();
      cancelCall();
      endSignals();
      endChannel();
      release();
    },
  };
}
