import { graphql } from "../generated/gql.ts";

/** A page of the viewer's projects, newest first. */
export const ProjectsDocument = graphql(`
  query Projects($after: String) {
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
    projects(first: 50, after: $after) {
      nodes {
        ...ProjectItemParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
