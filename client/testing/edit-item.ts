import type { User } from "../core/wire.ts";
import type { Answer, FakeProject, Input, Kept } from "./fake-project.ts";

interface Edit<T> {
  readonly noun: string;
  /** New values by the item's own field names. */
  readonly values: Partial<T>;
  /** Field that never conflicts. */
  readonly free?: keyof T & string;
  /** Field with the text that is merged by lines. */
  readonly text?: keyof T & string;
  readonly toEvent: (value: T, fields: readonly string[]) => object;
}

/** Judges an edit: merges, conflicts, or changes the item and records the event. */
export function editItem<T extends { readonly version: number }>(
  project: FakeProject,
  actor: User,
  input: Input,
  kept: Kept<T> | undefined,
  { noun, values, free, text, toEvent }: Edit<T>,
): Answer {
  if (!kept) return refuse("NOT_FOUND", `${noun} not found.`);
  const key = noun.toLowerCase();
  const wanted = { ...values };
  const different = () =>
    (Object.keys(wanted) as (keyof T & string)[]).filter((name) => !isEqual(wanted[name], kept.value[name]));
  const judged = different()
    .filter((name) => name !== free)
    .map(toField);
  const conflict = findConflict(kept, input, judged);
  const merged = conflict && text ? mergeText(kept, input, wanted[text], text, conflict.fields) : null;
  if (conflict && merged === null) {
    return { __typename: `${noun}Conflict`, ...conflict, [`${key}Fields`]: conflict.fields, [key]: kept.value };
  }
  if (text && merged !== null) wanted[text] = merged as T[typeof text];
  const fields = different().map(toField);
  if (fields.length === 0) return { __typename: `Update${noun}Payload`, seq: project.seq, [key]: kept.value };
  bump(kept, { ...kept.value, ...wanted }, fields, input, text);
  const seq = project.record(actor, input, toEvent(kept.value, fields));
  return { __typename: `Update${noun}Payload`, seq, [key]: kept.value };
}

/** Puts the next version of an item in its place. */
export function bump<T extends { readonly version: number }>(
  kept: Kept<T>,
  value: T,
  fields: readonly string[],
  input: Input,
  text: (keyof T & string) | undefined,
): void {
  const version = kept.value.version + 1;
  kept.value = { ...value, version };
  const by = typeof input["clientMutationId"] === "string" ? input["clientMutationId"] : null;
  for (const field of fields) kept.changed[field] = { version, by };
  if (text) kept.texts[version] = String(kept.value[text] ?? "");
}

/** Returns the conflict of an edit of these fields; null: there is none. */
export function findConflict(
  { value: { version: currentVersion }, changed }: Kept<{ readonly version: number }>,
  input: Input,
  fields: readonly string[],
) {
  const expectedVersion = input["expectedVersion"];
  if (typeof expectedVersion !== "number") return null;
  const following = (input["following"] ?? []) as readonly string[];
  const isLater = (field: string) => {
    const { version = 0, by = null } = changed[field] ?? {};
    return version > expectedVersion && !(by !== null && following.includes(by));
  };
  const isOfLostHistory = expectedVersion > currentVersion;
  const conflicting = isOfLostHistory ? fields : fields.filter(isLater);
  if (conflicting.length === 0 && !isOfLostHistory) return null;
  return { message: "Somebody else changed the same.", expectedVersion, currentVersion, fields: conflicting };
}

export function refuse(code: string, message: string): Answer {
  return { __typename: "ChangeRefused", code, message, path: null };
}

function mergeText<T>(kept: Kept<T>, input: Input, mine: unknown, text: keyof T & string, fields: readonly string[]) {
  const base = kept.texts[Number(input["expectedVersion"])];
  if (fields.length !== 1 || fields[0] !== toField(text) || base === undefined) return null;
  return mergeLines(base, String(mine ?? ""), String(kept.value[text] ?? ""));
}

/** Merges line by line where both texts have as many lines as their base; null: they conflict. */
function mergeLines(base: string, mine: string, theirs: string): string | null {
  const [lines, own, other] = [base.split("\n"), mine.split("\n"), theirs.split("\n")];
  if (own.length !== lines.length || other.length !== lines.length) return null;
  const merged: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [one = "", two = ""] = [own[index], other[index]];
    const isBeside = [index - 1, index + 1].some((near) => own[index] !== line && other[near] !== lines[near]);
    if ((one !== line && two !== line && one !== two) || (isBeside && one !== two)) return null;
    merged.push(one === line ? two : one);
  }
  return merged.join("\n");
}

/** Names a field as the contract does. */
function toField(name: string): string {
  return name.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
