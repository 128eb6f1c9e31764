/** In the order of their bytes, as in the server's positions. */
const digits = Array.from({ length: 75 }, (_, index) => String.fromCharCode(48 + index)).filter((character) =>
  /[^\W_]/.test(character),
);

/**
 * Returns a position between two others, of which `low` is the lower one; undefined: the end of the column. It orders a
 * task until the server has given it its own position.
 */
export function positionBetween(low = "", high?: string): string {
  let position = "";
  let isOpen = high === undefined;
  for (let index = 0; ; index += 1) {
    const from = Math.max(0, digits.indexOf(low[index] ?? "0"));
    isOpen ||= high?.[index] === undefined;
    const to = isOpen ? digits.length : digits.indexOf(high?.[index] ?? "");
    // Tasks that are added one after another at the end keep their positions short.
    if (to - from > 1) return position + digits[isOpen ? from + 1 : (from + to) >> 1];
    position += digits[from];
    isOpen ||= to > from;
  }
}
