import type { User } from "../../../client/core/lockstep/index.ts";
import { foldText } from "../find/fold-text.ts";

/** People whom the list offers at once. */
const mostOffered = 6;

/** A mention that is being typed. */
export interface TypedMention {
  /** Place of the `@`. */
  readonly start: number;
  /** Text behind it, up to the caret. */
  readonly query: string;
}

/** Finds the `@` at a word's start whose word, or two words, end at the caret. */
export function findMention(text: string, caret: number): TypedMention | null {
  const found = /(?:^|[\s(])@([^\s@[\]()]{0,40}(?: [^\s@[\]()]{1,40})?)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, query };
}

/** Returns the people whose name, or a later word of it, begins so. */
export function offerPeople(people: readonly User[], query: string): readonly User[] {
  const wanted = foldText(query);
  const isMeant = ({ name }: User) => {
    const folded = foldText(name);
    return folded.startsWith(wanted) || folded.includes(` ${wanted}`);
  };
  return people.filter(isMeant).slice(0, mostOffered);
}

/** Returns the text with the person in the place of the typed mention, and the place behind it. */
export function insertMention(text: string, caret: number, { start }: TypedMention, { id, name }: User) {
  const mention = `[@${name.replace(/[\\\]]/g, "\\$&")}](user:${id}) `;
  const rest = text.slice(caret).replace(/^ /, "");
  return { text: text.slice(0, start) + mention + rest, caret: start + mention.length };
}
