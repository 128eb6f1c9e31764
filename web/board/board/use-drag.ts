import { move as carry } from "@dnd-kit/helpers";
import type { DragDropProvider } from "@dnd-kit/react";
import { type ComponentProps, useState } from "react";
import type { BoardTask } from "../../../client/index.ts";
import { isPending } from "../task/pending-id.ts";
import { arrange, findPlace, type Place } from "./arrange.ts";
import type { Moves } from "./use-moves.ts";

type Handlers = Pick<ComponentProps<typeof DragDropProvider>, "onDragStart" | "onDragOver" | "onDragEnd">;

/** Carries a task over the board; when it is let go it is moved. */
export function useDrag(tasks: readonly BoardTask[], move: Moves["move"]) {
  const [held, setHeld] = useState<Place | null>(null);

  const handlers: Handlers = {
    onDragStart({ operation: { source } }) {
      setHeld(findPlace(arrange(tasks, null), String(source?.id)));
    },
    onDragOver(event) {
      const columns = arrange(tasks, held);
      const next = carry(columns, event);
      if (next !== columns) setHeld(findPlace(next, String(event.operation.source?.id)));
    },
    onDragEnd({ canceled }) {
      if (held && !canceled) drop(held);
      setHeld(null);
    },
  };

  function drop(held: Place): void {
    const task = tasks.find(({ id }) => id === held.taskId);
    const from = findPlace(arrange(tasks, null), held.taskId);
    // A task that is not confirmed yet has no place on the server.
    const to = findPlace(
      arrange(
        tasks.filter(({ id }) => !isPending(id)),
        held,
      ),
      held.taskId,
    );
    if (!task || !from || !to || (from.status === to.status && from.index === to.index)) return;
    const positionOf = (id: string | null) => tasks.find((other) => other.id === id)?.position ?? null;
    void move({ task, to, between: [positionOf(to.afterTaskId), positionOf(to.beforeTaskId)] });
  }

  return { held, handlers };
}
