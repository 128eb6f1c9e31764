import { randomUUID } from "node:crypto";

export const unknownId = randomUUID();

/** What is no id at all. */
export const malformedIds = ["", "x", "5", `${unknownId} `, `${unknownId}\0`, "\ud800", "x".repeat(100_000)];

/** What neither PostgreSQL nor JSON can hold. */
export const malformedTexts = [
  ["NUL", "a\0b"],
  ["a lone high surrogate", "a\ud800b"],
  ["a lone low surrogate", "\udc00"],
] as const;
