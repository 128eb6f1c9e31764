import { useEffect, useState } from "react";
import { type SaveState, useOutbox, useSaveState } from "../../../client/react/index.ts";
import { Icon } from "../design/icon.tsx";
import styles from "./save-note.module.css";

/** From what most needs attention to what least does. */
const urgency = ["conflict", "failed", "waiting", "saving", "saved"] as const satisfies readonly SaveState[];

/**
 * Tells whether what was changed on a task is saved, from the first change on. `state` is that of what is typed; moves
 * and labels count too.
 */
export function SaveNote({ taskId, state }: { readonly taskId: string; readonly state: SaveState }) {
  const { durability } = useOutbox();
  const other = useSaveState(taskId);
  const shown = urgency.find((each) => each === state || each === other) ?? "saved";
  const [isEdited, setIsEdited] = useState(false);
  useEffect(() => {
    if (shown !== "saved") setIsEdited(true);
  }, [shown]);
  const kept =
    durability === "disk" ? "Kept on this device until it can be sent" : "Kept in this tab until it can be sent";
  const texts = {
    saved: isEdited ? "Saved" : "",
    saving: "Saving…",
    waiting: kept,
    conflict: "Not saved",
    failed: "Not saved",
  } as const satisfies Record<SaveState, string>;
  return (
    <p role="status" className={`${styles.note} ${styles[shown] ?? ""}`}>
      {shown === "saved" && isEdited && <Icon name="check" size={13} />}
      {shown === "waiting" && <Icon name="waiting" size={13} />}
      {texts[shown]}
    </p>
  );
}
