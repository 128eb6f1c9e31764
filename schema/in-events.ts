/**
 * Marks a field that an event carries: it is answered from the snapshot taken with the change, alike for every viewer.
 * Other fields cannot be selected inside an Activity.
 */
export const inEvents = { extensions: { inEvents: true } } as const;

/** The same for an object of which the event carries these fields alone. */
export function partInEvents(...carriedFields: readonly string[]) {
  return { extensions: { inEvents: true, carriedFields } } as const;
}
