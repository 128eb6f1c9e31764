/**
 * The one of `names` that somebody probably meant who wrote `written`: it differs by no more than one character that is
 * missing, too many or another, or by two neighbours in the wrong order; upper and lower case, `-` and `_` aside. Or it
 * says the same in the same words, of which some are short or in another form: `DB_URI`, `TRUST_PROXY`. Null when there
 * is none, or when `written` is one of them.
 */
export function findNearMiss(written: string, names: readonly string[]): string | null {
  if (names.includes(written)) return null;
  return (
    names.find((name) => isOneEditApart(simplify(written), simplify(name))) ??
    names.find((name) => stemsOf(written) === stemsOf(name)) ??
    null
  );
}

function simplify(name: string): string {
  return name.toUpperCase().replaceAll(/[-_]/g, "");
}

/** Also for texts that are the same. */
function isOneEditApart(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [ofA, ofB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (ofA.length <= 1 && ofB.length <= 1) || (ofA.length === 2 && ofB === `${ofA[1]}${ofA[0]}`);
}

/** The words without their endings. All of them count, so that what merely resembles a name by a word is not one. */
function stemsOf(name: string): string {
  const words = name.toUpperCase().split(/[-_]/);
  return words
    .map((word) => (sameWords.get(word) ?? word).replace(/(?<=..)IES$/, "Y").replace(/(?<=...)(ED|S)$/, ""))
    .join("_");
}

const sameWords: ReadonlyMap<string, string> = new Map([
  ["DB", "DATABASE"],
  ["DSN", "URL"],
  ["URI", "URL"],
]);
