import { useProjects } from "../../../client/react/index.ts";
import { useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { ButtonLink } from "../design/button.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import { OwnInvitations } from "../invitations/own-invitations.tsx";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { useListPages } from "../requests/use-list-pages.ts";
import { NewProjectForm } from "./new-project-form.tsx";
import { OfflineLine } from "./offline-line.tsx";
import { ProjectItem } from "./project-item.tsx";
import styles from "./projects-page.module.css";
import { useOwnInvitations } from "./use-own-invitations.ts";

/** The viewer's projects, newest first, live. */
export function ProjectsPage() {
  const { items: projects, hasMore, reason, refresh, more } = useProjects();
  const invitations = useOwnInvitations();
  const loadMore = useListPages(more);
  usePageTitle("Projects");
  const viewer = useViewer();
  // Without the server, the list is that of the last visit.
  if (!viewer && !projects) return <Waiting />;

  return (
    <CommandCenterProvider project={null}>
      <PageHeader title="Lockstep">
        <ButtonLink look="quiet" to="/my-tasks">
          My tasks
        </ButtonLink>
      </PageHeader>
      <OfflineLine isFailing={reason !== null} onReturn={refresh} />
      <main className={styles.page}>
        <OwnInvitations invitations={invitations} />
        <h2 className={styles.heading}>Projects</h2>
        <NewProjectForm />
        {projects?.length === 0 && (
          <div className={styles.empty}>
            <p>No projects yet. Name your first one above: it gets a board that others see as it changes.</p>
            {viewer && <p>To join somebody's project, ask them to invite {viewer.email}.</p>}
          </div>
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
        {hasMore && <ShowMore onMore={loadMore}>Show more</ShowMore>}
      </main>
    </CommandCenterProvider>
  );
}
