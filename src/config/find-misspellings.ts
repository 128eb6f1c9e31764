import { env } from "node:process";
import { allSettings } from "./settings.ts";

const known = allSettings.map(({ name }) => name);

/**
 * Returns a sentence for each variable that the server does not read and that is likely meant for one that it does.
 * Such a name differs by one character or by two swapped ones, case and separators aside, or has `LOCKSTEP_` before it.
 * Many variables belong to other programs, so names that differ by more are passed over.
 */
export function findMisspellings(environment: Readonly<Record<string, string | undefined>> = env): readonly string[] {
  return Object.keys(environment).flatMap((name) => {
    if (known.includes(name)) return [];
    const letters = toLetters(name);
    const meant = known.find((each) => isNear(letters, toLetters(each)));
    return meant === undefined ? [] : [`${name} is not read; did you mean ${meant}?`];
  });
}

function toLetters(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .replace(/^LOCKSTEP/, "");
}

/** True for texts that are equal, or one insertion, deletion, replacement or swap apart. */
function isNear(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1]) {
    end -= 1;
    otherEnd -= 1;
  }
  const [rest, otherRest] = [one.slice(start, end), other.slice(start, otherEnd)];
  const areSwapped = rest.length === 2 && rest === [...otherRest].reverse().join("");
  return areSwapped || (rest.length <= 1 && otherRest.length <= 1);
}
