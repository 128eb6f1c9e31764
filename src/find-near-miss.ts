/**
 * The one of `names` that somebody probably meant who wrote `written`: it differs by no more than one character that is
 * missing, too many or another, or by two neighbours in the wrong order; upper and lower case, `-` and `_` aside. Or it
 * says the same in the same words, of which some are short or in another form: `DB_URI`, `TRUST_PROXY`. Or it leaves one
 * of three or more words out and keeps one that no other name has: `JWT_SECRET`. Null when there is none, or when
 * `written` is one of them.
 */
export function findNearMiss(written: string, names: readonly string[]): string | null {
  if (names.includes(written)) return null;
  return (
    names.find((name) => isOneEditApart(simplify(written), simplify(name))) ??
    names.find((name) => stemsOf(written).join() === stemsOf(name).join()) ??
    names.find((name) => lacksOneWord(stemsOf(written), stemsOf(name)) && isToldApart(written, name, names)) ??
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
function stemsOf(name: string): string[] {
  const words = name.toUpperCase().split(/[-_]/);
  return words.map((word) => (sameWords.get(word) ?? word).replace(/(?<=..)IES$/, "Y").replace(/(?<=...)(ED|S)$/, ""));
}

const sameWords: ReadonlyMap<string, string> = new Map([
  ["DB", "DATABASE"],
  ["DSN", "URL"],
  ["PROD", "PRODUCTION"],
  ["SEC", "SECONDS"],
  ["SECS", "SECONDS"],
  ["SMTP", "MAIL"],
  ["URI", "URL"],
]);

function lacksOneWord(written: readonly string[], words: readonly string[]): boolean {
  return words.length > 2 && words.some((_, left) => words.toSpliced(left, 1).join() === written.join());
}

/** Lest `AUTH_URL`, which may be anybody's, be taken for `AUTH_JWKS_URL`. */
function isToldApart(written: string, name: string, names: readonly string[]): boolean {
  const others = names.filter((other) => other !== name).flatMap(stemsOf);
  return stemsOf(written).some((word) => !others.includes(word));
}
