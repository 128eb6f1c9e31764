import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";
import { type Columns, findPlace, isSamePlace, type Place, placeAt, type Spot, type Step } from "./arrange.ts";
import { carryCard } from "./carry-card.ts";
import type { Point } from "./find-spot.ts";

/** A task that is held, and where it would be dropped; null: beside the columns, where it is not. */
export interface Held {
  readonly taskId: string;
  readonly place: Place | null;
  readonly isByKeyboard: boolean;
  /** Height of the held card, in pixels. */
  readonly height: number;
}

/** Arrangement of cards in an area, such as the board. */
export interface CarryLayout {
  /** The spot under a point; null: nothing is dropped there. */
  readonly findSpot: (area: HTMLElement, point: Point, taskId: string) => Spot | null;
  /** Scrolls what has the point near its edge. Returns false where nothing scrolled. */
  readonly scroll: (area: HTMLElement, point: Point) => boolean;
  /** The place one step from another one; the same where the area ends. */
  readonly step: (place: Place, step: Step) => Place;
}

interface CarryOptions {
  readonly area: RefObject<HTMLElement | null>;
  readonly layout: CarryLayout;
  readonly columns: Columns;
  readonly isEditable: boolean;
  /** Class of the picture that follows the pointer. */
  readonly className: string;
  /** Number of cards that go along with one, itself included. */
  readonly countWith: (taskId: string) => number;
  /** `isByKeyboard`: the focus goes along. */
  readonly onDrop: (place: Place, isByKeyboard: boolean) => void;
}

/**
 * Carries a card over an area: by mouse or finger, or by keyboard with its handle. The card stays where it is until
 * it is dropped. While a handle holds it, only keys at that handle move it: any other key, and a focus elsewhere, put
 * it back.
 */
export function useCarry(options: CarryOptions) {
  const { area, layout, columns, isEditable, className, countWith, onDrop } = options;
  const [held, setHeld] = useState<Held | null>(null);
  const [outcome, setOutcome] = useState("");
  const now = useRef({ held, columns, onDrop });
  now.current = { held, columns, onDrop };
  useBlockedScrolling(area, held !== null);

  function hold(next: Held | null): void {
    now.current.held = next;
    setHeld(next);
  }

  function lift(card: HTMLElement, isByKeyboard: boolean): void {
    const taskId = card.dataset["task"] ?? "";
    const place = findPlace(now.current.columns, taskId);
    if (place) hold({ taskId, place, isByKeyboard, height: card.offsetHeight });
  }

  function end(isDropped: boolean): void {
    const { held: last, columns: shown, onDrop: drop } = now.current;
    if (!last) return;
    hold(null);
    const from = findPlace(shown, last.taskId);
    const to = last.place && placeAt(shown, last.taskId, last.place);
    const isMoved = isDropped && from !== null && to !== null && !isSamePlace(from, to);
    setOutcome(isMoved ? "Dropped." : "Back where it was.");
    if (isMoved) drop(to, last.isByKeyboard);
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>("[data-task]");
    const hasOther = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !event.isPrimary;
    if (!isEditable || !card || !area.current || hasOther || target.closest(ownControls)) return;
    const taskId = card.dataset["task"] ?? "";
    carryCard(event.nativeEvent, card, {
      ...{ area: area.current, layout, taskId, className, count: countWith(taskId) },
      onStart: () => lift(card, false),
      onSpot: (spot: Spot | null) => {
        const { held: last, columns: shown } = now.current;
        if (last) hold({ ...last, place: spot && placeAt(shown, taskId, spot) });
      },
      onEnd: end,
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const handle = (event.target as Element).closest("[data-handle]");
    const card = handle?.closest<HTMLElement>("[data-task]");
    if (!card || !isEditable) return;
    const isGrip = event.key === " " || event.key === "Enter";
    const step = steps[event.key];
    if (!held && !isGrip) return;
    if (!isGrip && !step && event.key !== "Escape") {
      // It is a command or a text, which no held card may meet.
      if (!isModifier(event.key)) end(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (!held) lift(card, true);
    else if (step && held.place) hold({ ...held, place: layout.step(held.place, step) });
    else end(isGrip);
  }

  function onBlur(event: FocusEvent<HTMLElement>): void {
    if (now.current.held?.isByKeyboard && (event.target as Element).closest("[data-handle]")) end(false);
  }

  return { held, outcome, handlers: { onPointerDown, onKeyDown, onBlur } };
}

/** Controls on a card that are no part of it to take it by. */
const ownControls = "button:not([data-handle]), input, textarea, select, [role=alert]";

function isModifier(key: string): boolean {
  return ["Shift", "Control", "Alt", "Meta"].includes(key);
}

const steps: Readonly<Record<string, Step>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** While a card is carried by finger nothing scrolls. React listens to touches too late to say so. */
function useBlockedScrolling(area: RefObject<HTMLElement | null>, isBlocked: boolean): void {
  const blocked = useRef(isBlocked);
  blocked.current = isBlocked;
  useEffect(() => {
    const element = area.current;
    const onTouch = (event: TouchEvent) => {
      if (blocked.current) event.preventDefault();
    };
    element?.addEventListener("touchmove", onTouch, { passive: false });
    return () => element?.removeEventListener("touchmove", onTouch);
  }, [area]);
}
