import { Refusal } from "../design/refusal.ts";

/** Answer of better-auth. */
export interface AccountsAnswer {
  readonly error: {
    /** Where there is none, nobody answered. */
    readonly status: number;
    readonly code?: string | undefined;
    readonly message?: string | undefined;
  } | null;
}

/** Throws what is to be shown unless it was done; `sentences` are the page's own, by the code of the refusal. */
export function requireDone({ error }: AccountsAnswer, sentences: Readonly<Record<string, string>> = {}): void {
  if (!error) return;
  const { status, code = "", message = "It did not work." } = error;
  if (!status || status >= 500) throw new Error(message);
  throw new Refusal(sentences[code] ?? message);
}
