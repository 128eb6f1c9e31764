import { type EventDraft, itemNouns } from "./events.ts";
import type { ItemNoun } from "./noun.ts";
import { taskNoun } from "./task.ts";

/** Growth of a project's content by a change; below 0 where it shrinks. */
export interface Growth {
  /**
   * Bytes of the items of all nouns: UTF-8 of their texts, and `rowBytes` each. A deleted one counts as long as it
   * can be restored.
   */
  readonly bytes: number;
  /** Tasks that are not deleted. */
  readonly tasks: number;
  /** Projects. */
  readonly projects: number;
}

/** Bytes that count for an item beside its texts: about what its row takes. */
const rowBytes = 256;

/** Returns what a change adds. `before` is the item as it was, for a change that may write or remove a text. */
export function growthOf(draft: EventDraft, before?: object): Growth {
  const tasks = taskGrowth[draft.type] ?? 0;
  return { bytes: byteGrowth(draft, before), tasks, projects: draft.type === "ProjectCreated" ? 1 : 0 };
}

const taskGrowth: { readonly [T in EventDraft["type"]]?: number } = {
  TaskCreated: 1,
  TaskRestored: 1,
  TaskDeleted: -1,
};

/** The names of items' events begin with the noun. */
function byteGrowth(draft: EventDraft, before: object | undefined): number {
  const noun = itemNouns.find(({ name }) => draft.type.toLowerCase().startsWith(name));
  if (!noun) return 0;
  const after = new Map(Object.entries(draft)).get(noun.name);
  if (draft.type.endsWith("Created")) return bytesOf(noun, after);
  return before ? bytesOf(noun, after) - bytesOf(noun, before) : 0;
}

function bytesOf({ texts }: ItemNoun, item: object | undefined): number {
  if (!item) return 0;
  const values = Object.entries(item).filter(([name, value]) => texts.includes(name) && typeof value === "string");
  return values.reduce((bytes, [, text]) => bytes + Buffer.byteLength(text), rowBytes);
}

/** SQL of the same, for an item by the name `x`. */
function bytesSql({ texts }: ItemNoun, toText: (name: string) => string): string {
  return [rowBytes, ...texts.map((name) => `coalesce(octet_length(${toText(name)}), 0)`)].join(" + ");
}

const ofRow = (noun: ItemNoun) => bytesSql(noun, (name) => `x.${name}`);
const ofDeleted = (noun: ItemNoun) => bytesSql(noun, (name) => `x.content->>'${name}'`);

/** SQL: bytes of `deleted_items x`. */
export const deletedBytes = `CASE WHEN x.content IS NULL THEN 0 ELSE CASE x.kind
  ${itemNouns.map((noun) => `WHEN '${noun.kind}' THEN ${ofDeleted(noun)}`).join("\n  ")} END END`;

/** SQL expressions that count the content of the project `$1`. */
export const storageSql = {
  bytes: `(${[
    ...itemNouns.map((noun) => `(SELECT coalesce(sum(${ofRow(noun)}), 0) FROM ${noun.rows})`),
    `(SELECT coalesce(sum(${deletedBytes}), 0) FROM deleted_items x WHERE x.project_id = $1 AND x.content IS NOT NULL)`,
  ].join("\n  + ")})::bigint`,
  tasks: `(SELECT count(*) FROM ${taskNoun.rows})`,
} as const;
