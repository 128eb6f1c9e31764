import { z } from "zod";
import type { ItemKind } from "../database/generated/enums.ts";

/** A noun of which a project holds many items, whose ids clients may make. */
export interface ItemNoun {
  /** Name that entries of the log give its snapshot. */
  readonly name: string;
  /** Kind of its rows in `deleted_items`. */
  readonly kind: ItemKind;
  /** SQL that reads `project_id` and `maker_id` of the item whose id is `$1`. */
  readonly owner: string;
  readonly table: string;
  /** SQL source of the rows of a project, by the name `x`. `$1` is the project. */
  readonly rows: string;
  /** Columns of the table but the project's id and what triggers derive. An export has them. */
  readonly columns: readonly string[];
  /** Columns, and fields of the snapshot, whose texts count towards the storage of a project. */
  readonly texts: readonly string[];
  /** True: the rows have no project's id of their own, and belong to a task. */
  readonly isOfTask?: true;
  /** Rows that join items with tasks. */
  readonly links?: { readonly table: string; readonly columns: readonly string[] };
}

/** A field of a noun: how the log and the bus hold it, and the SQL that reads it from the noun's row. */
export interface Field {
  readonly codec: z.ZodType;
  readonly sql: string;
}

type Fields = Readonly<Record<string, Field>>;

/** Returns the codec of a snapshot: the state of a noun inside an entry. */
export function snapshotOf<F extends Fields>(fields: F): z.ZodObject<{ -readonly [K in keyof F]: F[K]["codec"] }> {
  const codecs = Object.entries(fields).map(([name, { codec }]) => [name, codec]);
  // The compiler cannot follow a loop over the names.
  return z.object(Object.fromEntries(codecs) as { [K in keyof F]: F[K]["codec"] });
}

/** Returns the SQL of a select list that gives a snapshot. */
export function columnsOf(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, { sql }]) => `${sql} AS "${name}"`)
    .join(", ");
}

/** Returns the SQL of a JSON object that is a snapshot. */
export function jsonOf(fields: Fields): string {
  const members = Object.entries(fields).map(([name, { sql }]) => `'${name}', ${sql}`);
  return `json_build_object(${members.join(", ")})`;
}

/** A time as clients see it: ISO 8601 in UTC with milliseconds. */
export const time = z.string();
