import type { CopyStorage, OutboxStorage, StoredCopy, StoredIntent } from "../../../../client/core/types.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One browser's disk. Tabs share it. A write that a dead tab has begun may still happen. */
export class FakeDisk {
  readonly intents = new Map<string, StoredIntent>();
  readonly copies = new Map<string, string>();
  isFull = false;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Storage as one tab sees it. */
  openOutbox(): OutboxStorage {
    return {
      read: async () => {
        await this.#access(1);
        const intents = [...this.intents.values()];
        return structuredClone(intents.sort((one, other) => one.place - other.place || (one.id < other.id ? -1 : 1)));
      },
      write: async ({ put = [], remove = [] }) => {
        const written = structuredClone(put);
        await this.#access(2);
        const isFresh = ({ id, revision }: { id: string; revision: number }, step: number) =>
          (this.intents.get(id)?.revision ?? -1) === revision - step;
        if (!written.every((each) => isFresh(each, 1)) || !remove.every((each) => isFresh(each, 0))) return "stale";
        for (const { id } of remove) this.intents.delete(id);
        for (const intent of written) this.intents.set(intent.id, intent);
        return "written";
      },
    };
  }

  openCopies(): CopyStorage {
    const read = (projectId: string): StoredCopy | null => JSON.parse(this.copies.get(projectId) ?? "null");
    return {
      read: async (projectId) => {
        await this.#access(1);
        return read(projectId);
      },
      replace: async (projectId, copy) => {
        const text = JSON.stringify(copy);
        await this.#access(3);
        this.copies.set(projectId, text);
      },
      append: async (projectId, entry) => {
        const text = JSON.stringify(entry);
        await this.#access(1);
        const copy = read(projectId);
        const { cursor } = copy?.journal.at(-1) ?? copy?.board ?? {};
        if (!copy || cursor !== entry.after) throw Object.assign(new Error("It does not fit."), { reason: "gap" });
        this.copies.set(projectId, JSON.stringify({ ...copy, journal: [...copy.journal, JSON.parse(text)] }));
      },
      remove: async (projectId) => {
        await this.#access(1);
        this.copies.delete(projectId);
      },
      list: async () => [...this.copies.keys()].map((projectId) => ({ projectId, openedAt: 0 })),
    };
  }

  async #access(milliseconds: number): Promise<void> {
    await this.#time.pass(milliseconds);
    if (this.isFull) throw new Error("The disk is full.");
  }
}
