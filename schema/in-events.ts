/**
 * Marks a field that an event carries: it is answered from the snapshot taken with the change, alike for every viewer.
 * What is not marked cannot be selected inside an Activity.
 */
export const inEvents = { extensions: { inEvents: true } } as const;
