import { NIL } from "uuid";
import { z } from "zod";
import { isStorableText, isVisibleText, isWithin, withLineFeeds } from "../src/model/storable-text.ts";

/** Text that PostgreSQL and JSON can hold. */
export const storableText = z.string().refine(isStorableText, "must not contain NUL characters or lone surrogates.");

/** At most this many characters (code points, not UTF-16 units). */
export function longText(most: number) {
  return storableText.refine((value) => isWithin(value, most), `must have at most ${most} characters.`);
}

/** The same, with something in it. */
export function filledText(most: number) {
  return longText(most).refine(isVisibleText, "must not be empty.");
}

/** A text of several lines, each of which ends with `\n` from then on. */
export function multiLine(text: z.ZodType<string, string>) {
  return storableText.transform(withLineFeeds).pipe(text);
}

/** A malformed id is an unknown one. */
export const id = z.string().transform((value) => (isUuid.test(value) ? value.toLowerCase() : NIL));

/** An id for something new: any UUID but the one that stands for unknown ids. */
export const newId = z
  .string()
  .refine((value) => isUuid.test(value) && value !== NIL, "must be a UUID, e.g. 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70.")
  .transform((value) => value.toLowerCase());

/** Any version and variant, as PostgreSQL takes them. */
const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A list of ids; each malformed one is an unknown one. */
export const ids = z.array(id).max(200, "must have at most 200 ids.");

const maxMutationId = 128;

/** An empty one counts as absent. */
export const clientMutationId = longText(maxMutationId).transform((value) => (value === "" ? null : value));

/** The id of an earlier change. */
export const earlierMutationId = longText(maxMutationId).min(1, "must not be empty.");

/**
 * For an input type: its optional fields whose columns are required. Schemas of fields never see null, the type's does.
 */
export function neverNull(...fields: readonly string[]) {
  return z.looseObject({}).superRefine((input, { addIssue }) => {
    for (const field of fields) {
      if (input[field] === null) addIssue({ code: "custom", path: [field], message: "must not be null." });
    }
  });
}
