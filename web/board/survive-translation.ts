/**
 * Lets the page go on after the browser has translated it. A translation puts elements in the place of text nodes that React
 * knows. React then removes, or inserts before, a node that is not there any more, which throws and takes the whole page
 * away. See https://github.com/facebook/react/issues/11538.
 */
export function surviveTranslation(): void {
  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = function <T extends Node>(child: T): T {
    return child.parentNode === this ? (removeChild.call(this, child) as T) : child;
  };
  Node.prototype.insertBefore = function <T extends Node>(node: T, before: Node | null): T {
    const isThere = before === null || before.parentNode === this;
    return insertBefore.call(this, node, isThere ? before : null) as T;
  };
}
