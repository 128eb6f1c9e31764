import { memo, useEffect, useId, useRef, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { ChangeItem } from "../history/change-item.tsx";
import { useHistory } from "../history/use-history.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./task-activity.module.css";

/** Changes of the task, once they are asked for. */
export const TaskActivity = memo(function TaskActivity({ taskId }: { readonly taskId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <section className={styles.activity} aria-label="Activity">
      <h3 className={styles.title}>
        <Button look="quiet" small aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "Hide activity" : "Show activity"}
        </Button>
      </h3>
      <div id={id}>{isOpen && <Changes taskId={taskId} />}</div>
    </section>
  );
});

function Changes({ taskId }: { readonly taskId: string }) {
  const { projectId } = useOpenProject();
  const { changes, earlier, hasMore, error, more } = useHistory(projectId, taskId);
  const list = useRef<HTMLOListElement>(null);
  const isLoaded = changes !== null;
  // It stands at the end of the panel, whose lower edge may hide it.
  useEffect(() => {
    if (isLoaded) list.current?.scrollIntoView({ block: "nearest" });
  }, [isLoaded]);
  return (
    <div className={styles.changes}>
      <ErrorNote error={error} />
      <ol ref={list} className={styles.list} aria-busy={!changes}>
        {changes?.map((change) => (
          <li key={change.seq}>
            <ChangeItem
              change={change}
              earlier={earlier.get(change.seq)}
              titleOf={() => undefined}
              name={() => "this task"}
            />
          </li>
        ))}
        {!changes && error === null && <Skeleton height="2.75rem" />}
      </ol>
      {changes && hasMore && <ShowMore onMore={more}>Show earlier changes</ShowMore>}
    </div>
  );
}
