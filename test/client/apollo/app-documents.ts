import { gql, type InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import type { TaskFilter } from "../../../client/generated/schema-types.ts";

// Documents as an app writes them.

export interface ListedTasks {
  readonly project: {
    readonly __typename: "Project";
    readonly id: string;
    readonly seq: number;
    readonly tasks: {
      readonly __typename: "TaskConnection";
      readonly nodes: readonly ListedTask[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly totalCount: number;
    };
  } | null;
}

export interface ListedTask {
  readonly __typename: "Task";
  readonly id: string;
  readonly title: string;
  readonly version: number;
}

export interface TasksVariables {
  readonly projectId: string;
  readonly filter?: TaskFilter;
  readonly first?: number;
  readonly after?: string | null;
  readonly [name: string]: unknown;
}

export const tasksDocument: TypedDocumentNode<ListedTasks, TasksVariables> = gql`
  query Tasks($projectId: ID!, $filter: TaskFilter, $first: Int, $after: String) {
    project(id: $projectId) {
      id
      seq
      tasks(filter: $filter, first: $first, after: $after) {
        nodes {
          id
          title
          version
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  }
`;

/** Lists tasks for rows that read fragments of their own. */
export const idsDocument: TypedDocumentNode<unknown, TasksVariables> = gql`
  query TaskIds($projectId: ID!, $filter: TaskFilter) {
    project(id: $projectId) {
      id
      tasks(filter: $filter) {
        nodes {
          id
        }
        totalCount
      }
    }
  }
`;

export const titleFragment: TypedDocumentNode<Pick<ListedTask, "__typename" | "id" | "title">> = gql`
  fragment Title on Task {
    id
    title
  }
`;

/** Returns a task's title; undefined where the cache has no such task. */
export function readTitle(cache: InMemoryCache, id: string, optimistic = true): string | undefined {
  return cache.readFragment({ id: `Task:${id}`, fragment: titleFragment, optimistic })?.title;
}

/** Returns the titles of a list of tasks; null where the cache does not have the list. */
export function listTitles(cache: InMemoryCache, variables: TasksVariables, optimistic = true): string[] | null {
  const data = cache.readQuery({ query: tasksDocument, variables, optimistic });
  return data?.project?.tasks.nodes.map(({ title }) => title) ?? null;
}
