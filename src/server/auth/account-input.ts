import { APIError, createAuthMiddleware } from "better-auth/api";
import { LabelColor } from "../../database/generated/enums.ts";
import { isStorableText } from "../../model/storable-text.ts";
import { maxEmailLength, maxNameLength } from "../../operations/ensure-user.ts";

const maxImageLength = 2_048;

/** Limit of better-auth in UTF-16 code units. It is checked here first so that the message names it. */
const maxPasswordLength = 128;

/** An e-mail address as accounts are known by it. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * A hook of better-auth that refuses text that the database cannot store or nobody could read, with a clear 400. It
 * brings e-mail addresses into the form in which they are stored.
 */
export const refuseBadInput = createAuthMiddleware(async ({ body, query, params }) => {
  if (![body, query, params].every(isStorable)) {
    throw new APIError("BAD_REQUEST", { code: "INVALID_TEXT", message: "Text must not hold NUL or lone surrogates." });
  }
  const { name, email: written, image, ...rest } = isRecord(body) ? body : {};
  const email = typeof written === "string" ? normalizeEmail(written) : written;
  for (const field of ["password", "newPassword", "currentPassword"]) refuseLongPassword(rest[field]);
  requireText("name", name, maxNameLength);
  requireText("email", email, maxEmailLength);
  if (image !== null) requireText("image", image, maxImageLength);
  requireBoolean("mailsNotices", rest["mailsNotices"]);
  requireColor(rest["color"]);
  return typeof email === "string" ? { context: { body: { email } } } : undefined;
});

/** True when every text in a value, at any depth, keys included, can be stored. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (Array.isArray(value)) return value.every(isStorable);
  return !isRecord(value) || Object.entries(value).every(([key, held]) => isStorableText(key) && isStorable(held));
}

function requireText(field: string, value: unknown, limit: number): void {
  if (value === undefined) return;
  if (typeof value !== "string" || value.trim() === "" || value.length > limit) {
    const message = `The ${field} must be text of 1 to ${limit} characters.`;
    throw new APIError("BAD_REQUEST", { code: `INVALID_${field.toUpperCase()}`, message });
  }
}

function requireBoolean(field: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new APIError("BAD_REQUEST", { code: "INVALID_CHOICE", message: `${field} must be true or false.` });
}

/** Null: none of one's own. */
function requireColor(value: unknown): void {
  const colors: readonly unknown[] = Object.values(LabelColor);
  if (value === undefined || value === null || colors.includes(value)) return;
  const message = `color must be null or one of ${colors.join(", ")}.`;
  throw new APIError("BAD_REQUEST", { code: "INVALID_CHOICE", message });
}

/** Cutting the password would lock out people who type all of it. */
function refuseLongPassword(value: unknown): void {
  if (typeof value !== "string" || value.length <= maxPasswordLength) return;
  const message = `Password is longer than ${maxPasswordLength} characters.`;
  throw new APIError("BAD_REQUEST", { code: "PASSWORD_TOO_LONG", message });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
