import { Icon } from "../design/icon.tsx";
import styles from "./card-tools.module.css";
import { handleHelpId } from "./held-place.tsx";

interface CardToolsProps {
  readonly title: string;
  readonly isSelected: boolean;
  /** Without, it cannot be moved by keyboard. */
  readonly hasHandle?: boolean;
}

/** Buttons of a card, which show when it is pointed at or has the focus. The board listens for them. */
export function CardTools({ title, isSelected, hasHandle = true }: CardToolsProps) {
  return (
    <div className={styles.tools}>
      <button type="button" data-tool="menu" className={styles.tool} aria-label={`Edit ${title}`}>
        <Icon name="more" size={14} />
      </button>
      {hasHandle && (
        <button
          type="button"
          data-handle=""
          className={`${styles.tool} ${styles.handle}`}
          aria-label={`Move ${title}`}
          aria-describedby={handleHelpId}
        >
          <Icon name="grip" size={14} />
        </button>
      )}
      <button
        type="button"
        data-tool="select"
        aria-pressed={isSelected}
        aria-label={`Select ${title}`}
        className={styles.check}
      >
        {isSelected && <Icon name="check" size={12} />}
      </button>
    </div>
  );
}
