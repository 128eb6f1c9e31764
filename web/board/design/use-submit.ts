import { type FormEvent, useState } from "react";
import { describeError } from "./describe-error.ts";

interface Submission {
  readonly isBusy: boolean;
  /** Why the last attempt failed, in one sentence. */
  readonly error: string | null;
  readonly dismissError: () => void;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** For a form's `onSubmit`: runs the action, one at a time; what it throws is described as the error. */
export function useSubmit(action: (data: FormData, form: HTMLFormElement) => Promise<unknown>): Submission {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(form: HTMLFormElement): Promise<void> {
    if (isBusy) return;
    setIsBusy(true);
    setError(null);
    try {
      await action(new FormData(form), form);
    } catch (reason) {
      setError(describeError(reason));
    }
    setIsBusy(false);
  }

  return {
    isBusy,
    error,
    dismissError: () => setError(null),
    onSubmit(event) {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}
