import type { Lockstep } from "../lockstep/lockstep.ts";
import type { ValueStorage } from "../storage/account-storage.ts";
import type { Environment } from "../types.ts";

/** Everything that the parts of a person share. */
export interface PersonContext {
  readonly lockstep: Pick<Lockstep, "send" | "subscribe">;
  readonly environment: Environment;
  /** Resolves with null where nothing can be stored. Never rejects. */
  readonly values: Promise<ValueStorage | null>;
}

/** Resolves with undefined where nothing is stored, or storage does not answer. */
export async function readValue({ values }: PersonContext, name: string): Promise<unknown> {
  return (await values)?.read(name).catch(() => undefined);
}

/** Replaces a value; undefined removes it. One that storage does not take is missed at the next start alone. */
export async function writeValue({ values }: PersonContext, name: string, value: unknown): Promise<void> {
  await (await values)?.write(name, value).catch(() => undefined);
}
