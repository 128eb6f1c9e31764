import type { ChangeKind } from "../core/wire.ts";
import { enumValues, inputTypes } from "../generated/input-types.ts";
import type { Issue } from "./check-values.ts";
import type { Input } from "./fake-project.ts";

type Enum = keyof typeof enumValues;
type Scalar = "ID" | "String" | "Int" | "DateTime" | Enum;
type FieldType = Scalar | `${Scalar}!` | "[ID!]" | "[String!]";

/** The fake server knows the project of a change by itself. */
const known = "projectId";

/** Types of the fields of each input. A type of a new scalar does not compile. */
const inputs: { readonly [K in ChangeKind]: Readonly<Record<string, FieldType>> } = inputTypes;

/** Returns the values that are not of the types of the schema, in its order; empty: there are none. */
export function checkInputs(changes: readonly Readonly<Record<string, unknown>>[]): readonly Issue[] {
  return changes.flatMap((change, index) => checkChange(change, ["input", "changes", index]));
}

function checkChange(change: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): Issue[] {
  const kinds = Object.keys(change);
  const issues = Object.keys(inputs).flatMap((kind) =>
    kind in change ? checkInput(kind as ChangeKind, change[kind], [...path, kind]) : [],
  );
  for (const kind of kinds.filter((each) => !Object.hasOwn(inputs, each))) {
    issues.push({ path, message: `Field "${kind}" is not defined by type "ChangeInput".` });
  }
  if (kinds.filter((each) => Object.hasOwn(inputs, each)).length !== 1) {
    issues.push({ path, message: 'Exactly one key must be specified for OneOf type "ChangeInput".' });
  }
  return issues;
}

function checkInput(kind: ChangeKind, given: unknown, path: readonly (string | number)[]): Issue[] {
  const types = inputs[kind];
  const input = (given ?? {}) as Input;
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}Input`;
  const issues = Object.keys(types).flatMap((field): Issue[] => {
    const type = types[field] ?? "String";
    const value = input[field];
    if (value !== undefined) return checkValue(type, value, [...path, field]);
    return type.endsWith("!") && field !== known
      ? [{ path, message: `Field "${field}" of required type "${type}" was not provided.` }]
      : [];
  });
  const unknown = Object.keys(input).filter((field) => !Object.hasOwn(types, field));
  return [
    ...issues,
    ...unknown.map((field) => ({ path, message: `Field "${field}" is not defined by type "${name}".` })),
  ];
}

function checkValue(type: FieldType, value: unknown, path: readonly (string | number)[]): Issue[] {
  if (type.startsWith("[")) {
    const item = type.slice(1, -1) as FieldType;
    if (value === null) return [];
    if (!Array.isArray(value)) return checkValue(item, value, path);
    return value.flatMap((each, index) => checkValue(item, each, [...path, index]));
  }
  if (value === null) {
    return type.endsWith("!") ? [{ path, message: `Expected non-nullable type "${type}" not to be null.` }] : [];
  }
  const message = checkScalar(type.replace("!", "") as Scalar, value);
  return message === null ? [] : [{ path, message }];
}

function checkScalar(type: Scalar, value: unknown): string | null {
  switch (type) {
    case "String":
      return typeof value === "string" ? null : `String cannot represent a non string value: ${JSON.stringify(value)}`;
    case "ID":
      return typeof value === "string" || Number.isInteger(value) ? null : `ID cannot represent value: ${value}`;
    case "Int":
      return Number.isInteger(value) ? null : `Int cannot represent non-integer value: ${JSON.stringify(value)}`;
    case "DateTime":
      return toDateTime(value) === null ? `Expected type "DateTime". ${dateRule}` : null;
    default:
      if (typeof value !== "string") return `Enum "${type}" cannot represent non-string value: ${value}.`;
      return (enumValues[type] as readonly string[]).includes(value)
        ? null
        : `Value "${value}" does not exist in "${type}" enum.`;
  }
}

const dateRule = "A DateTime is an ISO 8601 date and time with its offset, e.g. 2026-11-23T09:30:00.000Z.";

/** Returns the instant in UTC with milliseconds; null for what is none. */
export function toDateTime(value: unknown): string | null {
  const isWhole =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value);
  const date = new Date(isWhole ? value : Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
}
