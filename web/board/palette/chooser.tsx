import { Command } from "cmdk";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { Icon } from "../design/icon.tsx";
import type { Choice, ChoiceGroup } from "./choice.ts";
import styles from "./chooser.module.css";
import { KeyCaps } from "./key-cap.tsx";
import { placeBeside } from "./place-beside.ts";

interface ChooserProps {
  /** Names the dialog. */
  readonly label: string;
  readonly placeholder: string;
  readonly groups: readonly ChoiceGroup[];
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** Text where nothing is found. */
  readonly empty: string;
  readonly anchor: DOMRect | null;
  readonly footer?: ReactNode;
  readonly onClose: () => void;
}

/** A dialog with a field and the choices that fit it. Beside its opener on a desktop, at the bottom of a phone. */
export function Chooser(props: ChooserProps) {
  const { label, placeholder, groups, search, onSearch, empty, anchor, footer, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // Before it is taken out: it gives the focus back when it closes.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    // The dialog has given the focus to the first thing that takes it, the list around the field.
    field.current?.focus();
    if (anchor) placeBeside(element, anchor);
    return () => element.close();
  }, [anchor]);

  function choose({ isChecked, isKeptOpen = isChecked !== undefined, run }: Choice): void {
    // Closed first: what the choice does may take the focus.
    if (!isKeptOpen) flushSync(onClose);
    run();
  }

  return (
    <dialog
      ref={dialog}
      className={anchor ? `${styles.dialog} ${styles.beside}` : styles.dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) onClose();
      }}
    >
      <Command className={styles.command} label={label} shouldFilter={false} loop>
        <Command.Input
          ref={field}
          className={styles.input}
          placeholder={placeholder}
          aria-label={placeholder}
          value={search}
          onValueChange={onSearch}
        />
        <Command.List className={styles.list} label={label}>
          {groups.every(({ choices }) => choices.length === 0) && <p className={styles.empty}>{empty}</p>}
          {groups.map(({ heading = "", choices }) =>
            choices.length === 0 ? null : (
              <Command.Group key={heading} heading={heading || undefined} className={styles.group}>
                {choices.map((choice) => (
                  <Command.Item
                    key={choice.id}
                    value={choice.id}
                    className={styles.item}
                    aria-checked={choice.isChecked}
                    onSelect={() => choose(choice)}
                  >
                    <ChoiceRow choice={choice} />
                  </Command.Item>
                ))}
              </Command.Group>
            ),
          )}
        </Command.List>
      </Command>
      {footer}
    </dialog>
  );
}

function ChoiceRow({ choice: { label, icon, hint, keys, isChecked, isCurrent } }: { readonly choice: Choice }) {
  return (
    <>
      {isChecked !== undefined && (
        <span className={styles.box} data-checked={isChecked}>
          {isChecked === true && <Icon name="check" size={11} />}
        </span>
      )}
      {icon}
      <bdi className={styles.label}>{label}</bdi>
      {hint && <bdi className={styles.hint}>{hint}</bdi>}
      {isCurrent && (
        <>
          <span className="visuallyHidden">, now</span>
          <Icon name="check" size={13} />
        </>
      )}
      {keys && <KeyCaps keys={keys} />}
    </>
  );
}
