import { createContext, useContext, useEffect } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";

/** The signed-in user, and a way to tell it once it is known. */
interface KnownViewer {
  /** As the server, or the copy of a project, has told; null: nothing has yet. */
  readonly told: User | null;
  /** As this device knew the person last; null: it did not. */
  readonly copy: User | null;
  readonly setViewer: (viewer: User) => void;
}

const ViewerContext = createContext<KnownViewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

/** The signed-in user; null until the server or this device has told who that is. */
export function useViewer(): User | null {
  const { told, copy } = useKnownViewer();
  return told ?? copy;
}

/** Tells the pages around who the signed-in user is. */
export function useTellViewer(user: User | undefined): void {
  const { told, setViewer } = useKnownViewer();
  const isNews = user !== undefined && (user.id !== told?.id || user.name !== told.name);
  useEffect(() => {
    if (isNews) setViewer(user);
  }, [isNews, user, setViewer]);
}

/** Asks the server who is signed in, unless something has told it, for a place that nothing else tells. */
export function useAskViewer(isPlace = true): void {
  const request = useRequest();
  const { told, setViewer } = useKnownViewer();
  const isNeeded = isPlace && told === null;
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
