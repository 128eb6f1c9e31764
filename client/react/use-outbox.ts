import { useMemo, useSyncExternalStore } from "react";
import { findAdded } from "../core/find-added.ts";
import { describeChange } from "../core/outbox/describe-change.ts";
import type { Holdup } from "../core/outbox/holdup.ts";
import type { Durability } from "../core/outbox/intent-log.ts";
import type { Intents } from "../core/outbox/intents.ts";
import type { ConflictStanding, StoredIntent } from "../core/types.ts";
import type { Change } from "../core/wire.ts";
import { useLockstep } from "./lockstep-provider.ts";

/** An own change that the server has not confirmed. */
export interface OutboxItem {
  /** UUID of the change, for `retry`, `dismiss`, `resolve` and `cancel`. The same after a reload. */
  readonly id: string;
  /** The project that it changes. */
  readonly projectId: string;
  /** The change as the person made it, by its kind. */
  readonly change: Change;
  /** The item that it makes or changes, such as a task. */
  readonly itemId: string;
  /** The task that it makes, changes or comments on; null where the change does not name it. */
  readonly taskId: string | null;
  /** The words that the person wrote, by field (`title`, `description`, `body`, `name`). */
  readonly ownText: Readonly<Record<string, string>>;
  /** Values that the person saw before the change, by field; null: none, or the access to the project was lost. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Time at which the person made it, by the clock of the device. */
  readonly createdAt: Date;
  /** List of `useOutbox` in which it stands. */
  readonly state: "pending" | "failed" | "conflict";
}

/** A change that waits, or is on its way. */
export interface PendingItem extends OutboxItem {
  /** It stands in `pending`. */
  readonly state: "pending";
}

/** The server does not take the change. Nothing was done. */
export interface FailedItem extends OutboxItem {
  /** It stands in `failed`. */
  readonly state: "failed";
  /** Error code as in the contract, such as `FORBIDDEN` or `BAD_USER_INPUT`. */
  readonly code: string;
  /** Sentence to show. */
  readonly message: string;
  /**
   * Leads from the change's kind to the value that is wrong, such as `["createTask", "title"]`; absent: none is named.
   */
  readonly path?: readonly (string | number)[];
}

/** Somebody else changed the same. Nothing was done. `current` is the item as the server has it. */
export interface ConflictItem extends OutboxItem, Omit<ConflictStanding, "kind"> {
  /** It stands in `conflicts`. */
  readonly state: "conflict";
}

/** Own changes that the server has not confirmed, in the order in which they were made. */
export interface OutboxView {
  /** Changes that wait or are on their way. They show in all hooks. */
  readonly pending: readonly PendingItem[];
  /** Changes that the server refused, until `retry` or `dismiss`. They show nowhere else. */
  readonly failed: readonly FailedItem[];
  /** Changes that met another person's, until `resolve` or `dismiss`. The hooks show the other person's. */
  readonly conflicts: readonly ConflictItem[];
  /** `memory`: the disk takes nothing at present, so unsent changes are lost with the tab. */
  readonly durability: Durability;
}

/**
 * Actions on own changes. Those that resolve with a `Durability` do so once it is on disk, or storage takes nothing.
 * They resolve with false where nothing could be done. Another tab has decided then, or the id is unknown; nobody is
 * signed in, or the code for decisions cannot be loaded. Only a wrong change for `resolve` rejects, with a `TypeError`.
 */
export interface OutboxActions {
  /** Returns why the pending changes of a project are not on their way; null when they are. */
  readonly holdup: (projectId: string) => Holdup | null;
  /**
   * Returns the item that carries the change of an action, by the action's `id`, of any project. Undefined: nothing of
   * it is left to send or to decide.
   */
  readonly find: (id: string) => PendingItem | FailedItem | ConflictItem | undefined;
  /** Sends a failed change again. */
  readonly retry: (id: string) => Promise<Durability | false>;
  /** Removes a failed change or a conflict, own text included. In a conflict: the other person's version stays. */
  readonly dismiss: (id: string) => Promise<Durability | false>;
  /** Sends a conflict on the present state: the own version, or the given change, such as a text that joins both. */
  readonly resolve: (id: string, change?: Change) => Promise<Durability | false>;
  /**
   * Takes a change back that was never sent; with a new item, all that was planned for it. Resolves with false when it
   * is too late.
   */
  readonly cancel: (id: string) => Promise<boolean>;
}

/** Returns own changes that are not confirmed, of one project or of all, and the actions on them. */
export function useOutbox(projectId?: string): OutboxView & OutboxActions {
  const { outbox } = useLockstep();
  const intents = useIntents((all) => {
    return projectId === undefined ? all : all.filter((intent) => intent.projectId === projectId);
  }, projectId);
  const read = () => {
    const projects = new Set(intents.map((each) => each.projectId));
    return outbox.durability + JSON.stringify(Array.from(projects, outbox.holdup));
  };
  const state = useSyncExternalStore(outbox.subscribe, read, read);
  const { durability, holdup, retry, dismiss, resolve, cancel } = outbox;
  // biome-ignore lint/correctness/useExhaustiveDependencies: The state stands for what is read of the outbox.
  return useMemo(() => {
    const find = (id: string) => {
      const intent = outbox.find(id);
      return intent && toItem(intent);
    };
    return { ...sortIntents(intents), durability, holdup, find, retry, dismiss, resolve, cancel };
  }, [intents, state, outbox]);
}

const none: Intents = [];

/** Returns the intents that are chosen of all, and renders again when one of them changes. `key` names the choice. */
export function useIntents(choose: (all: Intents) => Intents, key: unknown): Intents {
  const { outbox } = useLockstep();
  // biome-ignore lint/correctness/useExhaustiveDependencies: The key stands for the function.
  const read = useMemo(() => {
    let chosen = none;
    return () => {
      const next = choose(outbox.intents);
      if (findAdded(chosen, next)?.length !== 0) chosen = next;
      return chosen;
    };
  }, [outbox, key]);
  return useSyncExternalStore(outbox.subscribe, read, () => none);
}

/** Sorts intents by their standing, as items for views. */
export function sortIntents(intents: readonly StoredIntent[]): Omit<OutboxView, "durability"> {
  const pending: PendingItem[] = [];
  const failed: FailedItem[] = [];
  const conflicts: ConflictItem[] = [];
  for (const intent of intents) {
    const item = toItem(intent);
    if (item.state === "conflict") conflicts.push(item);
    else if (item.state === "failed") failed.push(item);
    else pending.push(item);
  }
  return { pending, failed, conflicts };
}

function toItem(intent: StoredIntent): PendingItem | FailedItem | ConflictItem {
  const { id, projectId, change, before, createdAt, standing } = intent;
  const input = change.input as unknown as Readonly<Record<string, unknown>>;
  const ownText: Record<string, string> = {};
  for (const field of ["title", "description", "body", "name"]) {
    const text = input[field];
    if (typeof text === "string") ownText[field] = text;
  }
  const itemId = describeChange(change).target;
  const taskId = change.kind === "createTask" ? itemId : ((input["taskId"] as string | undefined) ?? null);
  const item = { id, projectId, change, itemId, taskId, ownText, before, createdAt: new Date(createdAt) };
  if (standing.kind === "conflict") {
    const { kind, ...conflict } = standing;
    return { ...item, ...conflict, state: kind };
  }
  if (standing.kind !== "refused") return { ...item, state: "pending" };
  const { kind, ...refusal } = standing;
  return { ...item, ...refusal, state: "failed" };
}
