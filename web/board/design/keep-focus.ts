/** Marks the element that has the focus in place of one that is gone. */
const mark = "data-keeps-focus";

const places = "li, article, section, form, aside, main, [tabindex]";

/**
 * Gives the focus to the nearest place that is left when the focused element goes, such as the button that dismisses
 * its note. Otherwise the keyboard would start at the top of the page again.
 */
export function keepFocus(): void {
  let path: readonly Element[] = [];
  document.addEventListener("focusin", ({ target }) => {
    path = listUpwards(target as Element);
  });
  new MutationObserver(() => {
    if (path.length === 0 || path[0]?.isConnected || document.activeElement !== document.body) return;
    const place = path.find((each) => each.isConnected && each.matches(places)) ?? document.querySelector("main");
    path = [];
    if (place instanceof HTMLElement) focusPlace(place);
  }).observe(document, { childList: true, subtree: true });
}

/** Returns true when nothing has the focus, or only what keeps it for an element that is gone. */
export function hasLostFocus(): boolean {
  return document.activeElement === document.body || document.activeElement?.hasAttribute(mark) === true;
}

function focusPlace(place: HTMLElement): void {
  const names = place.hasAttribute("tabindex") ? [mark] : [mark, "tabindex"];
  for (const name of names) place.setAttribute(name, "-1");
  place.focus({ preventScroll: true });
  const forget = () => {
    for (const name of names) place.removeAttribute(name);
  };
  place.addEventListener("blur", forget, { once: true });
}

function listUpwards(element: Element): readonly Element[] {
  const path: Element[] = [];
  for (let each: Element | null = element; each; each = each.parentElement) path.push(each);
  return path;
}
