import { createHash } from "node:crypto";
import { stringify } from "safe-stable-stringify";
import type { ChangePart } from "./change.ts";
import type { EntryKey } from "./pending-entries.ts";
import type { Standing } from "./write-statements.ts";

/** Null without a key. `streamId` is empty for a stream that the change creates, which may have another id at each try. */
export function toEntryKey(streamId: string, { operation, input, idempotencyKey }: ChangePart): EntryKey | null {
  if (idempotencyKey == null) return null;
  const request = `${operation}\n${streamId}\n${stringify(input)}`;
  return { key: idempotencyKey, requestHash: createHash("sha256").update(request).digest("hex") };
}

/** Tells for which request the key is remembered: this one, another one, or none. */
export function rememberedAs(standing: Standing | undefined, entryKey: EntryKey | null): "same" | "other" | null {
  const { remembered, answers } = standing ?? {};
  const known = entryKey && (remembered?.[entryKey.key] ?? answers?.[entryKey.key]);
  if (!known) return null;
  return known.requestHash === entryKey.requestHash ? "same" : "other";
}

/** The same for a batch: it is remembered as a whole, or because all of its parts are. */
export function batchRememberedAs(
  standing: Standing | undefined,
  whole: EntryKey | null,
  parts: readonly (EntryKey | null)[],
): "same" | "other" | null {
  const answer = whole && standing?.answers?.[whole.key];
  if (answer) return answer.requestHash === whole.requestHash ? "same" : "other";
  if (parts.every((part) => rememberedAs(standing, part) === "same")) return "same";
  const isOfEntry = whole && standing?.remembered?.[whole.key] && !parts.some((part) => part?.key === whole.key);
  return isOfEntry ? "other" : null;
}
