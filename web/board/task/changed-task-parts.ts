import { graphql } from "../generated/gql.ts";

/** Answer to a change of a task: all that the board shows of it. */
graphql(`
  fragment ChangedTaskParts on Task {
    id
    title
    description
    status
    priority
    position
    dueAt
    version
    commentCount
    createdAt
    updatedAt
    assignee {
      id
      name
      email
    }
    createdBy {
      id
      name
      email
    }
    labels {
      id
      name
      color
      version
    }
  }
`);
