/** Space to the opener and to the edges of the screen, in pixels. */
const gap = 6;

/** Puts a dialog below its opener, or above it where there is more room, within the screen. */
export function placeBeside(dialog: HTMLElement, anchor: DOMRect): void {
  const { width } = dialog.getBoundingClientRect();
  const left = Math.max(gap, Math.min(anchor.left, innerWidth - width - gap));
  const isBelow = innerHeight - anchor.bottom >= anchor.top;
  const room = isBelow ? innerHeight - anchor.bottom : anchor.top;
  dialog.style.setProperty("--left", `${left}px`);
  dialog.style.setProperty("--top", isBelow ? `${anchor.bottom + gap}px` : "auto");
  dialog.style.setProperty("--bottom", isBelow ? "auto" : `${innerHeight - anchor.top + gap}px`);
  dialog.style.setProperty("--room", `${room - 2 * gap}px`);
}
