import { NIL, validate } from "uuid";
import { z } from "zod";
import { isStorableText } from "../src/model/storable-text.ts";

/** Text that PostgreSQL and JSON can hold. */
export const storableText = z.string().refine(isStorableText, "must not contain NUL characters or lone surrogates.");

/** At most this many characters (code points, not UTF-16 units). */
export function longText(most: number) {
  return storableText.refine((value) => countCharacters(value, most) <= most, `must have at most ${most} characters.`);
}

/** The same, with something in it. */
export function filledText(most: number) {
  return longText(most).refine((value) => isVisible.test(value), "must not be empty.");
}

/** Anything but white space and characters that only steer others, e.g. a zero-width space. */
const isVisible = /[^\s\p{Cf}]/u;

function countCharacters(value: string, most: number): number {
  return value.length <= most ? value.length : [...value].length;
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
