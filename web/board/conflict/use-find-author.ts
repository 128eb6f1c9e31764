import { useApolloClient } from "@apollo/client/react";
import { useViewer } from "../account/viewer.ts";
import { graphql } from "../generated/gql.ts";
import type { AuthorsQuery } from "../generated/graphql.ts";

type Change = NonNullable<AuthorsQuery["project"]>["activity"]["nodes"][number];

/** Finds who made the newest change of a kind; null where that cannot be told. Never rejects. */
export function useFindAuthor(projectId: string): (isIt: (change: Change) => boolean) => Promise<string | null> {
  const client = useApolloClient();
  const viewer = useViewer();

  return async (isIt) => {
    try {
      const query = { query: AuthorsDocument, variables: { projectId }, fetchPolicy: "no-cache" } as const;
      const { data } = await client.query(query);
      const author = data?.project?.activity.nodes.find(isIt)?.actor;
      if (!author) return null;
      return author.id === viewer.id ? "You, in another window," : author.name;
    } catch {
      return null;
    }
  };
}

const AuthorsDocument = graphql(`
  query Authors($projectId: ID!) {
    project(id: $projectId) {
      id
      activity(first: 100) {
        nodes {
          __typename
          actor {
            id
            name
          }
          ... on TaskUpdated {
            taskChanges
            task {
              id
            }
          }
        }
      }
    }
  }
`);
