import { randomUUID } from "node:crypto";

export const unknownId = randomUUID();

/** Malformed ids. */
export const malformedIds = ["", "x", "5", `${unknownId} `, `${unknownId}\0`, "\ud800", "x".repeat(100_000)];

/** Texts that neither PostgreSQL nor JSON can hold. */
export const malformedTexts = [
  ["NUL", "a\0b"],
  ["a lone high surrogate", "a\ud800b"],
  ["a lone low surrogate", "\udc00"],
] as const;
