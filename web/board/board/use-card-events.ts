import type { KeyboardEvent, MouseEvent } from "react";
import { useNavigate } from "react-router";
import { usePanelLink } from "../design/use-panel-address.ts";
import { useCommandCenter } from "../palette/command-center.tsx";
import type { OpenProject } from "../project/project-context.ts";
import type { Selection } from "../selection/use-selection.ts";

interface CardEventsOptions {
  readonly open: OpenProject;
  readonly selection: Selection;
  readonly isEditable: boolean;
  readonly onRename: (taskId: string) => void;
}

/** Clicks and keys on cards, heard once for all of them. */
export function useCardEvents({ open: { path }, selection, isEditable, onRename }: CardEventsOptions) {
  const { open } = useCommandCenter();
  const navigate = useNavigate();
  const linkTo = usePanelLink(path);

  function openMenu(taskId: string, opener: Element): void {
    const actions = { onRename: () => onRename(taskId), onSelect: () => selection.toggle(taskId) };
    open({ kind: "task", taskId, ...actions }, opener);
  }

  /** Before the title's link, which would open the task. */
  function onClickCapture(event: MouseEvent<HTMLElement>): void {
    const target = event.target as Element;
    const taskId = target.closest<HTMLElement>("[data-task]")?.dataset["task"];
    if (!isEditable || taskId === undefined) return;
    const tool = target.closest<HTMLElement>("[data-tool]");
    if (tool?.dataset["tool"] === "menu") openMenu(taskId, tool);
    else if (tool) choose(taskId, event.shiftKey);
    if (!target.closest("a")) return;
    // A finger has no keys to hold: once something is selected, each tap selects.
    const isTap = (event.nativeEvent as PointerEvent).pointerType === "touch" && selection.ids.size > 0;
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey && !isTap) return;
    choose(taskId, event.shiftKey);
    event.preventDefault();
    event.stopPropagation();
  }

  function choose(taskId: string, isRange: boolean): void {
    if (isRange) selection.extendTo(taskId);
    else selection.toggle(taskId);
  }

  /** Opens the task. A click with a key is the browser's, as for another tab. */
  function onClick(event: MouseEvent<HTMLElement>): void {
    const taskId = (event.target as Element).closest("a")?.closest<HTMLElement>("[data-task]")?.dataset["task"];
    const hasKey = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    if (taskId === undefined || hasKey || event.button !== 0) return;
    event.preventDefault();
    const { to, ...options } = linkTo(`tasks/${taskId}`);
    void navigate(to, options);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const card = (event.target as Element).closest("[data-task]");
    const isTitle = (event.target as Element).matches("a");
    const find = finders[event.key];
    if (!card || !isTitle || !find || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    find(card)?.querySelector<HTMLElement>("a")?.focus();
  }

  return { onClickCapture, onClick, onKeyDown };
}

const finders: Readonly<Record<string, (card: Element) => Element | null>> = {
  ArrowDown: (card) => findNeighbour(card, 1),
  ArrowUp: (card) => findNeighbour(card, -1),
  ArrowRight: (card) => findBeside(card, 1),
  ArrowLeft: (card) => findBeside(card, -1),
};

/** Returns the card at the same height in the next column that has cards; null in a list, which has no columns. */
function findBeside(card: Element, step: 1 | -1): Element | null {
  const columns = [...document.querySelectorAll("section[data-status]")].filter((column) => {
    return column.contains(card) || column.querySelector("[data-task]");
  });
  const own = columns.findIndex((column) => column.contains(card));
  const { top } = card.getBoundingClientRect();
  const distance = (other: Element) => Math.abs(other.getBoundingClientRect().top - top);
  const cards = own === -1 ? [] : [...(columns[own + step]?.querySelectorAll("[data-task]") ?? [])];
  return cards.reduce<Element | null>((best, each) => (best && distance(best) <= distance(each) ? best : each), null);
}

function findNeighbour(card: Element, step: 1 | -1): Element | null {
  let next: Element | null = card;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
  while (next && !next.hasAttribute("data-task"));
  return next;
}
