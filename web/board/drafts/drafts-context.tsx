import { createContext, type ReactNode, useContext, useState } from "react";
import { Drafts } from "./drafts.ts";

const DraftsContext = createContext<Drafts | null>(null);

/** Keeps the drafts of one user for what is below. */
export function DraftsProvider({ userId, children }: { readonly userId: string; readonly children: ReactNode }) {
  const [drafts] = useState(() => new Drafts(userId));
  return <DraftsContext value={drafts}>{children}</DraftsContext>;
}

export function useDrafts(): Drafts {
  const drafts = useContext(DraftsContext);
  if (!drafts) throw new Error("Nobody is signed in above.");
  return drafts;
}
