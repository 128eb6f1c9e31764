import type { StoredIntent } from "../types.ts";

/** Returns when the value was typed that an intent gives this input field, in milliseconds since 1970. */
export function typingTime({ typedAt, createdAt }: StoredIntent, field: string): number {
  return typedAt?.[field] ?? createdAt;
}

/** Returns the times of two intents that become one. A value that both give has the later time. */
export function joinTimes(one: StoredIntent, other: StoredIntent): Pick<StoredIntent, "createdAt" | "typedAt"> {
  const typedAt: Record<string, number> = {};
  for (const intent of [one, other]) {
    for (const field of Object.keys(intent.change.input)) {
      typedAt[field] = Math.max(typedAt[field] ?? 0, typingTime(intent, field));
    }
  }
  return { createdAt: Math.max(one.createdAt, other.createdAt), typedAt };
}
