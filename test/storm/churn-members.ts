import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../faults/random.ts";
import type { Board } from "../support/board.ts";
import { AddMemberDocument, RemoveMemberDocument, UpdateMemberRoleDocument } from "../support/generated/graphql.ts";
import type { Person } from "../support/person.ts";

/**
 * Adds a third person to the project, changes their role and removes them, again and again. Members change online only.
 */
export async function churnMembers(
  { projectId, owner }: Board,
  { id: userId }: Person,
  random: Random,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await sleep(random.integer(500, 3_000));
    const role = random.pick(["VIEWER", "MEMBER", "ADMIN"] as const);
    const requests = [
      () => owner.request(AddMemberDocument, { input: { projectId, userId, role } }),
      () => owner.request(UpdateMemberRoleDocument, { input: { projectId, userId, role } }),
      () => owner.request(RemoveMemberDocument, { input: { projectId, userId } }),
    ];
    // The server may be gone, or the person be there already.
    await random
      .pick(requests)()
      .catch(() => undefined);
  }
}
