import { move as carry } from "@dnd-kit/helpers";
import type { DragDropProvider } from "@dnd-kit/react";
import { type ComponentProps, useState } from "react";
import { useTaskActions } from "../../../client/react/index.ts";
import { arrange, type Columns, findPlace, type Place } from "./arrange.ts";

/** `carry` returns others and changes nothing. */
type MutableColumns = { [Status in keyof Columns]: Columns[Status][number][] };
type Handlers = Pick<ComponentProps<typeof DragDropProvider>, "onDragStart" | "onDragOver" | "onDragEnd">;

/** Carries a task over the board; when it is let go it is moved. */
export function useDrag(projectId: string, columns: Columns) {
  const [held, setHeld] = useState<Place | null>(null);
  const { move } = useTaskActions(projectId);

  const handlers: Handlers = {
    onDragStart({ operation: { source } }) {
      setHeld(findPlace(columns, String(source?.id)));
    },
    onDragOver(event) {
      const arranged = arrange(columns, held) as MutableColumns;
      const next = carry(arranged, event);
      if (next !== arranged) setHeld(findPlace(next, String(event.operation.source?.id)));
    },
    onDragEnd({ canceled }) {
      if (held && !canceled) drop(held);
      setHeld(null);
    },
  };

  function drop(held: Place): void {
    const from = findPlace(columns, held.taskId);
    const to = findPlace(arrange(columns, held), held.taskId);
    if (!from || !to || (from.status === to.status && from.index === to.index)) return;
    const { status, afterTaskId, beforeTaskId } = to;
    move(held.taskId, { status, afterTaskId, beforeTaskId });
  }

  return { held, handlers };
}
