import { useEffect, useState } from "react";
import { type SaveState, useOutbox } from "../../../client/react/index.ts";
import styles from "./task-form.module.css";

/** Tells whether what was typed is saved, from the first edit on. */
export function SaveNote({ state }: { readonly state: SaveState }) {
  const { durability } = useOutbox();
  const [isEdited, setIsEdited] = useState(false);
  useEffect(() => {
    if (state !== "saved") setIsEdited(true);
  }, [state]);
  const kept =
    durability === "disk" ? "Kept on this device until it can be sent" : "Kept in this tab until it can be sent";
  const texts = {
    saved: isEdited ? "Saved" : "",
    saving: "Saving…",
    waiting: kept,
    conflict: "",
    failed: "",
  } as const satisfies Record<SaveState, string>;
  return (
    <p role="status" className={styles.note}>
      {texts[state]}
    </p>
  );
}
