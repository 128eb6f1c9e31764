import type { Input } from "./fake-project.ts";

/** A fault of one value of a request, as `extensions.issues` of the error tells it. */
export interface Issue {
  /** Leads from the arguments to the value, such as `["input", "changes", 0, "createTask", "title"]`. */
  readonly path: readonly (string | number)[];
  /** Rule that the value breaks, such as "must not be empty." */
  readonly message: string;
}

interface TextRule {
  /** Upper bound in characters: code points, not UTF-16 units. */
  readonly most: number;
  /** Default: false. */
  readonly isRequired?: true;
  /** Lines end with `\n` once they are stored (default: false). */
  readonly isMultiLine?: true;
}

/** Rules of the real server by the names of the fields, which mean the same in all changes. */
const rules: Readonly<Record<string, TextRule>> = {
  title: { most: 500, isRequired: true },
  description: { most: 65_536, isMultiLine: true },
  body: { most: 65_536, isRequired: true, isMultiLine: true },
  name: { most: 50, isRequired: true },
};

/** Issues of which one error tells. */
const mostIssues = 20;

/** Returns the faults of the texts in a list of changes; empty: there are none. */
export function checkTexts(changes: readonly Readonly<Record<string, Input>>[]): readonly Issue[] {
  const issues = changes.flatMap((change, index) =>
    Object.entries(change).flatMap(([kind, input]) =>
      Object.entries(rules).flatMap(([field, rule]) =>
        findFaults(input[field], rule).map((message) => ({ path: ["input", "changes", index, kind, field], message })),
      ),
    ),
  );
  return issues.slice(0, mostIssues);
}

function findFaults(value: unknown, { most, isRequired, isMultiLine }: TextRule): string[] {
  if (value === null && isRequired) return ["must not be null."];
  if (typeof value !== "string") return [];
  const text = isMultiLine ? value.replace(/\r\n?/g, "\n") : value;
  const faults: string[] = [];
  if (/\0|\p{Surrogate}/u.test(text)) faults.push("must not contain NUL characters or lone surrogates.");
  // The server judges texts of several lines in two steps, of which the first ends at its own faults.
  if (isMultiLine && faults.length > 0) return faults;
  if ([...text].length > most) faults.push(`must have at most ${most} characters.`);
  if (isRequired && !/[^\s\p{Cf}]/u.test(text)) faults.push("must not be empty.");
  return faults;
}
