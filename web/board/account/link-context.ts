import { createContext, useContext } from "react";
import type { LockstepLink } from "../../../client/index.ts";

const LinkContext = createContext<LockstepLink | null>(null);

export const LinkProvider = LinkContext.Provider;

/** The way to the server, whose state it knows. */
export function useLink(): LockstepLink {
  const link = useContext(LinkContext);
  if (!link) throw new Error("Nobody is signed in above.");
  return link;
}
