/**
 * Marks a field of an Activity that is read beside its event. The history of a project has it; a subscription cannot
 * select it.
 */
export const inHistory = { extensions: { inHistory: true } } as const;
