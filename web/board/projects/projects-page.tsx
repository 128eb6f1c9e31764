import { useQuery } from "@apollo/client/react";
import { useViewer } from "../account/viewer.ts";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import { useRetry } from "../design/use-retry.ts";
import { graphql } from "../generated/gql.ts";
import { NewProjectForm } from "./new-project-form.tsx";
import { ProjectItem } from "./project-item.tsx";
import styles from "./projects-page.module.css";
import { useRefreshOnReturn } from "./use-refresh-on-return.ts";

/** The viewer's projects, newest first. */
export function ProjectsPage() {
  const viewer = useViewer();
  const { data, error, refetch, fetchMore } = useQuery(ProjectsDocument, {
    fetchPolicy: "cache-and-network",
    notifyOnNetworkStatusChange: false,
  });
  useRetry(error !== undefined, refetch);
  useRefreshOnReturn(refetch);
  usePageTitle("Projects");
  const projects = data?.projects;

  return (
    <>
      <PageHeader title="Lockstep" />
      <main className={styles.page}>
        <h2 className={styles.heading}>Projects</h2>
        <NewProjectForm />
        <ErrorNote error={error ? describeError(error) : null} />
        {projects?.nodes.length === 0 && (
          <p className={styles.empty}>
            No projects yet. Name your first one above, or ask somebody to add you to theirs as {viewer.email}.
          </p>
        )}
        <ul className={styles.list} aria-busy={!projects}>
          {projects?.nodes.map((project) => (
            <li key={project.id}>
              <ProjectItem project={project} />
            </li>
          ))}
          {!projects &&
            [1, 2, 3].map((place) => (
              <li key={place}>
                <Skeleton height="4.25rem" />
              </li>
            ))}
        </ul>
        {projects?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: projects.pageInfo.endCursor } })}>Show more</ShowMore>
        )}
      </main>
    </>
  );
}

const ProjectsDocument = graphql(`
  query Projects($after: String) {
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
