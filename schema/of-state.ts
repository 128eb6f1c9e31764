/**
 * Marks a field that is a function of its parent, its arguments and the state of the project. It is alike for every
 * member, and the same until the next change. Names of people may change. Answers of different viewers share such
 * fields (`src/server/graphql/shared-fields.ts`). A field without the mark is executed for each viewer.
 */
export const ofState = { extensions: { ofState: true } } as const;
