/**
 * Lets the page go on after the browser has translated it. A translation puts elements in the place of text nodes that
 * React knows. React then removes, or inserts before, a node that is not there any more, which throws and takes the
 * whole page away. See https://github.com/facebook/react/issues/11538. Here React works on what stands in the place of the text, and
 * a text that it changes returns to its place.
 */
export function surviveTranslation(): void {
  const { removeChild, insertBefore, appendChild } = Node.prototype;
  const replacements = new WeakMap<Node, Node>();
  // A browser translates from outside, where it calls none of the functions below.
  const observer = new MutationObserver(note);
  observer.observe(document, { childList: true, subtree: true });

  function note(records: readonly MutationRecord[]): void {
    const added = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]));
    for (const node of added) replacements.delete(node);
    for (const record of records) {
      if (record.type === "characterData") putBack(record.target);
      for (const node of record.removedNodes) {
        const replacement = node.parentNode ? null : findReplacement(node, record, records, added);
        if (!replacement) continue;
        // It stands in for one node alone.
        added.delete(replacement);
        replacements.set(node, replacement);
        observer.observe(node, { characterData: true });
      }
    }
  }

  /** Returns what stands in the node's place, the node itself at best; undefined: nothing does. */
  function find(node: Node): Node | undefined {
    let found: Node | undefined = node;
    while (found && !found.parentNode) found = replacements.get(found);
    return found;
  }

  function putBack(node: Node): void {
    const found = find(node);
    if (found && found !== node) (found as ChildNode).replaceWith(node);
  }

  Node.prototype.removeChild = function <T extends Node>(child: T): T {
    putBack(child);
    return child.parentNode === this ? (removeChild.call(this, child) as T) : child;
  };
  Node.prototype.insertBefore = function <T extends Node>(node: T, before: Node | null): T {
    putBack(node);
    const place = before && find(before);
    return insertBefore.call(this, node, place?.parentNode === this ? place : null) as T;
  };
  Node.prototype.appendChild = function <T extends Node>(node: T): T {
    putBack(node);
    return appendChild.call(this, node) as T;
  };
}

/** Finds the element that a translation has put in the place of a text, or the text that it put there again. */
function findReplacement(
  node: Node,
  record: MutationRecord,
  records: readonly MutationRecord[],
  added: ReadonlySet<Node>,
): Node | undefined {
  const { target, addedNodes, previousSibling, nextSibling } = record;
  const fits = (other: Node) =>
    added.has(other) && ((isText(node) && isFont(other)) || (isFont(node) && isText(other)));
  // It replaces the text, or first inserts the element beside it, or first removes the text.
  const near = [...addedNodes, previousSibling, nextSibling].find((each) => each !== null && fits(each));
  if (near) return near;
  const sameSpot = records.filter(
    (each) => each.target === target && each.previousSibling === previousSibling && each.nextSibling === nextSibling,
  );
  return sameSpot.flatMap((each) => [...each.addedNodes]).find(fits);
}

function isText({ nodeType }: Node): boolean {
  return nodeType === Node.TEXT_NODE;
}

function isFont({ nodeName }: Node): boolean {
  return nodeName === "FONT";
}
