import { memo, useEffect, useId, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { ShowMore } from "../design/show-more.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { ChangeItem } from "../history/change-item.tsx";
import { taskOf } from "../history/describe-change.tsx";
import { useHistory } from "../history/use-history.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./task-activity.module.css";

/** Changes of the task that are looked for unasked. */
const wanted = 5;

/** Pages of the project's log that are read for them at most. */
const pagesUnasked = 4;

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

/** The log is the project's: what it tells of the task stands among all else. */
function Changes({ taskId }: { readonly taskId: string }) {
  const { projectId } = useOpenProject();
  const { changes, hasMore, error, more } = useHistory(projectId);
  const [pages, setPages] = useState(1);
  const own = changes?.filter((change) => taskOf(change) === taskId);
  const isWhole = !hasMore || own?.some(({ __typename }) => __typename === "TaskCreated");
  const isLooking = own !== undefined && !isWhole && own.length < wanted && pages < pagesUnasked;

  useEffect(() => {
    if (!isLooking) return;
    let isOver = false;
    // Where it fails, the button below tries again and says why.
    more().then(
      () => !isOver && setPages((count) => count + 1),
      () => !isOver && setPages(pagesUnasked),
    );
    return () => {
      isOver = true;
    };
  }, [isLooking, more]);

  return (
    <div className={styles.changes}>
      <ErrorNote error={error} />
      <ol className={styles.list} aria-busy={!own || isLooking}>
        {own?.map((change) => (
          <li key={change.seq}>
            <ChangeItem change={change} titleOf={() => undefined} name={() => "this task"} />
          </li>
        ))}
        {(!own || isLooking) && error === null && <Skeleton height="2.75rem" />}
      </ol>
      {own && !isWhole && !isLooking && <ShowMore onMore={more}>Show earlier changes</ShowMore>}
    </div>
  );
}
