import type { TaskStatus } from "../../generated/graphql.ts";
import type { MadeChange } from "../outbox/outbox.ts";
import type { StoredIntent, StreamItem } from "../types.ts";
import type { Change, Task, User, WireItem } from "../wire.ts";

/** Parts of a `ProjectHandle` that undo needs. */
export interface UndoneProject {
  readonly projectId: string;
  readonly me: User | undefined;
  column(status: TaskStatus): readonly Task[];
  submit(change: Change, seen?: WireItem): unknown;
  onItem(listener: (item: StreamItem) => void): () => void;
}

/** Parts of a `Lockstep` that undo needs. */
export interface UndoneLockstep {
  readonly outbox: UndoneOutbox;
  readonly account: { subscribe(listener: () => void): () => void };
}

export interface UndoneOutbox {
  readonly intents: readonly StoredIntent[];
  find(id: string): StoredIntent | undefined;
  cancel(id: string): Promise<boolean>;
  onSubmit(listener: (made: MadeChange) => void): () => void;
  subscribe(listener: () => void): () => void;
}
