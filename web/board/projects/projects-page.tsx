import { useCallback, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { graphql } from "../generated/gql.ts";
import { usePages } from "../requests/use-pages.ts";
import { useRequest } from "../requests/use-request.ts";
import { NewProjectForm } from "./new-project-form.tsx";
import { ProjectItem } from "./project-item.tsx";
import styles from "./projects-page.module.css";

/** The viewer's projects, newest first. */
export function ProjectsPage() {
  const request = useRequest();
  const [me, setMe] = useState<User>();
  const load = useCallback(
    async (after: string | null) => {
      const answer = await request(ProjectsDocument, { after });
      setMe(answer.me);
      return answer.projects;
    },
    [request],
  );
  const { nodes: projects, hasMore, error, refresh, more } = usePages(load);
  useOnReturn(refresh);
  usePageTitle("Projects");
  useTellViewer(me);
  const viewer = useViewer();
  if (!viewer) return <Waiting />;

  return (
    <>
      <PageHeader title="Lockstep" />
      <main className={styles.page}>
        <h2 className={styles.heading}>Projects</h2>
        <NewProjectForm />
        <ErrorNote error={error} />
        {projects?.length === 0 && (
          <p className={styles.empty}>
            No projects yet. Name your first one above, or ask somebody to add you to theirs as {viewer.email}.
          </p>
        )}
        <ul className={styles.list} aria-busy={!projects}>
          {projects?.map((project) => (
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
        {hasMore && <ShowMore onMore={more}>Show more</ShowMore>}
      </main>
    </>
  );
}

const ProjectsDocument = graphql(`
  query Projects($after: String) {
    me {
      id
      name
      email
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
