import { useCallback } from "react";
import { useOnChange } from "../../../client/react/index.ts";
import { graphql } from "../generated/gql.ts";
import type { DeletedTasksQuery } from "../generated/graphql.ts";
import { type Pages, usePages } from "../requests/use-pages.ts";
import { useRequest } from "../requests/use-request.ts";

export type DeletedTask = NonNullable<DeletedTasksQuery["project"]>["deletedTasks"]["nodes"][number];

/** The project's deleted tasks that can be restored, the last deleted first. The list follows what others do. */
export function useDeletedTasks(projectId: string): Pages<DeletedTask> {
  const request = useRequest();
  const load = useCallback(
    async (after: string | null) => {
      const { project } = await request(DeletedTasksDocument, { projectId, after });
      return project?.deletedTasks ?? { nodes: [], pageInfo: { hasNextPage: false } };
    },
    [request, projectId],
  );
  const pages = usePages<DeletedTask>(load);
  useOnChange(projectId, ({ event: { __typename } }) => {
    if (__typename === "TaskDeleted" || __typename === "TaskRestored") void pages.refresh();
  });
  return pages;
}

const DeletedTasksDocument = graphql(`
  query DeletedTasks($projectId: ID!, $after: String) {
    project(id: $projectId) {
      id
      deletedTasks(first: 50, after: $after) {
        nodes {
          id
          title
          status
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
