import { useCallback } from "react";
import { useNavigate } from "react-router";
import { v4 as uuid } from "uuid";
import { graphql } from "../generated/gql.ts";
import { useRequest } from "../requests/use-request.ts";

/**
 * Returns what accepts an invitation, by the token of its link or by its id, and opens the project. Rejects with a
 * `Refusal` where it has ended.
 */
export function useAcceptInvitation(): (token: string) => Promise<void> {
  const request = useRequest();
  const navigate = useNavigate();
  return useCallback(
    async (token) => {
      const input = { token, clientMutationId: uuid() };
      const { acceptInvitation } = await request(AcceptInvitationDocument, { input });
      if (acceptInvitation) await navigate(`/projects/${acceptInvitation.project.id}`, { replace: true });
    },
    [request, navigate],
  );
}

const AcceptInvitationDocument = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      project {
        id
      }
    }
  }
`);
