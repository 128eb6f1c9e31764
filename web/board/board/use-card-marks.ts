import { useMemo } from "react";
import { type OutboxItem, useOutbox } from "../../../client/react/index.ts";
import { describeReason } from "../outbox/describe-item.tsx";

/** State of a task's own changes, as its card shows it. */
export interface CardMark {
  /** Some are not on the server yet. */
  readonly isUnsent: boolean;
  /** One is not saved: the reason, and the change itself where the card is its place. */
  readonly failure: { readonly reason: string; readonly id: string } | null;
  /** Texts of the task are not saved. Its panel shows them. */
  readonly isUnsaved: boolean;
}

/** Own changes of a project by their task. */
export function useCardMarks(projectId: string): ReadonlyMap<string, CardMark> {
  const { pending, failed, conflicts } = useOutbox(projectId);
  return useMemo(() => {
    const marks = new Map<string, CardMark>();
    const mark = ({ taskId }: OutboxItem, changed: Partial<CardMark>) => {
      if (taskId === null) return;
      marks.set(taskId, { ...unmarked, ...marks.get(taskId), ...changed });
    };
    for (const item of pending) mark(item, { isUnsent: true });
    for (const item of [...failed, ...conflicts]) {
      const isOfCard = item.change.kind === "moveTask" || item.change.kind === "deleteTask";
      if (isOfCard) mark(item, { failure: { reason: describeReason(item), id: item.id } });
      else mark(item, { isUnsaved: true });
    }
    return marks;
  }, [pending, failed, conflicts]);
}

export const unmarked: CardMark = { isUnsent: false, failure: null, isUnsaved: false };
