import { useCallback, useEffect, useState } from "react";
import { useTellViewer } from "../account/viewer.ts";
import { useOnReturn } from "../design/use-on-return.ts";
import { graphql } from "../generated/gql.ts";
import type { OwnInvitationPartsFragment, OwnInvitationsQuery } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { useRetry } from "../requests/use-retry.ts";

/** Returns the open invitations to the viewer, and tells the page who that is. */
export function useOwnInvitations(): readonly OwnInvitationPartsFragment[] {
  const request = useRequest();
  const [answer, setAnswer] = useState<OwnInvitationsQuery>();
  const [isFailing, setIsFailing] = useState(false);
  const load = useCallback(async () => {
    try {
      setAnswer(await request(OwnInvitationsDocument, {}));
      setIsFailing(false);
    } catch {
      setIsFailing(true);
    }
  }, [request]);
  useEffect(() => void load(), [load]);
  useRetry(isFailing, load);
  useOnReturn(load);
  useTellViewer(answer?.me);
  return answer?.viewer.invitations ?? [];
}

const OwnInvitationsDocument = graphql(`
  query OwnInvitations {
    me {
      id
      name
      email
    }
    viewer {
      invitations {
        ...OwnInvitationParts
      }
    }
  }
`);
