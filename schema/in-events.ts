import type { z } from "zod";
import type { SchemaTypes } from "./builder.ts";

/**
 * Marks a field that an event carries: it is answered from the snapshot taken with the change, alike for every viewer.
 * Other fields cannot be selected inside an Activity.
 */
export const inEvents = { extensions: { inEvents: true } } as const;

/** The same for an object of which the event carries these fields alone. */
export function partInEvents(...carriedFields: readonly string[]) {
  return { extensions: { inEvents: true, carriedFields } } as const;
}

type ObjectType<Shape> = PothosSchemaTypes.ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Shape>;

const shown = new Map<z.ZodType, ObjectType<never>>();

/** Says by which type events show a snapshot that they carry. */
export function showSnapshot<Snapshot>(codec: z.ZodType<Snapshot>, type: ObjectType<Snapshot>): void {
  shown.set(codec, type as ObjectType<never>);
}

/** Returns the type that shows a snapshot; undefined for a codec of another kind. */
export function findShown(codec: z.ZodType): ObjectType<never> | undefined {
  return shown.get(codec);
}
