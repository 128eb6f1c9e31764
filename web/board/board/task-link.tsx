import { Link, useMatch } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { usePanelLink } from "../design/use-panel-address.ts";
import { focusIdOf } from "../undo/focus-restored.tsx";

interface TaskLinkProps {
  readonly task: Pick<Task, "id" | "title">;
  /** The project's address. */
  readonly path: string;
  readonly className: string | undefined;
}

/** A task's title, which opens its panel. */
export function TaskLink({ task, path, className }: TaskLinkProps) {
  const { to, ...options } = usePanelLink(path)(`tasks/${task.id}`);
  const isOpen = useMatch(`${path}/tasks/${task.id}`) !== null;
  return (
    <Link
      {...options}
      id={focusIdOf(task.id)}
      to={to}
      dir="auto"
      className={className}
      aria-current={isOpen ? "page" : undefined}
      draggable={false}
    >
      {task.title}
    </Link>
  );
}
