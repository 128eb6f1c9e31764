import { BadUserInputError, UnauthenticatedError } from "../errors/expected-error.ts";
import { reusedMutationId } from "./change-project.ts";
import type { InboxState } from "./inbox-log.ts";
import { isNotice, unreadSql } from "./inbox-log.ts";
import type { OperationContext } from "./operation-context.ts";

export interface MarkNoticesReadInput {
  /** Number of the last notice that was read. */
  readonly upTo: number;
  readonly clientMutationId?: string | null | undefined;
}

/**
 * Marks the viewer's notices up to a number as read. Changes nothing where all of them are. Throws BadUserInputError
 * for a number beyond the newest one.
 */
export async function markNoticesRead(
  { viewer: { userId }, inbox: { log } }: Pick<OperationContext, "viewer" | "inbox">,
  input: MarkNoticesReadInput,
): Promise<InboxState> {
  const { upTo } = input;
  const request = {
    ...{ streamId: userId, actorId: userId, operation: "markNoticesRead", input },
    idempotencyKey: input.clientMutationId,
    admit: ({ guard }: { readonly guard: object | null }) => {
      if (!guard) throw new UnauthenticatedError("The account of this token was deleted.");
    },
    keyReused: () => reusedMutationId([]),
  };
  const { result } = await log.change(request, async ({ client, guard, before, append }): Promise<InboxState> => {
    if (upTo > before) {
      throw BadUserInputError.at(
        ["input", "upTo"],
        `upTo is beyond your newest notice, which has the number ${before}.`,
      );
    }
    const { rows } = await client.query<InboxState>({
      name: "notices-read",
      text: `
        UPDATE inbox_heads h SET read_through = $2
        WHERE h.person_id = $1 AND EXISTS (
          SELECT FROM notices n WHERE n.person_id = $1 AND n.seq > h.read_through AND n.seq <= $2 AND ${isNotice})
        RETURNING ${unreadSql} AS "unreadCount"`,
      values: [userId, upTo],
    });
    const [marked] = rows;
    if (!marked) return { unreadCount: guard.unreadCount };
    await append({ type: "NoticesRead", upTo, ...marked });
    return marked;
  });
  // A retry gets the entry that the change wrote.
  return "unreadCount" in result ? { unreadCount: result.unreadCount } : { unreadCount: 0 };
}
