import { useEffect, useMemo, useState } from "react";
import { Outlet, useParams } from "react-router";
import { useProject } from "../../../client/react/index.ts";
import { useAskViewer, useTellViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { BoardSkeleton } from "../board/board-skeleton.tsx";
import { Workspace } from "../board/workspace.tsx";
import { OnDemandLearnMemberColors } from "../colors/on-demand-learn-colors.ts";
import { Markdown } from "../design/markdown.tsx";
import { useLate } from "../design/use-late.ts";
import { usePageTitle } from "../design/use-page-title.ts";
import { DraftsProvider } from "../drafts/drafts-context.tsx";
import { CommandCenterProvider } from "../palette/command-center.tsx";
import { TaskRoute } from "../task/task-route.tsx";
import { UndoNotice } from "../undo/undo-notice.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { Ended } from "./ended.tsx";
import { OnDemandSinceYouLeft } from "./on-demand-since-you-left.tsx";
import { ProjectHeader } from "./project-header.tsx";
import styles from "./project-page.module.css";
import { TellFocus } from "./tell-focus.tsx";

/** Milliseconds until the page says that the server does not answer. */
const patience = 4_000;

/** The project of the address. */
export function ProjectPage() {
  const { projectId = "" } = useParams();
  return <ProjectById key={projectId} projectId={projectId} />;
}

/** A project, live: its board, and beside that what the route below shows. Without a server, as it was known last. */
function ProjectById({ projectId }: { readonly projectId: string }) {
  const view = useProject(projectId);
  const open = view.status === "open" ? view : null;
  const [titles] = useState(() => new Map<string, string>());
  const [name, setName] = useState<string>();
  if (open && open.project.name !== name) setName(open.project.name);
  useTellViewer(open?.me);
  usePageTitle(name);
  const isLive = open?.stream.kind === "following" && open.stream.isLive;
  useReadingAhead(isLive);
  const isLate = useLate(view.status === "loading", patience);
  const viewer = useViewer() ?? open?.me;
  // Texts of theirs are left for somebody who is no member any more, and never saw the project on this page.
  useAskViewer(view.status === "ended" && view.reason !== "unauthenticated");

  const path = `/projects/${projectId}`;
  const { project, viewerRole, me } = open ?? {};
  // The same while panels open and close: the board is not drawn for them.
  const shared = useMemo(() => {
    if (!project || !viewerRole || !me) return null;
    return { projectId, path, titles, project, viewerRole, me };
  }, [projectId, path, titles, project, viewerRole, me]);

  if (view.status === "ended" && view.reason !== "unauthenticated") {
    const ended = <Ended projectId={projectId} reason={view.reason} name={name} titles={titles} />;
    return viewer ? <DraftsProvider userId={viewer.id}>{ended}</DraftsProvider> : ended;
  }
  if (!viewer) return <Waiting />;
  return (
    <DraftsProvider key={viewer.id} userId={viewer.id}>
      <CommandCenterProvider project={shared}>
        <div className={styles.page}>
          <ProjectHeader projectId={projectId} name={name} me={viewer} path={path} viewerRole={viewerRole} />
          <ConnectionLine
            projectId={projectId}
            path={path}
            isUnreachable={isLate}
            stream={view.status === "ended" ? undefined : view.stream}
            isPartial={open?.isPartial ?? false}
          >
            {shared && <OnDemandSinceYouLeft projectId={projectId} userId={shared.me.id} path={path} isLive={isLive} />}
          </ConnectionLine>
          <div className={styles.content}>
            {shared ? (
              <>
                <TellFocus projectId={projectId} path={path} />
                {isLive && <OnDemandLearnMemberColors projectId={projectId} />}
                <Workspace open={shared} />
                <Outlet context={shared} />
              </>
            ) : isLate ? (
              <p className={styles.absent}>
                This project is not on this device yet. It opens as soon as the server answers.
              </p>
            ) : (
              <BoardSkeleton />
            )}
          </div>
          <UndoNotice projectId={projectId} titles={titles} />
        </div>
      </CommandCenterProvider>
    </DraftsProvider>
  );
}

/**
 * Loads the code of a task's panel and of the palette once the board is complete and live. A task may be opened offline
 * later, and text that is typed right after Ctrl+K meets the palette.
 */
function useReadingAhead(isLive: boolean): void {
  useEffect(() => {
    if (!isLive) return;
    const readAhead = TaskRoute.preload().then(Markdown.preload);
    // Code that fails to load is tried again when it is asked for.
    readAhead.then(() => import("../palette/palette.tsx")).catch(() => {});
  }, [isLive]);
}
