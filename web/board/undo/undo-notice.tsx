import { type ReactNode, useCallback, useState } from "react";
import { type UndoView, useOutbox, useUndo } from "../../../client/react/index.ts";
import { useOpenTaskId } from "../board/use-open-task-id.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { useCommands } from "../palette/command-center.tsx";
import { describeMade, describeResult } from "./describe-result.tsx";
import { FocusRestored, findItem, type UndoneItem } from "./focus-restored.tsx";
import { isOffered } from "./is-offered.ts";
import styles from "./undo-notice.module.css";
import { useExpiry } from "./use-expiry.ts";

interface UndoNoticeProps {
  readonly projectId: string;
  readonly titles: ReadonlyMap<string, string>;
}

type Taken = Awaited<ReturnType<UndoView["undo"]>>;

interface Told {
  readonly verb: "undo" | "redo";
  readonly result: Taken;
  /** Tells it apart from the one before, which had a time of its own. */
  readonly count: number;
}

/**
 * Undoes and redoes by command. Offers to undo the step that was made last, where `isOffered` says so. Tells the
 * result of an undo. A notice stays for a while, and at most until the next change. A screen reader reads it out.
 */
export function UndoNotice({ projectId, titles }: UndoNoticeProps) {
  const { undoable, redoable, undo, redo } = useUndo(projectId);
  const { failed, conflicts } = useOutbox(projectId);
  const openTaskId = useOpenTaskId(`/projects/${projectId}`);
  const [told, setTold] = useState<Told | null>(null);
  const [isTaking, setIsTaking] = useState(false);
  /** The step that is not offered any more. */
  const [settled, setSettled] = useState<UndoView["undoable"]>(null);
  const [undone, setUndone] = useState<UndoneItem | null>(null);
  const forget = useCallback(() => setUndone(null), []);

  async function take(verb: Told["verb"]): Promise<void> {
    setIsTaking(true);
    const result = await (verb === "undo" ? undo() : redo());
    setIsTaking(false);
    setTold((last) => ({ verb, result, count: (last?.count ?? 0) + 1 }));
    setSettled(result.after.undoable);
  }
  useCommands({
    ...(undoable && { undo: () => void take("undo") }),
    ...(redoable && { redo: () => void take("redo") }),
  });

  // A refused change says so in its place.
  const refused = new Set([...failed, ...conflicts].map(({ id }) => id));
  const isMade = undoable?.some(({ id }) => !refused.has(id)) ?? false;
  const offered = isMade && !isTaking && undoable !== settled && undoable && isOffered(undoable) ? undoable : null;
  const isTold = told?.result.after.undoable === undoable && told.result.after.redoable === redoable;
  const opposite = told?.verb === "undo" ? ("redo" as const) : ("undo" as const);
  const isReversible = told !== null && (opposite === "redo" ? redoable : undoable) !== null;
  const titleOf = (taskId: string) => titles.get(taskId);

  return (
    <div className={styles.place} role="status">
      {offered && (
        <Notice
          key={offered[0]?.id}
          text={describeMade(offered, titleOf)}
          action="Undo"
          onAction={() => void take("undo").then(() => setUndone(findItem(offered, openTaskId)))}
          onClose={() => setSettled(offered)}
        />
      )}
      {told && isTold && (
        <Notice
          key={`${told.verb} ${told.count}`}
          text={describeResult(told.verb, told.result, titleOf)}
          action={isReversible && told.result.outcome !== "superseded" ? actionNames[opposite] : null}
          onAction={() => void take(opposite)}
          onClose={() => setTold(null)}
        />
      )}
      {undone && <FocusRestored projectId={projectId} item={undone} onDone={forget} />}
    </div>
  );
}

const actionNames = { undo: "Undo", redo: "Redo" } as const;

interface NoticeProps {
  readonly text: ReactNode;
  /** Name of the button; null: there is none. */
  readonly action: string | null;
  readonly onAction: () => void;
  readonly onClose: () => void;
}

function Notice({ text, action, onAction, onClose }: NoticeProps) {
  const handlers = useExpiry(onClose);
  return (
    <div className={styles.notice} {...handlers}>
      <p className={styles.text}>{text}</p>
      {action !== null && (
        <Button small onClick={onAction}>
          {action}
        </Button>
      )}
      <Button look="quiet" small square aria-label="Dismiss" onClick={onClose}>
        <Icon name="close" size={12} />
      </Button>
    </div>
  );
}
