import { beforeEach, describe, expect, it } from "vitest";
import type { ValueStorage } from "../../../../client/core/storage/account-storage.ts";
import type { CopyStorage, JournalEntry, OutboxStorage } from "../../../../client/core/types.ts";
import { copyOf, entryOf, intentOf, taskOf } from "./samples.ts";

/** The rules of `CopyStorage`, for each implementation. */
export function describeCopies(name: string, create: () => CopyStorage): void {
  describe(`${name}: copies`, () => {
    let copies: CopyStorage;
    beforeEach(() => {
      copies = create();
    });

    it("gives back what was put in, with the events since", async () => {
      const copy = copyOf("one", 10, [taskOf(1), taskOf(2)]);
      await copies.replace("one", copy);
      await copies.append("one", entryOf("one", 11, 12));
      await copies.append("one", entryOf("one", 13));
      expect(await copies.read("one")).toEqual({
        ...copy,
        journal: [entryOf("one", 11, 12), entryOf("one", 13)],
      });
      expect(await copies.read("two")).toBeNull();
    });

    it("keeps the order of entries that are appended at once", async () => {
      await copies.replace("one", copyOf("one", 0));
      const seqs = Array.from({ length: 50 }, (_, index) => index + 1);
      await Promise.all(seqs.map((seq) => copies.append("one", entryOf("one", seq))));
      expect((await copies.read("one"))?.journal.map(({ seq }) => seq)).toEqual(seqs);
    });

    it("swaps in the whole, journal included", async () => {
      await copies.replace("one", copyOf("one", 0, [taskOf(1)]));
      await copies.append("one", entryOf("one", 1));
      const next = { ...copyOf("one", 5, [taskOf(2)]), journal: [entryOf("one", 6)] };
      await copies.replace("one", next);
      expect(await copies.read("one")).toEqual(next);
    });

    it("refuses events that leave a gap, and holds those that came twice once", async () => {
      await expect(copies.append("one", entryOf("one", 1))).rejects.toMatchObject({ reason: "gap" });
      await copies.replace("one", copyOf("one", 3));
      await expect(copies.append("one", entryOf("one", 5))).rejects.toMatchObject({ reason: "gap" });
      await copies.append("one", entryOf("one", 4, 6));
      await copies.append("one", entryOf("one", 2, 5));
      await copies.append("one", entryOf("one", 5, 8));
      const journal = (await copies.read("one"))?.journal ?? [];
      expect(journal.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([4, 5, 6, 7, 8]);
    });

    it("refuses events that follow another history", async () => {
      await copies.replace("one", copyOf("one", 3));
      const apart = { ...entryOf("one", 4), after: "cursor 3 of a lost history" };
      await expect(copies.append("one", apart)).rejects.toMatchObject({ reason: "gap" });
      await copies.append("one", { ...entryOf("one", 4, 6), after: "cursor 3" });
      const late = { ...entryOf("one", 5), after: "cursor 4" };
      await expect(copies.append("one", late)).rejects.toMatchObject({ reason: "gap" });
      await copies.append("one", { ...entryOf("one", 7), after: "cursor 6" });
      expect((await copies.read("one"))?.journal.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([
        4, 5, 6, 7,
      ]);
    });

    it("keeps the newest comments of each task beside the events, until the whole is swapped in", async () => {
      const commentsOf = (taskId: string, seq: number) => ({ [taskId]: { taskId, seq, comments: [] } });
      const listsAt = (seq: number, comments: JournalEntry["comments"] = {}): JournalEntry => {
        return { after: `cursor ${seq}`, events: [], seq, cursor: `cursor ${seq}`, comments };
      };
      await copies.replace("one", { ...copyOf("one", 3), comments: commentsOf("a", 1) });
      await copies.append("one", entryOf("one", 4, 5));
      await copies.append("one", listsAt(5, commentsOf("b", 4)));
      await copies.append("one", entryOf("one", 6));
      await copies.append("one", listsAt(6, { ...commentsOf("a", 2), ...commentsOf("c", 6) }));
      await copies.append("one", listsAt(6, commentsOf("b", 6)));
      await expect(copies.append("one", listsAt(5, commentsOf("b", 5)))).rejects.toMatchObject({ reason: "gap" });
      const { comments, journal } = (await copies.read("one")) ?? copyOf("one", 0);
      expect(journal.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([4, 5, 6]);
      expect(journal.at(-1)).toMatchObject({ seq: 6, cursor: "cursor 6" });
      expect(Object.assign({}, comments, ...journal.map((entry) => entry.comments))).toEqual({
        ...{ ...commentsOf("a", 2), ...commentsOf("b", 6), ...commentsOf("c", 6) },
      });
      await copies.replace("one", copyOf("one", 6));
      expect(await copies.read("one")).toEqual(copyOf("one", 6));
    });

    it("removes one project and keeps the others", async () => {
      for (const id of ["one", "two"]) await copies.replace(id, copyOf(id, 1));
      await copies.append("one", entryOf("one", 2));
      await copies.remove("one");
      expect(await copies.read("one")).toBeNull();
      expect((await copies.list()).map(({ projectId }) => projectId)).toEqual(["two"]);
      await copies.replace("one", copyOf("one", 1));
      expect((await copies.read("one"))?.journal).toEqual([]);
    });
  });
}

/** The rules of `OutboxStorage`, for each implementation. */
export function describeOutbox(name: string, create: () => OutboxStorage): void {
  describe(`${name}: outbox`, () => {
    let outbox: OutboxStorage;
    beforeEach(() => {
      outbox = create();
    });

    it("reads in order of place, then id", async () => {
      const [a, b, c] = [intentOf("a", 2), intentOf("b", 1), intentOf("c", 1)];
      expect(await outbox.write({ put: [a, c] })).toBe("written");
      expect(await outbox.write({ put: [b] })).toBe("written");
      expect(await outbox.read()).toEqual([b, c, a]);
    });

    it("writes nothing where another tab was faster", async () => {
      await outbox.write({ put: [intentOf("a", 1), intentOf("b", 2)] });
      expect(await outbox.write({ put: [intentOf("a", 1)] })).toBe("stale");
      expect(await outbox.write({ put: [intentOf("a", 1, 2), intentOf("c", 3)] })).toBe("stale");
      expect(await outbox.write({ remove: [{ id: "a", revision: 1 }], put: [intentOf("b", 2, 1)] })).toBe("stale");
      expect(await outbox.write({ remove: [{ id: "gone", revision: 0 }] })).toBe("stale");
      expect(await outbox.read()).toEqual([intentOf("a", 1), intentOf("b", 2)]);
      const change = { put: [intentOf("a", 1, 1)], remove: [{ id: "b", revision: 0 }] };
      expect(await outbox.write(change)).toBe("written");
      expect(await outbox.read()).toEqual([intentOf("a", 1, 1)]);
    });

    it("lets one of two simultaneous writers of an intent win", async () => {
      await outbox.write({ put: [intentOf("a", 1)] });
      const writes = [1, 2, 3].map(() => outbox.write({ put: [intentOf("a", 1, 1)] }));
      expect((await Promise.all(writes)).sort()).toEqual(["stale", "stale", "written"]);
    });
  });
}

/** The rules of `ValueStorage`, for each implementation. */
export function describeValues(name: string, create: () => Promise<ValueStorage>): void {
  it(`${name}: values are read as they were written last, until they are removed`, async () => {
    const values = await create();
    expect(await values.read("inbox")).toBeUndefined();
    await values.write("inbox", { notices: [1] });
    await values.write("read", 7);
    await values.write("inbox", { notices: [2, 3] });
    expect(await values.read("inbox")).toEqual({ notices: [2, 3] });
    await values.write("inbox", undefined);
    expect([await values.read("inbox"), await values.read("read")]).toEqual([undefined, 7]);
  });
}
