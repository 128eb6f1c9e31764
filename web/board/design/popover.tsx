import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { isEscape } from "./keys.ts";
import styles from "./popover.module.css";

interface PopoverProps {
  /** Accessible name of the button. */
  readonly label: string;
  /** Content of the button. */
  readonly button: ReactNode;
  readonly buttonClass?: string | undefined;
  readonly popup: "menu" | "dialog";
  /** Drawn while it is open, also after it was open. Takes the focus when it is mounted. */
  readonly children: (close: () => void) => ReactNode;
}

/** Distance to the button and to the edges of the screen, in pixels. */
const gap = 6;

/** Width that the style sheet gives it, in pixels. */
const width = 256;

/**
 * A button with what it opens, above everything and within the screen; on a phone at its lower edge. A click elsewhere
 * and Escape close it, and the button has the focus again.
 */
export function Popover({ label, button, buttonClass, popup, children }: PopoverProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [place, setPlace] = useState<CSSProperties>();
  /** Where the button stood when it opened. */
  const stood = useRef<DOMRect>(null);
  const close = () => panel.current?.hidePopover();

  useEffect(() => {
    if (!isOpen) return;
    // It stands where the button was, which a scrolled page has moved. The event comes a frame after the scrolling:
    // the button of a page that was scrolled before stands still.
    const onScroll = ({ target }: Event) => {
      if (!(target instanceof Node) || !target.contains(opener.current)) return;
      const { x, y } = opener.current?.getBoundingClientRect() ?? {};
      if (x !== stood.current?.x || y !== stood.current?.y) panel.current?.hidePopover();
    };
    document.addEventListener("scroll", onScroll, true);
    return () => document.removeEventListener("scroll", onScroll, true);
  }, [isOpen]);

  function onKeyDown(event: KeyboardEvent): void {
    if (!isEscape(event)) return;
    event.preventDefault();
    close();
  }

  return (
    <>
      <button
        type="button"
        ref={opener}
        className={buttonClass}
        aria-label={label}
        aria-haspopup={popup}
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        {button}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from whatever stands in it. */}
      <div
        id={id}
        ref={panel}
        popover="auto"
        className={styles.panel}
        style={place}
        onKeyDown={onKeyDown}
        onBeforeToggle={({ newState }) => {
          if (newState !== "open" || !opener.current) return;
          stood.current = opener.current.getBoundingClientRect();
          setPlace(placeAt(stood.current));
        }}
        onToggle={({ newState }) => setIsOpen(newState === "open")}
      >
        {isOpen && children(close)}
      </div>
    </>
  );
}

/** Below the button, or above it where more room is. */
function placeAt(button: DOMRect): CSSProperties {
  const { innerWidth, innerHeight } = window;
  const below = innerHeight - button.bottom - 2 * gap;
  const above = button.top - 2 * gap;
  const isBelow = below >= above || below >= 320;
  return {
    "--left": `${Math.max(gap, Math.min(button.left, innerWidth - width - gap))}px`,
    "--top": isBelow ? `${button.bottom + gap}px` : "auto",
    "--bottom": isBelow ? "auto" : `${innerHeight - button.top + gap}px`,
    "--room": `${isBelow ? below : above}px`,
  } as CSSProperties;
}
