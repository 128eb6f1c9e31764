import { isSame } from "../is-same.ts";
import type { ConfirmedBoard } from "../store/board.ts";
import type { EndReason, StoredIntent } from "../types.ts";
import type { User, WireItem } from "../wire.ts";
import { describeChange } from "./describe-change.ts";
import { forgetDone } from "./finish-intents.ts";
import { type Intents, isPending } from "./intents.ts";

/**
 * Turns everything of a project that waits into items with the person's own words: the project is gone, or the access
 * to it. Other people's data goes. An end for another reason changes nothing.
 */
export function refuseProject(intents: Intents, projectId: string, reason: EndReason, told?: string): Intents {
  const ending = endings[reason];
  if (!ending) return intents;
  const code = reason === "removed" ? "FORBIDDEN" : "NOT_FOUND";
  const standing = { kind: "refused", code, message: told ?? ending } as const;
  return forgetDone(intents, projectId).map((intent) => {
    if (intent.projectId !== projectId) return intent;
    return forgetOthers(isPending(intent) ? { ...intent, standing } : intent);
  });
}

const endings: { readonly [Reason in EndReason]?: string } = {
  deleted: "The project was deleted.",
  removed: "You are no longer a member of the project.",
  "not-found": "Project not found, or you are not a member of it.",
};

/** Takes out what the server has told: the values that the person saw, and those of a conflict. */
export function forgetOthers(intent: StoredIntent): StoredIntent {
  const { displaced, standing } = intent;
  const own: StoredIntent = {
    ...intent,
    before: null,
    ...(displaced && { displaced: displaced.map(forgetOthers) }),
    standing: standing.kind === "conflict" ? { ...standing, current: null } : standing,
  };
  return isSame(own, intent) ? intent : own;
}

/**
 * Lets conflicts name people as the project does now: by a new name, and not at all where it does not name them any
 * more. Without the person who made it, an item is unknown.
 */
export function renewPeople(intents: Intents, projectId: string, board: ConfirmedBoard): Intents {
  const members = Array.from(board.members.values(), ({ user }) => user);
  const renewed = intents.map((intent) => {
    const { standing, change } = intent;
    if (intent.projectId !== projectId || standing.kind !== "conflict" || !standing.current) return intent;
    const people = new Map(
      [...members, ...peopleOf(describeChange(change).find(board))].map((user) => [user.id, user]),
    );
    const renew = (user: User | null) => people.get(user?.id ?? "") ?? null;
    const named = Object.entries(peopleIn(standing.current)).map(([name, user]) => [name, renew(user)] as const);
    const isUnknown = named.some(([name, user]) => !user && name !== "assignee");
    const current = isUnknown ? null : { ...standing.current, ...Object.fromEntries(named) };
    return isSame(current, standing.current) ? intent : { ...intent, standing: { ...standing, current } };
  });
  return isSame(renewed, intents) ? intents : renewed;
}

function peopleOf(item: WireItem | undefined): User[] {
  return Object.values(item ? peopleIn(item) : {}).flatMap((user) => user ?? []);
}

function peopleIn(item: WireItem): Readonly<Record<string, User | null>> {
  if ("author" in item) return { author: item.author };
  return "createdBy" in item ? { assignee: item.assignee, createdBy: item.createdBy } : {};
}

/** Returns true for a refusal or a conflict: the person decides. */
export function isUndecided({ standing }: StoredIntent): boolean {
  return standing.kind === "refused" || standing.kind === "conflict";
}

/** Returns true for a refusal of what was sent. Where the project has ended meanwhile, the server may have taken it. */
export function mayBeTaken({ wire, standing }: StoredIntent): boolean {
  return wire !== null && standing.kind === "refused";
}

/** The item is there, from another creation. */
export function hasTakenId({ standing }: StoredIntent): boolean {
  return standing.kind === "refused" && standing.path?.[1] === "id";
}

/** Intents that need an item whose creation failed. They wait until it is retried or dismissed. */
export function findBlocked(intents: Intents): ReadonlySet<StoredIntent> {
  const missing = new Set<string>();
  const blocked = new Set<StoredIntent>();
  for (const intent of intents) {
    const { action, target, parent = target, listed } = describeChange(intent.change);
    if (isUndecided(intent)) {
      if (action === "create" && !hasTakenId(intent)) missing.add(target);
    } else if (isPending(intent) && [target, parent, ...listed].some((id) => missing.has(id))) {
      blocked.add(intent);
      if (action === "create") missing.add(target);
    }
  }
  return blocked;
}
