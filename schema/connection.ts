import { z } from "zod";
import { BadUserInputError } from "../src/errors/expected-error.ts";
import type { Page, PageRequest } from "../src/operations/page.ts";
import { builder } from "./builder.ts";

/** Default and maximum of `first`. */
export const pageSize = { default: 50, most: 100 };

/** `first` and `after`, for fields that give a connection. */
export function pageArgs() {
  return builder.args((t) => ({
    first: t.int({
      description: `At most this many; ${pageSize.default} by default, ${pageSize.most} at most.`,
      validate: z.int().min(0, "must not be negative.").max(pageSize.most, `must be at most ${pageSize.most}.`),
    }),
    after: t.string({ description: "The cursor behind which to go on." }),
  }));
}

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

type CursorKeys = readonly (string | number)[];

/** Throws BadUserInputError for a cursor that no page of this kind gave. */
export function toPageRequest<Keys extends CursorKeys>(
  { first, after }: PageArgs,
  keys: z.ZodType<Keys>,
): PageRequest<Keys> {
  return { first: first ?? pageSize.default, after: after == null ? undefined : decodeCursor(after, keys) };
}

interface ConnectionOptions<T, Node> {
  /** Keys for its cursor. */
  readonly toKeys: (item: T) => CursorKeys;
  /** Null for an item that cannot be shown. */
  readonly toNode: (item: T) => Node | null;
  readonly totalCount: () => Promise<number>;
}

/** A page as a connection; the total is counted when it is asked for. Cursors hold keys, so they outlive their item. */
export function toConnection<T, Node extends object>(
  page: Page<T>,
  request: PageRequest<unknown>,
  { toKeys, toNode, totalCount }: ConnectionOptions<T, Node>,
) {
  const cursors = page.nodes.map((item) => encodeCursor(toKeys(item)));
  const edges = page.nodes.flatMap((item, index) => {
    const node = toNode(item);
    return node ? [{ node, cursor: cursors[index] ?? "" }] : [];
  });
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: request.after !== undefined,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
    totalCount,
  };
}

function encodeCursor(keys: CursorKeys): string {
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

function decodeCursor<Keys extends CursorKeys>(cursor: string, keys: z.ZodType<Keys>): Keys {
  const decoded = keys.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  // Decoding passes over what is no base64url, so only what encodes to the same was made here.
  if (decoded.success && encodeCursor(decoded.data) === cursor) return decoded.data;
  throw BadUserInputError.at(["after"], "after is not a cursor of this list.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
