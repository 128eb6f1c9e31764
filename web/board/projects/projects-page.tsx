import { useCallback, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { ButtonLink } from "../design/button.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import type { OwnInvitationPartsFragment } from "../generated/graphql.ts";
import { OwnInvitations } from "../invitations/own-invitations.tsx";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { usePages } from "../requests/use-pages.ts";
import { useRequest } from "../requests/use-request.ts";
import { NewProjectForm } from "./new-project-form.tsx";
import { OfflineLine } from "./offline-line.tsx";
import { ProjectItem } from "./project-item.tsx";
import { ProjectsDocument } from "./projects-document.ts";
import styles from "./projects-page.module.css";

/** The viewer's projects, newest first. */
export function ProjectsPage() {
  const request = useRequest();
  const [me, setMe] = useState<User>();
  const [invitations, setInvitations] = useState<readonly OwnInvitationPartsFragment[]>([]);
  const load = useCallback(
    async (after: string | null) => {
      const answer = await request(ProjectsDocument, { after });
      setMe(answer.me);
      setInvitations(answer.viewer.invitations);
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
    <CommandCenterProvider project={null}>
      <PageHeader title="Lockstep">
        <ButtonLink look="quiet" to="/my-tasks">
          My tasks
        </ButtonLink>
      </PageHeader>
      <OfflineLine isFailing={error !== null} onReturn={refresh} />
      <main className={styles.page}>
        <OwnInvitations invitations={invitations} />
        <h2 className={styles.heading}>Projects</h2>
        <NewProjectForm />
        {projects?.length === 0 && (
          <div className={styles.empty}>
            <p>No projects yet. Name your first one above: it gets a board that others see as it changes.</p>
            <p>To join somebody's project, ask them to invite {viewer.email}.</p>
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
        {hasMore && <ShowMore onMore={more}>Show more</ShowMore>}
      </main>
    </CommandCenterProvider>
  );
}
