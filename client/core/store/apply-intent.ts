import type { StoredIntent } from "../types.ts";
import type { Change } from "../wire.ts";
import type { Patch } from "./board.ts";
import type { ViewedBoard } from "./noun.ts";
import { previews } from "./nouns.ts";

export type ViewedIntent = Pick<StoredIntent, "change" | "createdAt">;

/**
 * Returns what an intent changes in a view. Items that are gone, and those that are not loaded, stay as they are. So
 * does all where the input is a wrong one, as a faulty version may have stored it: the server refuses it by its fields.
 */
export function applyIntent(view: ViewedBoard, { change, createdAt }: ViewedIntent): Patch {
  const preview = previews[change.kind] as (view: ViewedBoard, input: Change["input"], createdAt: number) => Patch;
  try {
    return preview(view, change.input, createdAt);
  } catch {
    return {};
  }
}
