/**
 * Marks a field of an Activity that its event does not carry and that is read beside it: a project's history has it, a
 * subscription cannot select it.
 */
export const inHistory = { extensions: { inHistory: true } } as const;
