import { type ReactNode, useCallback, useState } from "react";
import { type UndoView, useOutbox, useUndo } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { useCommands } from "../palette/command-center.tsx";
import { describeResult } from "./describe-result.tsx";
import { FocusRestored } from "./focus-restored.tsx";
import styles from "./undo-notice.module.css";
import { useExpiry } from "./use-expiry.ts";

/** An own deletion that can be undone. */
export interface Deletion {
  /** Its change in the outbox, or the first one of several. */
  readonly id: string;
  readonly taskId: string;
  /** Null: the task itself is deleted. */
  readonly commentId: string | null;
  /** One sentence. */
  readonly text: ReactNode;
}

interface UndoNoticeProps {
  readonly projectId: string;
  readonly titles: ReadonlyMap<string, string>;
  /** The last one. */
  readonly deletion: Deletion | null;
  readonly onClose: () => void;
}

type Taken = Awaited<ReturnType<UndoView["undo"]>>;

interface Told {
  readonly verb: "undo" | "redo";
  readonly result: Taken;
  /** Tells it apart from the one before, which had a time of its own. */
  readonly count: number;
}

/**
 * Undoes and redoes by command. Offers to undo one's own last deletion, and tells the result of an undo: for a while,
 * and at most until the next change. A screen reader reads it out.
 */
export function UndoNotice({ projectId, titles, deletion, onClose }: UndoNoticeProps) {
  const { undoable, redoable, undo, redo } = useUndo(projectId);
  const { failed, conflicts } = useOutbox(projectId);
  const [told, setTold] = useState<Told | null>(null);
  const [undone, setUndone] = useState<Deletion | null>(null);
  const forget = useCallback(() => setUndone(null), []);

  const tell = (verb: Told["verb"], result: Taken) =>
    setTold((last) => ({ verb, result, count: (last?.count ?? 0) + 1 }));
  const take = {
    undo: async () => tell("undo", await undo()),
    redo: async () => tell("redo", await redo()),
  };
  useCommands({
    ...(undoable && { undo: () => void take.undo() }),
    ...(redoable && { redo: () => void take.redo() }),
  });

  // It was not made, and says so in its place.
  const isRefused = [...failed, ...conflicts].some(({ id }) => id === deletion?.id);
  const isNewest = undoable?.some(({ id }) => id === deletion?.id) ?? false;
  const isTold = told?.result.after.undoable === undoable && told.result.after.redoable === redoable;
  const opposite = told?.verb === "undo" ? ("redo" as const) : ("undo" as const);
  const isReversible = told !== null && (opposite === "redo" ? redoable : undoable) !== null;

  return (
    <div className={styles.place} role="status">
      {deletion && isNewest && !isRefused && (
        <Notice
          key={deletion.id}
          text={deletion.text}
          action="Undo"
          onAction={() => {
            setUndone(deletion);
            void take.undo();
          }}
          onClose={onClose}
        />
      )}
      {told && isTold && (
        <Notice
          key={`${told.verb} ${told.count}`}
          text={describeResult(told.verb, told.result, (taskId) => titles.get(taskId))}
          action={isReversible && told.result.outcome !== "superseded" ? actionNames[opposite] : null}
          onAction={() => void take[opposite]()}
          onClose={() => setTold(null)}
        />
      )}
      {undone && <FocusRestored projectId={projectId} deletion={undone} onDone={forget} />}
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
