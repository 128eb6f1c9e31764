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

/** Codes of the server itself, whose messages are for people. Under any other code better-auth speaks to developers. */
const own = new Set([
  "FORBIDDEN",
  "RATE_LIMITED",
  "SIGN_UPS_OFF",
  "SIGN_UPS_INVITED",
  "ACCOUNT_DISABLED",
  "INVALID_NAME",
  "PASSWORD_TOO_LONG",
]);

const signedOut = "You are signed out. Sign in again.";
const taken = "There is an account with this address already. Sign in, or take another address.";

const usual: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: "The e-mail address or the password is wrong.",
  INVALID_PASSWORD: "The password is wrong.",
  INVALID_EMAIL: "This is not an e-mail address.",
  VALIDATION_ERROR: "This is not an e-mail address.",
  INVALID_TEXT: "The text has characters that cannot be kept. Type it anew.",
  PASSWORD_TOO_SHORT: "The password is too short.",
  USER_ALREADY_EXISTS: taken,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: taken,
  EMAIL_NOT_VERIFIED: "The address is not confirmed yet. Follow the link in the mail that was sent to it.",
  EMAIL_ALREADY_VERIFIED: "The address is confirmed already. Sign in.",
  UNAUTHORIZED: signedOut,
  SESSION_EXPIRED: signedOut,
  SESSION_NOT_FRESH: "It is long ago that you signed in. Sign out, sign in again, then repeat this.",
};

/** Throws what is to be shown unless it was done; `sentences` are the page's own, by the code of the refusal. */
export function requireDone({ error }: AccountsAnswer, sentences: Readonly<Record<string, string>> = {}): void {
  if (!error) return;
  const { status, code = "", message } = error;
  if (!status || status >= 500) throw new Error(message);
  const told = own.has(code) ? message : undefined;
  throw new Refusal(sentences[code] ?? told ?? usual[code] ?? "The server does not take this. Reload the page.");
}
