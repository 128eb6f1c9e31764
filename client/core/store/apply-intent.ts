import type { StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import type { Patch } from "./board.ts";
import type { ViewedBoard } from "./noun.ts";
import { previews } from "./nouns.ts";

export type ViewedIntent = Pick<StoredIntent, "change" | "createdAt">;

/** Returns what an intent changes in a view. Items that are gone, and those that are not loaded, stay as they are. */
export function applyIntent(view: ViewedBoard, { change, createdAt }: ViewedIntent): Patch {
  const preview = previews[change.kind] as (view: ViewedBoard, input: Change["input"], createdAt: number) => Patch;
  return preview(view, change.input, createdAt);
}
