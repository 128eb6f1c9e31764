import { createHash } from "node:crypto";
import { stringify } from "safe-stable-stringify";
import type { ChangePart } from "./change.ts";
import type { EntryKey } from "./pending-entries.ts";
import type { WriteBasis } from "./write-statements.ts";

/**
 * Null without a key. `streamId` is empty where each try has another one. Throws a TypeError for an input that JSON
 * does not tell from another one, such as a Map.
 */
export function toEntryKey(streamId: string, { operation, input, idempotencyKey }: ChangePart): EntryKey | null {
  if (idempotencyKey == null) return null;
  const request = `${operation}\n${streamId}\n${stringify(input, requireJson)}`;
  return { key: idempotencyKey, requestHash: createHash("sha256").update(request).digest("hex") };
}

function requireJson(name: string, value: unknown): unknown {
  const isPlain = typeof value !== "object" || value === null || Array.isArray(value) || isRecord(value);
  if (isPlain && typeof value !== "function" && typeof value !== "symbol") return value;
  throw new TypeError(`The input of a change with a key must be JSON ("${name}" is not).`);
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Tells for which request the key is remembered: this one, another one, or none. */
export function rememberedAs(basis: WriteBasis | undefined, entryKey: EntryKey | null): "same" | "other" | null {
  const { remembered, answers } = basis ?? {};
  const known = entryKey && (remembered?.get(entryKey.key) ?? answers?.get(entryKey.key));
  if (!known) return null;
  return known.requestHash === entryKey.requestHash ? "same" : "other";
}

/** The same for a batch: it is remembered as a whole, or because all of its parts are. */
export function batchRememberedAs(
  basis: WriteBasis | undefined,
  whole: EntryKey | null,
  parts: readonly (EntryKey | null)[],
): "same" | "other" | null {
  const answer = whole && basis?.answers.get(whole.key);
  if (answer) return answer.requestHash === whole.requestHash ? "same" : "other";
  if (parts.every((part) => rememberedAs(basis, part) === "same")) return "same";
  const isOfEntry = whole && basis?.remembered.has(whole.key) && !parts.some((part) => part?.key === whole.key);
  return isOfEntry ? "other" : null;
}
