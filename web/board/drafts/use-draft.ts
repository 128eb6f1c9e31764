import { useCallback, useSyncExternalStore } from "react";
import { useDrafts } from "./drafts-context.tsx";

/** As `useState`, for what is written and not saved yet: it is still there when the form is opened again. */
export function useDraft<Draft>(name: string): [draft: Draft | null, setDraft: (draft: Draft | null) => void] {
  const drafts = useDrafts();
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(name) as Draft | null);
  const setDraft = useCallback((next: Draft | null) => drafts.set(name, next), [drafts, name]);
  return [draft, setDraft];
}
