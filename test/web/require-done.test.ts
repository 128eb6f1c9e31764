import { BASE_ERROR_CODES } from "better-auth";
import { expect, it } from "vitest";
import { requireDone } from "../../web/board/account/require-done.ts";
import { Refusal } from "../../web/board/design/refusal.ts";

/** Codes that people meet who do nothing strange, with what they read. */
const met: Readonly<Record<string, RegExp>> = {
  INVALID_EMAIL_OR_PASSWORD: /password is wrong/,
  INVALID_PASSWORD: /password is wrong/,
  INVALID_EMAIL: /not an e-mail address/,
  VALIDATION_ERROR: /not an e-mail address/,
  EMAIL_NOT_VERIFIED: /not confirmed yet/,
  EMAIL_ALREADY_VERIFIED: /confirmed already/,
  PASSWORD_TOO_SHORT: /too short/,
  USER_ALREADY_EXISTS: /an account with this address/,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: /an account with this address/,
  SESSION_EXPIRED: /signed out/,
  SESSION_NOT_FRESH: /Sign out, sign in again/,
};

const libraryTexts = Object.entries(BASE_ERROR_CODES).map(([code, { message }]) => [code, message] as const);

// The server refuses a long password first, in its own words.
it.each(libraryTexts.filter(([code]) => code !== "PASSWORD_TOO_LONG"))("%s: shows nothing of “%s”", (code, message) => {
  const told = refusalOf({ status: 400, code, message });
  expect(told).toMatch(met[code] ?? /^The server does not take this\./);
  expect(told).not.toContain(message);
});

it.each(["FORBIDDEN", "RATE_LIMITED", "SIGN_UPS_OFF", "ACCOUNT_DISABLED", "INVALID_NAME", "PASSWORD_TOO_LONG"])(
  "%s: tells the server's own sentence",
  (code) => {
    expect(refusalOf({ status: 403, code, message: "Ask the operator." })).toBe("Ask the operator.");
  },
);

it.each([0, 500, 503])("status %i: is no refusal", (status) => {
  const fail = () => requireDone({ error: { status, message: "upstream" } });
  expect(fail).toThrow(Error);
  expect(fail).not.toThrow(Refusal);
});

function refusalOf(error: { status: number; code: string; message: string }): string {
  try {
    requireDone({ error });
  } catch (reason) {
    if (reason instanceof Refusal) return reason.message;
  }
  throw new Error("It was no refusal.");
}
