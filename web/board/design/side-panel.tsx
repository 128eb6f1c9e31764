import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { isEscape } from "./keys.ts";
import styles from "./side-panel.module.css";
import { useClosePanel } from "./use-panel-address.ts";
import { useSheet } from "./use-sheet.ts";

interface SidePanelProps {
  readonly title: string;
  /** Where closing leads. */
  readonly parent: string;
  /** Stands at the head in place of the title, which the content shows then. */
  readonly head?: ReactNode;
  readonly actions?: ReactNode;
  /** Stands below the content, which scrolls. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** Things above the panel. Escape is theirs. */
const above = "dialog[open], :popover-open";

/**
 * Beside the board, and on a phone a sheet above it. Takes the focus when it opens and gives it back when it closes.
 */
export function SidePanel({ title, parent, head, actions, footer, children }: SidePanelProps) {
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useClosePanel(parent);
  useSheet(panel, close);

  useEffect(() => {
    const opener = document.activeElement;
    (heading.current ?? panel.current)?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  /** Out of a field it leads to the panel, so that nobody closes it by a slip while writing. */
  const onEscape = useEffectEvent(() => {
    const { activeElement } = document;
    const isWriting = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
    if (isWriting && panel.current?.contains(activeElement)) panel.current.focus();
    else close();
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isEscape(event) || event.defaultPrevented || document.querySelector(above)) return;
      event.preventDefault();
      onEscape();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <aside
      ref={panel}
      className={styles.panel}
      tabIndex={-1}
      {...(head ? { "aria-label": title } : { "aria-labelledby": titleId })}
    >
      <header className={styles.header} data-grip>
        {head ? (
          <div className={styles.title}>{head}</div>
        ) : (
          <h2 id={titleId} ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h2>
        )}
        {actions}
        <Button look="quiet" square aria-label="Close" onClick={close}>
          <Icon name="close" />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard. */}
      <div className={styles.body} tabIndex={0}>
        {children}
      </div>
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </aside>
  );
}
