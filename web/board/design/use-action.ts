import { useState } from "react";
import { describeError } from "./describe-error.ts";

export interface Action<Input> {
  /** Resolves with whether it succeeded, and never rejects. */
  readonly run: (input: Input) => Promise<boolean>;
  readonly isBusy: boolean;
  /** Why it failed the last time, in one sentence. */
  readonly error: string | null;
  readonly dismissError: () => void;
}

/** Something that may fail, with what is to be shown where it was asked for. */
export function useAction<Input = void>(action: (input: Input) => Promise<unknown>): Action<Input> {
  const [running, setRunning] = useState(0);
  const [error, setError] = useState<string | null>(null);

  async function run(input: Input): Promise<boolean> {
    setRunning((count) => count + 1);
    setError(null);
    try {
      await action(input);
      return true;
    } catch (reason) {
      setError(describeError(reason));
      return false;
    } finally {
      setRunning((count) => count - 1);
    }
  }

  return { run, isBusy: running > 0, error, dismissError: () => setError(null) };
}
