/** Returns a picture of a card for a moment: it takes no events, and no id or mark of a task stands twice. */
export function copyCard(card: HTMLElement): HTMLElement {
  const copy = card.cloneNode(true) as HTMLElement;
  for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
  copy.removeAttribute("data-task");
  copy.inert = true;
  copy.ariaHidden = "true";
  return copy;
}
