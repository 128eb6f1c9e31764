import { z } from "zod";

/** The body of an entry, as a flat object. */
export type Body = Readonly<Record<string, unknown>>;

/** One kind of event of a log. The log, the schema and the audit follow from it. */
export interface EventDefinition {
  /** The event's own parts, beside those that every event has. */
  readonly carries: Readonly<Record<string, z.ZodType>>;
  /** Told to readers of the schema. */
  readonly description?: string;
  /** Fields of the task or comment that the change touched, for the audit. Absent: `taskChanges`, or none. */
  readonly fields?: readonly string[];
  /** Brings the body of an older entry into today's form. A part added later needs a default or an upcast. */
  readonly upcast?: (body: Body, seq: number) => Body;
}

/** Number of an entry in its stream: from 1, in commit order, without gaps. */
export const entryNumber = z.int().positive();

/**
 * Returns a function that makes the event of a flat object: `type`, `common` and what its kind carries. It returns null
 * where this server cannot read the entry, as when a newer version wrote it.
 */
export function createDecode<Event extends object>(
  definitions: Readonly<Record<string, EventDefinition>>,
  common: Readonly<Record<string, z.ZodType>>,
): (value: Body) => Event | null {
  const codecs = new Map<string, z.ZodType>(
    Object.entries(definitions).map(([type, { carries }]) => [
      type,
      z.object({ type: z.literal(type), ...common, ...carries }),
    ]),
  );
  const head = z.object({ type: z.enum(Object.keys(definitions)), seq: entryNumber });
  return (value) => {
    const { data: known } = head.safeParse(value);
    if (!known) return null;
    const { upcast } = definitions[known.type] ?? {};
    const { data } = codecs.get(known.type)?.safeParse(upcast ? upcast(value, known.seq) : value) ?? {};
    return (data as Event | undefined) ?? null;
  };
}
