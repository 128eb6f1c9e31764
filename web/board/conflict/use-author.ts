import { useCallback, useEffect, useState } from "react";
import { useViewer } from "../account/viewer.ts";
import { graphql } from "../generated/gql.ts";
import type { AuthorsQuery } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";

type Change = NonNullable<AuthorsQuery["project"]>["activity"]["nodes"][number];

/** Finds who made the newest change of a kind; null where that cannot be told. Never rejects. */
export function useFindAuthor(projectId: string): (isIt: (change: Change) => boolean) => Promise<string | null> {
  const request = useRequest();
  const viewerId = useViewer()?.id;

  return useCallback(
    async (isIt) => {
      try {
        const { project } = await request(AuthorsDocument, { projectId });
        const author = project?.activity.nodes.find(isIt)?.actor;
        if (!author) return null;
        return author.id === viewerId ? "You, in another window," : author.name;
      } catch {
        return null;
      }
    },
    [request, projectId, viewerId],
  );
}

/** The author of the newest change of these fields of a task; null until that is known. */
export function useAuthor(projectId: string, taskId: string, fields: readonly string[]): string | null {
  const findAuthor = useFindAuthor(projectId);
  const [author, setAuthor] = useState<string | null>(null);
  const names = fields.join();
  useEffect(() => {
    let isOver = false;
    const isIt = (change: Change) =>
      change.__typename === "TaskUpdated" &&
      change.task.id === taskId &&
      change.taskChanges.some((field) => names.split(",").includes(field));
    void findAuthor(isIt).then((found) => {
      if (!isOver) setAuthor(found);
    });
    return () => {
      isOver = true;
    };
  }, [findAuthor, taskId, names]);
  return author;
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
