import type { Spot } from "./arrange.ts";
import { copyCard } from "./copy-card.ts";
import type { Point } from "./find-spot.ts";
import type { CarryLayout } from "./use-carry.ts";

/** Pixels after which a pressed mouse drags. */
const threshold = 5;

/** Milliseconds after which a resting finger drags, and the pixels that it may stray until then. */
const hold = { time: 220, stray: 8 };

/** Called as a card is carried, in this order: `onStart` once, `onSpot` any number of times, `onEnd` once. */
export interface Carrying {
  readonly onStart: () => void;
  /** The spot under the pointer; null: nothing is dropped there. */
  readonly onSpot: (spot: Spot | null) => void;
  readonly onEnd: (isDropped: boolean) => void;
}

interface CarryOptions extends Carrying {
  readonly area: HTMLElement;
  readonly layout: Pick<CarryLayout, "findSpot" | "scroll">;
  readonly taskId: string;
  /** Class of the picture of the card that follows the pointer. */
  readonly className: string;
  /** Number of cards that go along, for a mark on the picture. */
  readonly count: number;
}

/**
 * Follows a pointer that was pressed on a card. A mouse drags when it moves, a finger when it rests first: otherwise it
 * scrolls. Escape, a lost pointer and a page that is left put the card back. Nothing runs before a card is pressed.
 */
export function carryCard(down: PointerEvent, card: HTMLElement, options: CarryOptions): void {
  const { area, layout, taskId, className, count, onStart, onSpot, onEnd } = options;
  const isFinger = down.pointerType === "touch";
  const start: Point = { x: down.clientX, y: down.clientY };
  const listening = new AbortController();
  const timer = isFinger ? setTimeout(lift, hold.time) : undefined;
  let point = start;
  let picture: HTMLElement | null = null;
  let known: string | undefined;
  let isMoved = true;

  function lift(): void {
    picture = draw(card, className, count);
    document.documentElement.dataset["carrying"] = "";
    getSelection()?.removeAllRanges();
    onStart();
    requestAnimationFrame(follow);
  }

  /** Once per frame, however many events came. */
  function follow(): void {
    if (!picture) return;
    const hasScrolled = layout.scroll(area, point);
    if (isMoved || hasScrolled) {
      picture.style.translate = `${point.x - start.x}px ${point.y - start.y}px`;
      const spot = layout.findSpot(area, point, taskId);
      const name = JSON.stringify(spot);
      picture.toggleAttribute("data-nowhere", spot === null);
      if (name !== known) onSpot(spot);
      known = name;
      isMoved = false;
    }
    requestAnimationFrame(follow);
  }

  function end(isDropped: boolean): void {
    listening.abort();
    clearTimeout(timer);
    if (!picture) return;
    picture.remove();
    picture = null;
    delete document.documentElement.dataset["carrying"];
    swallowClick();
    onEnd(isDropped);
  }

  function onMove(event: PointerEvent): void {
    if (event.pointerId !== down.pointerId) return;
    point = { x: event.clientX, y: event.clientY };
    isMoved = true;
    if (picture) return;
    const distance = Math.hypot(point.x - start.x, point.y - start.y);
    if (isFinger && distance > hold.stray) end(false);
    if (!isFinger && distance > threshold) lift();
  }

  function onUp(event: PointerEvent): void {
    if (event.pointerId !== down.pointerId) return;
    if (picture) settle();
    end(true);
  }

  /** The last move may have come after the last frame. */
  function settle(): void {
    onSpot(layout.findSpot(area, point, taskId));
  }

  const { signal } = listening;
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onUp, { signal });
  addEventListener("pointercancel", () => end(false), { signal });
  addEventListener("blur", () => end(false), { signal });
  // A long press opens no menu.
  if (isFinger) addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !picture) return;
    event.preventDefault();
    event.stopPropagation();
    end(false);
  };
  addEventListener("keydown", onKey, { signal, capture: true });
}

/** A picture of the card in its place, which takes no events. */
function draw(card: HTMLElement, className: string, count: number): HTMLElement {
  const { left, top, width, height } = card.getBoundingClientRect();
  const picture = document.createElement("div");
  picture.append(copyCard(card));
  picture.className = className;
  picture.dataset["carried"] = "";
  if (count > 1) picture.dataset["count"] = String(count);
  Object.assign(picture.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  document.body.append(picture);
  return picture;
}

/** A drag ends with a click on what is under the pointer, which opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
}
