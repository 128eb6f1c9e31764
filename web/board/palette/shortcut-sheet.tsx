import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { commandGroups, commandIds, commands, keysOf } from "./commands.ts";
import { areBareKeysOn, switchBareKeys } from "./is-hearing.ts";
import { KeyCaps } from "./key-cap.tsx";
import styles from "./shortcut-sheet.module.css";

/** Shortcuts that are no commands. */
const others = [
  ["Shift+Click", "Select from the last one to this one"],
  ["Mod+Click", "Select or unselect a card"],
  ["↑", "Go to the card above"],
  ["↓", "Go to the card below"],
  ["←", "Go to the column before"],
  ["→", "Go to the column after"],
  ["Space", "On a card's handle: pick it up, or drop it"],
  ["Esc", "Put it back, unselect, or close"],
] as const;

/** All shortcuts, and the switch for those of a single key. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setIsOn] = useState(areBareKeysOn);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  function toggle(): void {
    switchBareKeys(!isOn);
    setIsOn(!isOn);
  }

  const groups = commandGroups.map((group) => ({
    group,
    rows: commandIds.flatMap((id) => {
      const keys = keysOf(id);
      return keys && commands[id].group === group ? [[keys, commands[id].label] as const] : [];
    }),
  }));
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={styles.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header className={styles.header}>
        <h2 id={styles.title} className={styles.title}>
          Keyboard shortcuts
        </h2>
        <Button square look="quiet" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard. */}
      <div className={styles.body} tabIndex={0}>
        {[...groups, { group: "Cards", rows: others }].map(({ group, rows }) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.name}>{group}</h3>
            <dl className={styles.rows}>
              {rows.map(([keys, label]) => (
                <div key={label} className={styles.row}>
                  <dt>{label}</dt>
                  <dd>
                    <KeyCaps keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className={styles.switch}>
        <input type="checkbox" checked={isOn} onChange={toggle} />
        Shortcuts of a single key, such as C
      </label>
    </dialog>
  );
}
