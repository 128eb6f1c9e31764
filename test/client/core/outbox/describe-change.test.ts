import { expect, it } from "vitest";
import { requireChange } from "../../../../client/core/outbox/describe-change.ts";
import type { Change } from "../../../../client/core/wire.ts";
import { inputTypes } from "../../../../client/generated/input-types.ts";
import { checkInputs } from "../../../../client/testing/check-inputs.ts";
import { checkValues } from "../../../../client/testing/check-values.ts";

type Kind = keyof typeof inputTypes;

/** Values that the outbox adds. */
const added = ["projectId", "clientMutationId", "expectedVersion", "following"];

const someId = "0f2f5a1e-7a55-4d0e-9c5c-2f4c1f0a6b01";

const samples: Readonly<Record<string, unknown>> = {
  ...{ title: "T", body: "B", name: "N", description: "D", dueAt: "2026-12-01T00:00:00.000Z" },
  ...{ status: "DONE", priority: "LOW", color: "RED" },
  ...{ labelIds: [someId], addLabelIds: [someId], removeLabelIds: [someId] },
};

/** Undefined stands for a value that is missing. */
const wrongValues = [undefined, null, 7, Number.NaN, true, {}, [7], [null], ["x"], "x", () => "x", new Date(0)];

const table = (Object.keys(inputTypes) as Kind[]).flatMap((kind) =>
  fieldsOf(kind).flatMap((field) => wrongValues.map((value) => ({ kind, field, value }))),
);

it("refuses each value of a wrong type, and takes each that the server may take", () => {
  const judged = table.map(({ kind, field, value }) => {
    const whole = Object.fromEntries(fieldsOf(kind).map((name) => [name, samples[name] ?? someId]));
    const input: Readonly<Record<string, unknown>> = { ...whole, [field]: value };
    return { kind, field, value, isTaken: isTaken(kind, input), isExpected: isRight(kind, field, value, input) };
  });
  expect(judged.filter(({ isTaken, isExpected }) => isTaken !== isExpected)).toEqual([]);
  expect(judged.filter(({ isTaken }) => isTaken).length).toBeGreaterThan(50);
});

function fieldsOf(kind: Kind): readonly string[] {
  return Object.keys(inputTypes[kind]).filter((name) => !added.includes(name));
}

function isTaken(kind: Kind, input: object): boolean {
  try {
    requireChange({ kind, input } as unknown as Change);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return false;
  }
}

/** A list is a list of texts, and all else is text. The server's rules say where a value may be missing or null. */
function isRight(kind: Kind, field: string, value: unknown, input: Readonly<Record<string, unknown>>): boolean {
  if (value == null) {
    const changes = [{ [kind]: input }] as Parameters<typeof checkValues>[0];
    return checkInputs(changes).length + checkValues(changes).length === 0;
  }
  if (!field.endsWith("Ids")) return typeof value === "string";
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
