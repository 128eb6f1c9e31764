import { Fragment, useMemo, useRef } from "react";
import { useMatch } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import type { Columns } from "./arrange.ts";
import { type CardListState, useReveal } from "./card-list.tsx";
import { NewTask } from "./new-task.tsx";
import styles from "./task-list.module.css";
import { TaskRow } from "./task-row.tsx";
import { unmarked } from "./use-card-marks.ts";
import { useVisibleItems } from "./use-visible-items.ts";

interface TaskListProps {
  readonly open: OpenProject;
  readonly columns: Columns;
  readonly selected: ReadonlySet<string>;
  readonly state: CardListState;
}

/** The head of a group has the id of its status. */
type Row = Task | { readonly id: TaskStatus };

/** As in the style sheet. */
const sizes = { usualHeight: 41, gap: 0 };

/** A project's tasks as one list, grouped by status. Only the rows near the screen are drawn. */
export function TaskList({ open, columns, selected, state: { marks, renamed, revealed } }: TaskListProps) {
  const { projectId, path, viewerRole } = open;
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => listRows(columns), [columns]);
  const shown = useMatch(`${path}/tasks/:taskId`)?.params.taskId;
  const kept = new Set([shown, renamed, revealed?.taskId].filter((id) => typeof id === "string"));
  const { visible, spaceBelow, measure, scrollTo } = useVisibleItems(rows, list, kept, sizes);
  const isEditable = canEdit(viewerRole);
  const opened = useMemo(() => (shown === undefined ? null : { taskId: shown, focus: undefined }), [shown]);
  useReveal(list, rows, opened, scrollTo);
  useReveal(list, rows, revealed, scrollTo);

  return (
    <div className={styles.place}>
      <ul ref={list} className={styles.list} aria-label="Tasks">
        {visible.map(({ item, index, space }) => (
          <Fragment key={item.id}>
            {space > 0 && <li aria-hidden="true" style={{ height: space }} />}
            {"title" in item ? (
              <TaskRow
                projectId={projectId}
                task={item}
                index={index}
                measure={measure}
                path={path}
                isEditable={isEditable}
                isSelected={selected.has(item.id)}
                isRenamed={renamed === item.id}
                {...(marks.get(item.id) ?? unmarked)}
              />
            ) : (
              <li ref={measure} data-index={index} className={styles.group}>
                <StatusGlyph status={item.id} />
                <h2 className={styles.name}>{statusNames[item.id]}</h2>
                <span className={styles.count}>{columns[item.id].length}</span>
              </li>
            )}
          </Fragment>
        ))}
        {spaceBelow > 0 && <li aria-hidden="true" style={{ height: spaceBelow }} />}
        {rows.length === 0 && <li className={styles.empty}>No task fits the filter.</li>}
      </ul>
      {isEditable && (
        <footer className={styles.footer}>
          <NewTask projectId={projectId} status="TODO" />
        </footer>
      )}
    </div>
  );
}

function listRows(columns: Columns): readonly Row[] {
  return statuses.flatMap((status): Row[] =>
    columns[status].length === 0 ? [] : [{ id: status }, ...columns[status]],
  );
}
