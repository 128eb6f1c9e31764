import { useCallback } from "react";
import { Refusal } from "../design/refusal.ts";
import { describeKitReason } from "./describe-outcome.ts";

/** Returns what loads the next page of a list of the kit. Rejects with a `Refusal` when that fails. */
export function useListPages(more: () => Promise<string | null>): () => Promise<void> {
  return useCallback(async () => {
    const reason = await more();
    if (reason !== null) throw new Refusal(describeKitReason(reason));
  }, [more]);
}
