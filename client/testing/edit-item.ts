import type { FakeChange, Versioned } from "./fake-change.ts";
import type { Answer, Kept } from "./fake-project.ts";
import { mergeLines } from "./merge-lines.ts";

/** Upper bound of a merged text, in characters. */
const mostCharacters = 65_536;

interface Edit<T> {
  /** Name of its type. */
  readonly noun: string;
  /** New values by the item's own field names; undefined: it stays. */
  readonly values: { readonly [F in keyof T]?: T[F] | undefined };
  /** The field never conflicts. */
  readonly free?: keyof T & string;
  /** The field whose text merges by lines. */
  readonly text?: keyof T & string;
  /** Checks what is about to be saved. Throws a `Refusal`. */
  readonly check?: () => void;
  readonly toEvent: (value: T, fields: readonly string[]) => object;
}

/** Judges an edit: merges, conflicts, or changes the item and records the event. Answers as `name`. */
export function editItem<T extends Versioned>(
  change: FakeChange,
  kept: Kept<T>,
  { noun, values, free, text, check, toEvent }: Edit<T>,
  name = `Update${noun}`,
): Answer {
  const { project, actor, input } = change;
  const key = noun.toLowerCase();
  const wanted = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
  const different = () =>
    (Object.keys(wanted) as (keyof T & string)[])
      .filter((field) => !isEqual(wanted[field], kept.value[field]))
      .map((field) => toField(field));
  const judged = different().filter((field) => field !== toField(free ?? ""));
  const conflict = findConflict(change, kept, noun, judged, "last", text);
  const merged = conflict && text ? mergeText(kept, wanted[text], text, conflict) : null;
  if (conflict && merged === null) return toConflict(kept, noun, conflict);
  if (text && merged !== null && (wanted[text] ?? "") !== merged) wanted[text] = merged as T[typeof text];
  const fields = different();
  if (fields.length === 0) return { __typename: `${name}Payload`, seq: project.seq, [key]: kept.value };
  check?.();
  bump(change, kept, { ...kept.value, ...wanted }, fields, text);
  if (merged !== null) kept.mergedVersion = kept.value.version;
  const seq = project.record(actor, input, toEvent(kept.value, fields));
  return { __typename: `${name}Payload`, seq, [key]: kept.value };
}

/** Puts the next version of an item in its place. */
export function bump<T extends Versioned>(
  { actor, input, request }: FakeChange,
  kept: Kept<T>,
  value: T,
  fields: readonly string[],
  text: (keyof T & string) | undefined,
): void {
  const version = kept.value.version + 1;
  kept.value = { ...value, version };
  kept.makers[version] = { actorId: actor.id, id: input["clientMutationId"], request };
  for (const field of fields) kept.fieldVersions[field] = version;
  if (text) kept.texts[version] = String(kept.value[text] ?? "");
}

interface Conflict {
  readonly message: string;
  readonly expectedVersion: number;
  readonly currentVersion: number;
  readonly fields: readonly string[];
}

/** Returns the conflict of a change of these fields; null: there is none. `every`: it must follow all later changes. */
export function findConflict<T extends Versioned>(
  { actor, input, request, earlierIds }: FakeChange,
  { value: { version: currentVersion }, fieldVersions, mergedVersion, makers }: Kept<T>,
  noun: string,
  fields: readonly string[],
  mustFollow: "last" | "every",
  text?: string,
): Conflict | null {
  const { expectedVersion, following } = input;
  if (typeof expectedVersion !== "number") return null;
  const isAhead = expectedVersion > currentVersion;
  const changed = fields.filter((field) => isAhead || (fieldVersions[field] ?? 0) > expectedVersion);
  if (changed.length === 0) return null;
  const followed: readonly unknown[] = [...((following ?? []) as readonly unknown[]), ...earlierIds].filter(Boolean);
  const isOwn = (version: number) => {
    const maker = makers[version];
    if (!maker || version <= expectedVersion || maker.actorId !== actor.id) return false;
    return maker.request === request || followed.includes(maker.id);
  };
  const isMerged = (field: string) => field === toField(text ?? "") && mergedVersion > expectedVersion;
  const byOthers = changed.filter((field) => isMerged(field) || !isOwn(fieldVersions[field] ?? 0));
  const own = Object.keys(makers).filter((version) => isOwn(Number(version))).length;
  if (mustFollow === "last" ? byOthers.length === 0 : own === currentVersion - expectedVersion) return null;
  const conflicting = byOthers.length > 0 ? byOthers : changed;
  const cause = isAhead
    ? `The ${noun.toLowerCase()} is at version ${currentVersion}, but expectedVersion is ${expectedVersion}`
    : `The ${noun.toLowerCase()} has changed since version ${expectedVersion}`;
  const message = `${cause}: ${conflicting.join(", ")}. Nothing was saved.`;
  return { message, expectedVersion, currentVersion, fields: conflicting };
}

export function toConflict({ value }: Kept<Versioned>, noun: string, conflict: Conflict): Answer {
  const key = noun.toLowerCase();
  return { __typename: `${noun}Conflict`, ...conflict, [`${key}Fields`]: conflict.fields, [key]: value };
}

function mergeText<T>(
  { texts, value }: Kept<T>,
  mine: unknown,
  text: keyof T & string,
  { fields, expectedVersion, currentVersion }: Conflict,
): string | null {
  if (expectedVersion > currentVersion || fields.some((field) => field !== toField(text))) return null;
  const base =
    texts[
      Math.max(
        ...Object.keys(texts)
          .map(Number)
          .filter((version) => version <= expectedVersion),
      )
    ];
  const merged = base === undefined ? null : mergeLines(base, String(value[text] ?? ""), String(mine ?? ""));
  return merged !== null && [...merged].length <= mostCharacters ? merged : null;
}

/** Names a field as the contract does. */
function toField(name: string): string {
  return name.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
