import type { ProjectRole, TaskSnapshotFragment } from "../generated/graphql.ts";
import type { ShownChange } from "./use-history.ts";

/** State of what a change is about, right before it. A part is missing where no change is known that tells it. */
export interface Earlier {
  readonly task?: TaskSnapshotFragment | undefined;
  /** Role of the member whom the change is about. */
  readonly role?: ProjectRole | undefined;
}

/**
 * Returns by its number the state before each change, as far as these changes tell it. Events carry new values only, so
 * the old ones are those of the change before. `changes`: newest first, without gaps.
 */
export function findEarlier(changes: readonly ShownChange[]): ReadonlyMap<number, Earlier> {
  const tasks = new Map<string, TaskSnapshotFragment>();
  const roles = new Map<string, ProjectRole>();
  const deletedLabels = new Set<string>();
  const earlier = new Map<number, Earlier>();
  for (const change of changes.toReversed()) {
    switch (change.__typename) {
      case "ProjectCreated":
        roles.set(change.actor.id, "OWNER");
        break;
      case "MemberAdded":
      case "MemberRoleChanged": {
        const { role, user } = change.member;
        earlier.set(change.seq, { role: roles.get(user.id) });
        roles.set(user.id, role);
        break;
      }
      case "TaskCreated":
      case "TaskUpdated":
      case "TaskStatusChanged":
      case "TaskRestored": {
        const { task } = change;
        const known = tasks.get(task.id);
        // Deleting a label takes it from its tasks without a change of theirs.
        const labels = known?.labels.filter(({ id }) => !deletedLabels.has(id)) ?? [];
        earlier.set(change.seq, { task: known && { ...known, labels } });
        tasks.set(task.id, task);
        break;
      }
      case "LabelDeleted":
        deletedLabels.add(change.labelId);
        break;
    }
  }
  return earlier;
}
