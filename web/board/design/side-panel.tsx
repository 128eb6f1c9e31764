import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import styles from "./side-panel.module.css";
import { useClosePanel } from "./use-panel-address.ts";

interface SidePanelProps {
  readonly title: string;
  /** Where closing leads. */
  readonly parent: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Beside the board, and on a phone above it. Takes the focus when it opens and gives it back when it closes. */
export function SidePanel({ title, parent, actions, children }: SidePanelProps) {
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useClosePanel(parent);

  useEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  }

  return (
    <aside className={styles.panel} aria-labelledby={titleId} onKeyDown={onKeyDown}>
      <header className={styles.header}>
        <h2 id={titleId} ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h2>
        {actions}
        <Button look="quiet" square aria-label="Close" onClick={close}>
          <Icon name="close" />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard. */}
      <div className={styles.body} tabIndex={0}>
        {children}
      </div>
    </aside>
  );
}
