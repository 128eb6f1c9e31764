import type { User } from "../../../client/core/lockstep/index.ts";
import { faceClass, hueOf, initialsOf } from "../design/avatar.tsx";
import type { Color } from "../design/chosen-colors.tsx";
import { copyCard } from "./copy-card.ts";
import styles from "./show-remote-changes.module.css";
import type { RemoteChange } from "./use-remote-changes.ts";

/** Milliseconds of a card's way, and of the mark on it afterwards. */
const times = { way: 450, mark: 2_500 };

/**
 * Marks the drawn cards of these tasks with the face of who changed them, for a moment. A card that was moved goes its
 * way, unless the person prefers less motion.
 */
export function showRemoteChanges(area: HTMLElement, changes: readonly RemoteChange[]): void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const shown = changes.flatMap((change) => {
    const card = area.querySelector<HTMLElement>(`[data-task="${change.taskId}"]`);
    return card ? [{ card, ...change }] : [];
  });
  // All reads come before the first write, so the layout is made once.
  const ways = shown.flatMap(({ card, from }) =>
    from && !isCalm && isInWindow(from) ? [{ card, from, to: card.getBoundingClientRect() }] : [],
  );
  for (const { card, actor, color } of shown) mark(card, actor, color, isCalm);
  for (const { card, from, to } of ways) go(card, from, to);
}

function mark(card: HTMLElement, actor: User, color: Color | undefined, isCalm: boolean): void {
  // The part of the card with its border.
  const content = card.matches("[data-index]") ? card : (card.querySelector<HTMLElement>("[data-index]") ?? card);
  content.querySelector(`:scope > .${styles.mark}`)?.remove();
  const face = document.createElement("span");
  face.className = `${faceClass(color, true)} ${styles.face}`;
  face.style.setProperty("--hue", String(hueOf(actor.id)));
  face.textContent = initialsOf(actor.name);
  const mark = document.createElement("span");
  mark.className = styles.mark ?? "";
  mark.ariaHidden = "true";
  mark.append(face);
  content.append(mark);
  const opacity = isCalm ? [1, 1] : [1, 1, 1, 0];
  void mark.animate({ opacity }, times.mark).finished.then(
    () => mark.remove(),
    // It went with its card.
    () => {},
  );
}

/** Draws a picture of the card that goes from one place to the other. The card itself is not seen before it arrives. */
function go(card: HTMLElement, from: DOMRect, to: DOMRect): void {
  const [left, top] = [to.left - from.left, to.top - from.top];
  if (Math.hypot(left, top) < 1) return;
  const picture = copyCard(card);
  picture.classList.add(styles.picture ?? "");
  const { width, height } = to;
  Object.assign(picture.style, {
    ...{ left: `${from.left}px`, top: `${from.top}px` },
    ...{ width: `${width}px`, height: `${height}px` },
  });
  document.body.append(picture);
  const timing = { duration: times.way, easing: "cubic-bezier(0.2, 0, 0, 1)" };
  card.animate({ opacity: [0, 0] }, times.way);
  const way = picture.animate({ transform: ["none", `translate(${left}px, ${top}px)`] }, timing);
  void way.finished.finally(() => picture.remove());
}

function isInWindow({ left, right, top, bottom }: DOMRect): boolean {
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}
