import { NIL, validate } from "uuid";
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
export const id = z.string().transform((value) => (validate(value) ? value.toLowerCase() : NIL));

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
