import type { z } from "zod";

/** A kind of value that a variable may hold. */
export interface Kind<Value> {
  /** Values that are taken, in words. */
  readonly words: string;
  /** Reads the text of a variable. The message of a refusal is the rest of a sentence that begins with its name. */
  readonly schema: z.ZodType<Value, string>;
  /** Part of a valid text that may be shown (default: all of it). */
  readonly show?: (text: string) => string;
}

/** Everything that is known of a variable. Parsing, documentation and `lockstep config` all follow from it. */
export interface Setting {
  readonly name: string;
  readonly kind: Kind<unknown>;
  readonly unit?: string;
  /** Value of an absent or empty variable; null: none. */
  readonly default: unknown;
  /** Consequence of an absent variable, where the default does not say it. */
  readonly absent?: string;
  readonly description: string;
  /** Page and heading in `docs` with more about it. */
  readonly more?: string;
}

export type Settings = Readonly<Record<string, Setting>>;

/** Values of a table of settings, by its keys. */
export type SettingValues<Table extends Settings> = {
  readonly [Key in keyof Table]: Table[Key]["kind"] extends Kind<infer Value>
    ? Value | Extract<Table[Key]["default"], null>
    : never;
};
