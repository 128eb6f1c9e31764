import type { FormEvent } from "react";
import { type Action, useAction } from "./use-action.ts";

interface Submission extends Omit<Action<never>, "run"> {
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** An action that a form's `onSubmit` runs with what was filled in. */
export function useSubmit(action: (data: FormData, form: HTMLFormElement) => Promise<unknown>): Submission {
  const { run, ...rest } = useAction((form: HTMLFormElement) => action(new FormData(form), form));
  return {
    ...rest,
    onSubmit(event) {
      event.preventDefault();
      void run(event.currentTarget);
    },
  };
}
