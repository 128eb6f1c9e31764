import { StorageError } from "../../../../client/core/storage/storage-error.ts";
import type { CopyStorage, OutboxStorage, StoredIntent } from "../../../../client/core/types.ts";
import type { VirtualClock } from "../../../simulation/virtual-clock.ts";
import { copyValue } from "./copy-value.ts";

/** A project's copy and its journal as JSON, and the cursor that they lead to. */
interface WrittenCopy {
  readonly copy: string;
  readonly journal: string[];
  cursor: string;
}

/** One browser's disk. Tabs share it. A write that a dead tab has begun may still happen. */
export class FakeDisk {
  readonly intents = new Map<string, StoredIntent>();
  /** Those that are done. */
  readonly done = new Map<string, StoredIntent>();
  /** Ids of all intents that it has ever held. */
  readonly held = new Set<string>();
  readonly #copies = new Map<string, WrittenCopy>();
  isFull = false;
  /** Another tab has removed it. */
  isRemoved = false;
  readonly #time: VirtualClock;

  constructor(time: VirtualClock) {
    this.#time = time;
  }

  /** Storage as one tab sees it. */
  openOutbox(): OutboxStorage {
    return {
      read: async () => {
        await this.#access(1);
        const intents = [...this.intents.values(), ...this.done.values()];
        return copyValue(intents.sort((one, other) => one.place - other.place || (one.id < other.id ? -1 : 1)));
      },
      write: async ({ put = [], remove = [] }) => {
        const written = copyValue(put);
        await this.#access(2);
        const isFresh = ({ id, revision }: { id: string; revision: number }, step: number) =>
          ((this.intents.get(id) ?? this.done.get(id))?.revision ?? -1) === revision - step;
        if (!written.every((each) => isFresh(each, 1)) || !remove.every((each) => isFresh(each, 0))) return "stale";
        for (const { id } of [...remove, ...written]) for (const map of [this.intents, this.done]) map.delete(id);
        for (const intent of written) {
          const map = intent.standing.kind === "done" ? this.done : this.intents;
          map.set(intent.id, intent);
          this.held.add(intent.id);
        }
        return "written";
      },
    };
  }

  openCopies(): CopyStorage {
    return {
      read: async (projectId) => {
        await this.#access(1);
        const known = this.#copies.get(projectId);
        return known ? { ...JSON.parse(known.copy), journal: known.journal.map((entry) => JSON.parse(entry)) } : null;
      },
      replace: async (projectId, { journal, ...copy }) => {
        const texts = journal.map((entry) => JSON.stringify(entry));
        const { cursor } = journal.at(-1) ?? copy.board;
        const written = { copy: JSON.stringify(copy), journal: texts, cursor };
        await this.#access(3);
        this.#copies.set(projectId, written);
      },
      append: async (projectId, entry) => {
        const text = JSON.stringify(entry);
        await this.#access(1);
        const known = this.#copies.get(projectId);
        if (!known || known.cursor !== entry.after)
          throw Object.assign(new Error("It does not fit."), { reason: "gap" });
        known.journal.push(text);
        known.cursor = entry.cursor;
      },
      remove: async (projectId) => {
        await this.#access(1);
        this.#copies.delete(projectId);
      },
      list: async () => [...this.#copies.keys()].map((projectId) => ({ projectId, openedAt: 0 })),
    };
  }

  async #access(milliseconds: number): Promise<void> {
    await this.#time.pass(milliseconds);
    if (this.isRemoved) throw new StorageError("removed");
    if (this.isFull) throw new StorageError("full");
  }
}
