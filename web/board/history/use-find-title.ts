import { useApolloClient } from "@apollo/client/react";
import { graphql } from "../generated/gql.ts";

/** The last title of a task, also of one that was deleted, if the page has seen it since it was loaded. */
export function useFindTitle(): (taskId: string) => string | undefined {
  const { cache } = useApolloClient();
  return (taskId) =>
    cache.readFragment({ from: { __typename: "Task", id: taskId }, fragment: TaskTitleFragment })?.title;
}

const TaskTitleFragment = graphql(`
  fragment TaskTitle on Task {
    title
  }
`);
