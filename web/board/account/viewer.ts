import { createContext, useContext } from "react";
import type { MeQuery } from "../generated/graphql.ts";

/** The signed-in user. */
export type Viewer = MeQuery["me"];

const ViewerContext = createContext<Viewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("Nobody is signed in above.");
  return viewer;
}
