import type { Page } from "playwright-core";

/** An animation that a page has begun: of which card, from whom, and whether it goes somewhere. */
export interface Begun {
  readonly card: string | null;
  readonly face: string | null;
  readonly moves: boolean;
  /** Number of ids in it that stand elsewhere in the page, too. */
  readonly copiedIds: number;
}

export interface AnimationRecord {
  /** All animations since the page was loaded, in order. */
  begun(): Promise<readonly Begun[]>;
  /** Cards that show the face of who changed them, each once and sorted, such as `Call Alan: GH`. */
  marked(): Promise<readonly string[]>;
}

/** Notes each animation that a page begins once it is loaded anew. */
export async function recordAnimations(page: Page): Promise<AnimationRecord> {
  await page.addInitScript(`
    globalThis.begun = [];
    const { animate } = Element.prototype;
    Element.prototype.animate = function (keyframes, ...rest) {
      const card = this.closest("li")?.querySelector("a")?.textContent ?? null;
      const face = this.ariaHidden && this.childElementCount === 1 ? this.textContent : null;
      const isCopied = ({ id }) => document.querySelectorAll('[id="' + id + '"]').length > 1;
      const copiedIds = [...this.querySelectorAll("[id]")].filter(isCopied).length;
      globalThis.begun.push({ card, face, moves: "transform" in keyframes, copiedIds });
      return animate.call(this, keyframes, ...rest);
    };
  `);
  const begun = async () => (await page.evaluate("globalThis.begun")) as Begun[];
  return {
    begun,
    async marked() {
      const faces = (await begun()).filter(({ face, moves }) => face !== null && !moves);
      return [...new Set(faces.map(({ card, face }) => `${card}: ${face}`))].sort();
    },
  };
}
