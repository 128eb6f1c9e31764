import { useQuery } from "@apollo/client/react";
import { SignOutButton } from "../account/sign-out-button.tsx";
import { useViewer } from "../account/viewer.ts";
import { Avatar } from "../design/avatar.tsx";
import { Button } from "../design/button.tsx";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import { useRetry } from "../design/use-retry.ts";
import { graphql } from "../generated/gql.ts";
import { NewProjectForm } from "./new-project-form.tsx";
import { ProjectItem } from "./project-item.tsx";
import styles from "./projects-page.module.css";

/** The viewer's projects, newest first. */
export function ProjectsPage() {
  const viewer = useViewer();
  const { data, error, refetch, fetchMore } = useQuery(ProjectsDocument, { fetchPolicy: "cache-and-network" });
  useRetry(error !== undefined, refetch);
  usePageTitle("Projects");
  const projects = data?.projects;

  return (
    <>
      <PageHeader title="Lockstep">
        <Avatar user={viewer} />
        <SignOutButton />
      </PageHeader>
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
          <div className={styles.more}>
            <Button onClick={() => void fetchMore({ variables: { after: projects.pageInfo.endCursor } })}>
              Show more
            </Button>
          </div>
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
