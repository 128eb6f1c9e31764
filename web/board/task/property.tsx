import type { ReactNode } from "react";
import { Popover } from "../design/popover.tsx";
import styles from "./property.module.css";

interface PropertyProps {
  readonly name: string;
  /** Value in words, for screen readers. */
  readonly text: string;
  /** The chip's content. */
  readonly chip: ReactNode;
  /** There is no value: the chip stands back. */
  readonly isEmpty?: boolean;
  readonly isEditable: boolean;
  readonly popup: "menu" | "dialog";
  /** Choices, drawn while the chip is open. */
  readonly children: (close: () => void) => ReactNode;
}

/** A property as a chip. It opens its choices; for a viewer it is content, and absent without a value. */
export function Property({ name, text, chip, isEmpty = false, isEditable, popup, children }: PropertyProps) {
  if (!isEditable && isEmpty) return null;
  const look = isEmpty ? `${styles.chip} ${styles.isEmpty}` : styles.chip;
  return (
    <li className={styles.property}>
      {isEditable ? (
        <Popover label={`${name}: ${text}`} button={chip} buttonClass={look} popup={popup}>
          {children}
        </Popover>
      ) : (
        <span className={look}>
          <span className="visuallyHidden">{name}: </span>
          {chip}
        </span>
      )}
    </li>
  );
}
