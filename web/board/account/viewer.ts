import { createContext, useContext, useEffect } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";

/** The signed-in user, and a way to tell it once it is known. */
interface KnownViewer {
  readonly viewer: User | null;
  readonly setViewer: (viewer: User) => void;
}

const ViewerContext = createContext<KnownViewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

/** The signed-in user; null until the server, or the copy of a project on this device, has told who that is. */
export function useViewer(): User | null {
  return useKnownViewer().viewer;
}

/** Tells the pages around who the signed-in user is. */
export function useTellViewer(user: User | undefined): void {
  const { viewer, setViewer } = useKnownViewer();
  const isNews = user !== undefined && (user.id !== viewer?.id || user.name !== viewer.name);
  useEffect(() => {
    if (isNews) setViewer(user);
  }, [isNews, user, setViewer]);
}

/** Asks the server who is signed in, for a place that nothing else tells. */
export function useAskViewer(isNeeded: boolean): void {
  const request = useRequest();
  const { setViewer } = useKnownViewer();
  useEffect(() => {
    // Without an answer the place shows what it has.
    if (isNeeded)
      request(MeDocument, {}).then(
        ({ me }) => setViewer(me),
        () => {},
      );
  }, [isNeeded, request, setViewer]);
}

function useKnownViewer(): KnownViewer {
  const known = useContext(ViewerContext);
  if (!known) throw new Error("Nobody is signed in above.");
  return known;
}

export const MeDocument = graphql(`
  query Me {
    me {
      id
      name
      email
    }
  }
`);
