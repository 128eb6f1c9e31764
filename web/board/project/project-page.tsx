import { Outlet, useParams } from "react-router";
import { useProject } from "../../../client/apollo/react/index.ts";
import { Board } from "../board/board.tsx";
import { BoardSkeleton } from "../board/board-skeleton.tsx";
import { useLate } from "../design/use-late.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { ConnectionLine } from "./connection-line.tsx";
import { Ended } from "./ended.tsx";
import type { OpenProject } from "./project-context.ts";
import { ProjectHeader } from "./project-header.tsx";
import styles from "./project-page.module.css";

/** Milliseconds until the page says that the server does not answer. */
const patience = 4_000;

/** A project, live: its board, and beside that what the route below shows. */
export function ProjectPage() {
  const { projectId = "" } = useParams();
  const { project, me, latest, error, ending } = useProject(projectId);
  usePageTitle(project?.name);
  const isLate = useLate(!project && !ending, patience);

  if (ending) return <Ended ending={ending} name={project?.name} />;
  const path = `/projects/${projectId}`;
  const open: OpenProject | null = project && me && { project, me, latest, path };
  return (
    <div className={styles.page}>
      <ProjectHeader project={project} me={me} path={path} />
      <ConnectionLine isUnreachable={error !== null || isLate} />
      <div className={styles.content}>
        {open ? (
          <>
            <Board {...open} />
            <Outlet context={open} />
          </>
        ) : (
          <BoardSkeleton />
        )}
      </div>
    </div>
  );
}
