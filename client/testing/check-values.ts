import { inputRanges } from "../generated/input-types.ts";
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

/** Optional fields that no change can clear. */
const neverNull = ["title", "status", "priority", "name", "color"];

/** Entries of a list at most, of `following` and of any other. */
const longest = { following: 100, other: 200 };

/** Characters of a `clientMutationId` at most. */
const longestMutationId = 128;

/** Returns the faults of the values in a list of changes, whose types are right; empty: there are none. */
export function checkValues(changes: readonly Readonly<Record<string, Input>>[]): readonly Issue[] {
  const issues = changes.flatMap((change, index) =>
    Object.entries(change).flatMap(([kind, input]) => {
      const at = ["input", "changes", index, kind];
      const cleared = neverNull.filter((field) => input[field] === null);
      return [
        ...Object.entries(input).flatMap(([field, value]) => findFaults([...at, field], field, value)),
        ...cleared.map((field) => ({ path: [...at, field], message: "must not be null." })),
      ];
    }),
  );
  return issues.slice(0, mostIssues);
}

function findFaults(path: Issue["path"], field: string, value: unknown): Issue[] {
  const entries = field === "following" && Array.isArray(value) ? [...value.entries()] : [];
  const messages = [...findTextFaults(field, value), ...findRangeFaults(field, value), ...findIdFaults(field, value)];
  return [
    ...messages.map((message) => ({ path, message })),
    ...entries.flatMap(([place, each]) =>
      each === "" ? [{ path: [...path, place], message: "must not be empty." }] : [],
    ),
  ];
}

function findRangeFaults(field: string, value: unknown): string[] {
  const [least, most] = (inputRanges as Readonly<Record<string, readonly [number, number]>>)[field] ?? [];
  if (typeof value !== "number" || least === undefined || most === undefined) return [];
  if (value < least) return [least === 0 ? "must not be negative." : `must be at least ${least}.`];
  return value > most ? [`must be at most ${most}.`] : [];
}

function findIdFaults(field: string, value: unknown): string[] {
  const most = field === "following" ? longest.following : longest.other;
  if (Array.isArray(value) && value.length > most) return [`must have at most ${most} ids.`];
  if (typeof value !== "string") return [];
  if (field === "id" && !isUuid(value)) return ["must be a UUID, e.g. 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70."];
  const isLong = field === "clientMutationId" && [...value].length > longestMutationId;
  return isLong ? [`must have at most ${longestMutationId} characters.`] : [];
}

/** The one of zeros stands for unknown ids. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) && /[1-9a-f]/i.test(value);
}

function findTextFaults(field: string, value: unknown): string[] {
  const rule = rules[field];
  if (!rule || typeof value !== "string") return [];
  const { most, isRequired, isMultiLine } = rule;
  const text = isMultiLine ? value.replace(/\r\n?/g, "\n") : value;
  const faults: string[] = [];
  if (/\0|\p{Surrogate}/u.test(text)) faults.push("must not contain NUL characters or lone surrogates.");
  // The server judges texts of several lines in two steps, of which the first ends at its own faults.
  if (isMultiLine && faults.length > 0) return faults;
  if ([...text].length > most) faults.push(`must have at most ${most} characters.`);
  if (isRequired && !/[^\s\p{Cf}]/u.test(text)) faults.push("must not be empty.");
  return faults;
}
