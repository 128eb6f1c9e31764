import { DragDropProvider } from "@dnd-kit/react";
import { useEffect, useMemo } from "react";
import { statuses } from "../design/words.ts";
import type { OpenProject } from "../project/project-context.ts";
import { arrange } from "./arrange.ts";
import styles from "./board.module.css";
import { Column } from "./column.tsx";
import { dragPlugins, dragSensors } from "./drag-settings.ts";
import { HeldPlace } from "./held-place.tsx";
import { useCardMarks } from "./use-card-marks.ts";
import { useColumns } from "./use-columns.ts";
import { useDrag } from "./use-drag.ts";

/** A project's tasks in columns by status. */
export function Board(open: OpenProject) {
  const { projectId, titles } = open;
  const columns = useColumns(projectId);
  const { held, handlers } = useDrag(projectId, columns);
  const arranged = useMemo(() => arrange(columns, held), [columns, held]);
  const marks = useCardMarks(projectId);
  useEffect(() => {
    for (const status of statuses) for (const { id, title } of columns[status]) titles.set(id, title);
  }, [columns, titles]);

  return (
    <DragDropProvider plugins={dragPlugins} sensors={dragSensors} {...handlers}>
      <main className={styles.board}>
        {statuses.map((status) => (
          <Column
            key={status}
            open={open}
            status={status}
            tasks={arranged[status]}
            held={held?.taskId ?? null}
            marks={marks}
          />
        ))}
      </main>
      <HeldPlace columns={arranged} held={held} />
    </DragDropProvider>
  );
}
