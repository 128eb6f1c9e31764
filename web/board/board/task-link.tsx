import type { Task } from "../../../client/core/lockstep/index.ts";
import { focusIdOf } from "../undo/focus-restored.tsx";

interface TaskLinkProps {
  readonly task: Pick<Task, "id" | "title">;
  /** Address of the task's panel. */
  readonly href: string;
  /** Its panel is open. */
  readonly isOpen: boolean;
  readonly className: string | undefined;
}

/**
 * A task's title, which opens its panel. `useCardEvents` hears the click: a link of the router would be drawn anew each
 * time that a panel opens or closes, on every card.
 */
export function TaskLink({ task, href, isOpen, className }: TaskLinkProps) {
  return (
    <a
      id={focusIdOf(task.id)}
      href={href}
      dir="auto"
      className={className}
      aria-current={isOpen ? "page" : undefined}
      draggable={false}
    >
      {task.title}
    </a>
  );
}
