import { DragDropProvider } from "@dnd-kit/react";
import { useMemo } from "react";
import { statuses } from "../design/words.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import { arrange } from "./arrange.ts";
import styles from "./board.module.css";
import { Column } from "./column.tsx";
import { dragPlugins, dragSensors } from "./drag-settings.ts";
import { HeldPlace } from "./held-place.tsx";
import { useDrag } from "./use-drag.ts";
import { useMoves } from "./use-moves.ts";

/** A project's tasks in columns by status. */
export function Board({ project, latest, me, path }: OpenProject) {
  const { move, failures, dismiss } = useMoves();
  const { held, handlers } = useDrag(project.tasks, move);
  const columns = useMemo(() => arrange(project.tasks, held), [project.tasks, held]);
  const isEditable = canEdit(project.viewerRole);
  const change = latest && latest.actor.id !== me.id && "task" in latest ? latest : null;

  return (
    <DragDropProvider plugins={dragPlugins} sensors={dragSensors} {...handlers}>
      <main className={styles.board}>
        {statuses.map((status) => (
          <Column
            key={status}
            projectId={project.id}
            me={me}
            path={path}
            status={status}
            tasks={columns[status]}
            isEditable={isEditable}
            change={change}
            failures={failures}
            onDismiss={dismiss}
          />
        ))}
      </main>
      <HeldPlace columns={columns} held={held} />
    </DragDropProvider>
  );
}
