import { setImmediate } from "node:timers/promises";
import { expect, vi } from "vitest";
import type { ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";
import type { Environment } from "../../../../client/core/types.ts";
import type { FakeServer } from "../../../../client/testing/index.ts";
import { createSteeredEnvironment } from "../steered-environment.ts";

/** Resolves when the condition holds. */
export function until(isDone: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(isDone()).toBe(true), { interval: 2 });
}

/** Returns true while the project follows its stream and has all that happened. */
export function isLive({ stream }: ProjectHandle): boolean {
  return stream.kind === "following" && stream.isLive;
}

/** Creates the environment of a tab of the server's whose time passes ten times faster, and its pauses with it. */
export function createFastEnvironment(server: FakeServer): Environment {
  const { now, setTimer } = createSteeredEnvironment(10).environment;
  return { ...server.createEnvironment(), now, setTimer };
}

/** Time of a tab that stands still. */
export interface StillTime {
  readonly environment: Environment;
  readonly elapse: (milliseconds: number) => void;
  /** Lets so many seconds pass (default 60), with all that is due in them. For "nothing more happens". */
  readonly settle: (seconds?: number) => Promise<void>;
}

/** Creates the environment of a tab of the server's whose time passes in `elapse` and `settle` alone. */
export function createStillTime(server: FakeServer): StillTime {
  const { environment, elapse } = createSteeredEnvironment(0);
  const { now, setTimer } = environment;
  return {
    environment: { ...server.createEnvironment(), now, setTimer },
    elapse,
    async settle(seconds = 60) {
      for (let second = 0; second < seconds; second += 1) {
        elapse(1_000);
        // Fakes answer in a turn of the event loop.
        for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      }
    },
  };
}
