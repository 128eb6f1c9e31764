import { APIError, createAuthMiddleware } from "better-auth/api";
import { maxEmailLength, maxNameLength } from "../../operations/ensure-user.ts";
import { isStorableText } from "../../storable-text.ts";

const maxImageLength = 2_048;

/** A hook of better-auth that refuses, with a clear 400, what the database would choke on or nobody could read. */
export const refuseBadInput = createAuthMiddleware(async ({ body, query, params }) => {
  if (![body, query, params].every(isStorable)) {
    throw new APIError("BAD_REQUEST", { code: "INVALID_TEXT", message: "Text must not hold NUL or lone surrogates." });
  }
  const { name, email, image } = isRecord(body) ? body : {};
  requireText("name", name, maxNameLength);
  requireText("email", email, maxEmailLength);
  if (image !== null) requireText("image", image, maxImageLength);
});

/** Whether every text in a value, at any depth, keys included, can be stored. */
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
