import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type {
  BatchOutcome,
  BatchRequest,
  ChangeOutcome,
  ChangePart,
  ChangeRequest,
  OpenChange,
} from "../../../src/engine/log/change.ts";
import type { Codec } from "../../../src/engine/log/codec.ts";
import { formatCursor, type LogPosition, startPosition } from "../../../src/engine/log/cursor.ts";
import type { PlacedEntry } from "../../../src/engine/log/entry.ts";
import type { LogReader, ReadLimit } from "../../../src/engine/log/log-reader.ts";
import type { CommitListener } from "../../../src/engine/log/log-writer.ts";
import { BadUserInputError, NotFoundError } from "../../../src/errors/expected-error.ts";
import { range } from "../../support/range.ts";

/** Event and draft of the contract's streams. */
export interface Said {
  readonly text: string;
}

/** State of the contract's streams. */
export interface Counted {
  readonly count: number;
}

/** Texts that begin with "new" cannot be decoded. */
export const saidCodec: Codec<Said, Said> = {
  encode: ({ text }) => ({ type: "Said", body: { text } }),
  decode: ({ body }) => {
    const { text } = body as Said;
    return text.startsWith("new") ? null : { text };
  },
};

/** A log of the kind "said", with `saidCodec`. */
export interface ContractLog extends LogReader<Counted, Said> {
  change<Result>(
    request: Omit<ChangeRequest<Counted>, "create" | "admit">,
    work: (change: Omit<OpenChange<Said, Said, Counted>, "client">) => Promise<Result> | Result,
  ): Promise<ChangeOutcome<Result | Said>>;
  changeAll<Result extends object>(
    request: Omit<BatchRequest<Counted, Result>, "admit">,
    work: (change: Omit<OpenChange<Said, Said, Counted>, "client">, index: number) => Promise<Result> | Result,
  ): Promise<BatchOutcome<Result | Said>>;
  onCommit(listener: CommitListener): () => void;
}

/** Result of a part of the contract's batches. */
interface Heard {
  readonly text?: string;
  readonly refused?: string;
  readonly kept?: number;
}

/** Two instances' logs of one database. */
export interface LogScene {
  readonly here: ContractLog;
  readonly there: ContractLog;
  /** Creates a stream whose state counts its entries. */
  createStream(streamId: string): Promise<void>;
  /** Prunes all entries up to a number. */
  prune(streamId: string, through: number): Promise<void>;
  close(): Promise<void>;
}

const all: ReadLimit = { entries: 1_000, bytes: 1e9 };

/** Contract of every log, as `LogReader` and `LogWriter` state it. */
export function testLogContract(name: string, openScene: () => Promise<LogScene>): void {
  describe(`${name} as a log`, () => {
    let scene: LogScene;
    let log: ContractLog;
    let streamId: string;
    let actorId: string;

    beforeEach(async () => {
      scene = await openScene();
      log = scene.here;
      streamId = randomUUID();
      actorId = randomUUID();
      await scene.createStream(streamId);
    });

    afterEach(() => scene.close());

    const requestOf = (input: object, idempotencyKey: string | null = null) => ({
      ...{ streamId, actorId, operation: "say", input, idempotencyKey },
    });

    const say = (text: string, key: string | null = null, through = log) =>
      through.change(requestOf({ text }, key), ({ append }) => append({ text }));

    /** Says texts one after another. Returns their positions, the start before them. */
    async function sayAll(texts: readonly string[]): Promise<LogPosition[]> {
      const positions = [startPosition];
      for (const text of texts) positions.push((await say(text)).position);
      return positions;
    }

    const readStream = (after: number, limit = all) => log.readStream(streamId, after, limit);
    const readPage = (after: number, limit = all) => log.readPage(streamId, after, limit);

    test("reads an empty stream from the start", async () => {
      expect(await readStream(0)).toEqual({ head: startPosition, state: { count: 0 }, base: "0", entries: [] });
      expect(await readPage(0)).toEqual({ base: "0", entries: [] });
      expect(await log.readHeads([streamId])).toEqual(new Map([[streamId, startPosition]]));
    });

    test("knows nothing of a stream that does not exist", async () => {
      const nowhere = randomUUID();
      expect(await log.readStream(nowhere, 0, all)).toBeNull();
      expect(await log.readPage(nowhere, 0, all)).toEqual({ base: null, entries: [] });
      expect(await log.readHeads([nowhere, streamId])).toEqual(new Map([[streamId, startPosition]]));
      expect(await log.readHeads([])).toEqual(new Map());
      const change = log.change({ ...requestOf({}), streamId: nowhere }, ({ append }) => append({ text: "lost" }));
      await expect(change).rejects.toThrow(NotFoundError);
    });

    test("hands out each entry with its token, the one before it, and its cursor", async () => {
      const positions = await sayAll(["one", "two", "three"]);
      const entries = ["one", "two", "three"].map((text, index) => {
        const { seq, token } = positions[index + 1] ?? startPosition;
        const extensions = { seq, cursor: formatCursor("said", { seq, token }) };
        return { seq, token, previous: positions[index]?.token, delivery: { event: { text }, extensions } };
      });
      const head = positions[3];
      expect(await readStream(0)).toEqual({ head, state: { count: 3 }, base: "0", entries });
      expect(await readStream(1)).toEqual({
        head,
        state: { count: 3 },
        base: positions[1]?.token,
        entries: entries.slice(1),
      });
      expect(await readStream(3)).toEqual({ head, state: { count: 3 }, base: head?.token, entries: [] });
      expect(await readStream(4)).toEqual({ head, state: { count: 3 }, base: null, entries: [] });
      expect(await readPage(0)).toEqual({ base: "0", entries });
      expect(await readPage(2)).toEqual({ base: positions[2]?.token, entries: entries.slice(2) });
      expect(await readPage(3)).toEqual({ base: head?.token, entries: [] });
      expect(await readPage(4)).toEqual({ base: null, entries: [] });
      expect(await log.readHeads([streamId])).toEqual(new Map([[streamId, head]]));
    });

    test("gives every entry another token in lower-case hexadecimal, and none of them 0", async () => {
      const tokens = (await sayAll(range(1, 30).map(String))).slice(1).map(({ token }) => token);
      expect(new Set(tokens).size).toBe(30);
      for (const token of tokens) expect(token).toMatch(/^[1-9a-f][0-9a-f]{0,15}$/);
    });

    test("hands out an entry that it cannot decode without a delivery", async () => {
      await sayAll(["one", "new and strange", "three"].slice(0, 1));
      await log
        .change(requestOf({}), ({ prepend, append }) => {
          prepend([{ text: "new and strange" }]);
          return append({ text: "three" });
        })
        .then(({ position }) => expect(position.seq).toBe(3));
      const { entries } = await readPage(0);
      expect(entries.map(({ delivery }) => delivery?.event.text ?? null)).toEqual(["one", null, "three"]);
      expect(entries[2]?.previous).toBe(entries[1]?.token);
    });

    test("bounds reads by entries: a stream's newest, a page's oldest", async () => {
      const positions = await sayAll(range(1, 9).map(String));
      const newest = await readStream(0, { entries: 3, bytes: 1e9 });
      expect(newest?.entries.map(({ seq }) => seq)).toEqual([7, 8, 9]);
      expect(newest?.entries[0]?.previous).toBe(positions[6]?.token);
      expect(newest?.base).toBe("0");
      const page = await readPage(2, { entries: 3, bytes: 1e9 });
      expect(page.entries.map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(page.entries[0]?.previous).toBe(page.base);
    });

    test("bounds reads by the bytes of their bodies, and always brings one entry", async () => {
      await sayAll(range(1, 6).map(() => "x".repeat(1_000)));
      const limit = { entries: 1_000, bytes: 1_500 };
      expect((await readStream(0, limit))?.entries.map(({ seq }) => seq)).toEqual([5, 6]);
      expect((await readPage(1, limit)).entries.map(({ seq }) => seq)).toEqual([2, 3]);
      expect((await readStream(0, { ...limit, bytes: 1 }))?.entries.map(({ seq }) => seq)).toEqual([6]);
      expect((await readPage(0, { ...limit, bytes: 1 })).entries.map(({ seq }) => seq)).toEqual([1]);
    });

    test("keeps the token of the pruning edge, and nothing before it", async () => {
      const positions = await sayAll(range(1, 6).map(String));
      await scene.prune(streamId, 4);
      expect((await readStream(4))?.base).toBe(positions[4]?.token);
      expect((await readStream(3))?.base).toBeNull();
      expect((await readStream(0))?.entries.map(({ seq }) => seq)).toEqual([5, 6]);
      expect((await readStream(0))?.entries[0]?.previous).toBe(positions[4]?.token);
      const page = await readPage(4);
      expect([page.base, page.entries[0]?.previous]).toEqual([positions[4]?.token, positions[4]?.token]);
      const early = await readPage(1);
      expect([early.base, early.entries[0]?.seq]).toEqual([null, 5]);
    });

    test("stands at its head when all entries are pruned, and goes on from there", async () => {
      const [, , , head] = await sayAll(["one", "two", "three"]);
      await scene.prune(streamId, 3);
      expect(await readStream(3)).toEqual({ head, state: { count: 3 }, base: head?.token, entries: [] });
      expect(await log.readHeads([streamId])).toEqual(new Map([[streamId, head]]));
      await say("four");
      expect((await readPage(3)).entries.map(({ seq, previous }) => [seq, previous])).toEqual([[4, head?.token]]);
    });

    test("tells what a change finds, and its outcome", async () => {
      await say("one");
      const seen: unknown[] = [];
      const outcome = await log.change(requestOf({}), async ({ guard, before, seq, append }) => {
        seen.push(guard, before, seq);
        await append({ text: "two" });
        return "done";
      });
      expect(seen).toEqual([{ count: 1 }, 1, 2]);
      const head = (await log.readHeads([streamId])).get(streamId);
      expect(outcome).toEqual({ result: "done", streamId, position: head });
    });

    test("tells the listeners of each commit once, in order, with what was written", async () => {
      const told: PlacedEntry[][] = [];
      const end = log.onCommit((entries) => told.push([...entries]));
      await say("one");
      await log.change(requestOf({}), ({ prepend, append }) => {
        prepend([{ text: "two" }, { text: "three" }]);
        return append({ text: "four" });
      });
      end();
      await say("five");
      expect(told.map((entries) => entries.map(({ seq }) => seq))).toEqual([[1], [2, 3, 4]]);
      const { entries } = await readPage(0);
      const written = told.flat().map(({ seq, token, previous, type, body }) => ({ seq, token, previous, type, body }));
      expect(written).toEqual(
        entries
          .slice(0, 4)
          .map(({ seq, token, previous, delivery }) => ({ seq, token, previous, type: "Said", body: delivery?.event })),
      );
    });

    test("commits nothing unless the work appends", async () => {
      const told: unknown[] = [];
      log.onCommit((entries) => told.push(entries));
      const outcome = await log.change(requestOf({}), ({ prepend }) => {
        prepend([{ text: "dropped" }]);
        return Promise.resolve("nothing");
      });
      expect(outcome.result).toBe("nothing");
      await expect(log.change(requestOf({}), () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
      expect(await readStream(0)).toMatchObject({ head: startPosition, entries: [] });
      expect(told).toEqual([]);
    });

    test("answers a retry with the entry that it wrote then, on any instance", async () => {
      const first = await say("once", "key 1");
      const told: unknown[] = [];
      scene.there.onCommit((entries) => told.push(entries));
      expect(await say("once", "key 1", scene.there)).toEqual(first);
      expect((await readPage(0)).entries).toHaveLength(1);
      expect(told).toEqual([]);
      await expect(say("twice", "key 1")).rejects.toThrow(BadUserInputError);
      await say("once", "key 2");
      actorId = randomUUID();
      await say("twice", "key 1");
      expect((await readPage(0)).entries).toHaveLength(3);
    });

    test("takes the name of a method for a key like any other", async () => {
      for (const key of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
        const first = await say(key, key);
        expect(await say(key, key, scene.there)).toEqual(first);
        await expect(say("other", key)).rejects.toThrow(BadUserInputError);
      }
      expect((await readPage(0)).entries).toHaveLength(4);
    });

    test("hands out the body as it was written, whatever becomes of the draft", async () => {
      const told: PlacedEntry[] = [];
      log.onCommit((entries) => told.push(...entries));
      const { result } = await log.change(requestOf({}), async ({ append }) => {
        const draft = { text: new Date(0) as unknown as string };
        const event = await append(draft);
        draft.text = "changed later";
        return event;
      });
      expect(result).toEqual({ text: "1970-01-01T00:00:00.000Z" });
      expect(told.map(({ body }) => body)).toEqual([result]);
    });

    test("refuses inputs with a key that JSON does not tell from one another", async () => {
      for (const value of [new Map([["a", 1]]), new Set([1]), () => {}, Symbol("a")]) {
        const change = log.change(requestOf({ value }, "key"), ({ append }) => append({ text: "never" }));
        await expect(change).rejects.toThrow(TypeError);
      }
      expect((await readPage(0)).entries).toEqual([]);
    });

    test("takes work that returns a value, or throws, without a wait", async () => {
      expect((await log.change(requestOf({}), () => "value")).result).toBe("value");
      const change = log.change(requestOf({}), () => {
        throw new BadUserInputError("refused");
      });
      await expect(change).rejects.toThrow("refused");
    });

    test("numbers changes of many writers without gaps, each after the one before it", async () => {
      const outcomes = await Promise.all(
        range(1, 40).map((n) => say(`text ${n}`, null, n % 2 === 0 ? scene.here : scene.there)),
      );
      const { entries } = await readPage(0);
      expect(entries.map(({ seq }) => seq)).toEqual(range(1, 40));
      expect(entries.map(({ previous }) => previous)).toEqual(["0", ...entries.slice(0, -1).map(({ token }) => token)]);
      expect(new Set(outcomes.map(({ position }) => position.seq)).size).toBe(40);
      expect((await readStream(40))?.state).toEqual({ count: 40 });
    });

    describe("makes a batch of changes", () => {
      /**
       * Says the texts in one batch. "no" is refused, "keep" and "fail" append nothing, and "fail" is a failure. A text
       * may have a key behind a colon.
       */
      function sayBatch(
        texts: readonly string[],
        { key = null as string | null, isAtomic = false, through = log } = {},
      ) {
        const parts: ChangePart[] = texts.map((text) => {
          const [said = "", idempotencyKey = null] = text.split(":");
          return { operation: "say", input: { text: said }, idempotencyKey };
        });
        const whole = { operation: "sayAll", input: { texts }, idempotencyKey: key };
        return through.changeAll<Heard>(
          {
            ...{ streamId, actorId, parts, whole, isAtomic },
            refuse: (error) => ({ refused: error?.message ?? "not applied" }),
            isFailure: (result) => result.kept === -1,
            parse: (json) => json,
          },
          ({ seq, prepend, append }, index): Promise<Heard> | Heard => {
            const text = texts[index]?.split(":")[0] ?? "";
            if (text === "no") throw new BadUserInputError("refused");
            prepend(text.startsWith("two ") ? [{ text: "first" }] : []);
            if (text === "keep") return { kept: seq };
            return text === "fail" ? { kept: -1 } : append({ text });
          },
        );
      }

      const readTexts = async () => (await readPage(0)).entries.map(({ delivery }) => delivery?.event.text);

      test("with contiguous numbers, a result each, and one notice for all", async () => {
        await say("before");
        const told: number[][] = [];
        log.onCommit((entries) => told.push(entries.map(({ seq }) => seq)));
        const outcome = await sayBatch(["one", "two entries", "no", "keep", "three"]);
        expect(outcome.results).toEqual([
          ...[{ text: "one" }, { text: "two entries" }, { refused: "refused" }, { kept: 5 }, { text: "three" }],
        ]);
        const { entries } = await readPage(0);
        expect(await readTexts()).toEqual(["before", "one", "first", "two entries", "three"]);
        expect(entries.map(({ seq }) => seq)).toEqual(range(1, 5));
        expect(entries.slice(1).map(({ previous }) => previous)).toEqual(
          entries.slice(0, -1).map(({ token }) => token),
        );
        expect(outcome.position).toEqual({ seq: 5, token: entries[4]?.token });
        expect(outcome.oldest).toEqual({ seq: 2, token: entries[1]?.token });
        expect(told).toEqual([[2, 3, 4, 5]]);
        expect((await readStream(5))?.state).toEqual({ count: 5 });
      });

      test("remembers parts by their own keys: alone, in other batches, and twice in one", async () => {
        const first = await sayBatch(["one:a", "one:a", "no:b", "two:b", "other:a"]);
        const reused = { refused: "The idempotency key was used for another change before." };
        expect(first.results).toEqual([
          { text: "one" },
          { text: "one" },
          { refused: "refused" },
          { text: "two" },
          reused,
        ]);
        expect((await say("one", "a", scene.there)).position.seq).toBe(1);
        expect((await sayBatch(["two:b", "three:c"], { through: scene.there })).results).toEqual([
          ...[{ text: "two" }, { text: "three" }],
        ]);
        await expect(say("three", "b")).rejects.toThrow(BadUserInputError);
        expect(await readTexts()).toEqual(["one", "two", "three"]);
      });

      test("and refuses one without any, with a key of its own or without", async () => {
        for (const key of [null, "whole"]) {
          await expect(sayBatch([], { key })).rejects.toThrow(BadUserInputError);
          expect((await sayBatch(["one"], { key })).results).toEqual([{ text: "one" }]);
        }
      });

      test("takes the name of a method for a key like any other", async () => {
        await sayBatch(["one:a"], { key: "whole" });
        const texts = ["one:a", "two:constructor", "three:toString"];
        const first = await sayBatch(texts, { key: "valueOf" });
        expect(first.results).toEqual([{ text: "one" }, { text: "two" }, { text: "three" }]);
        expect(await sayBatch(texts, { key: "valueOf" })).toEqual(first);
      });

      test("all or none when it is atomic", async () => {
        await say("old", "a");
        const refused = await sayBatch(["one", "old:a", "no", "two"], { isAtomic: true });
        const not = { refused: "not applied" };
        expect(refused.results).toEqual([not, { text: "old" }, { refused: "refused" }, not]);
        const failed = await sayBatch(["one", "fail", "two"], { isAtomic: true });
        expect(failed.results).toEqual([not, { kept: -1 }, not]);
        expect(failed.position.seq).toBe(1);
        expect(await readTexts()).toEqual(["old"]);
        const done = await sayBatch(["one", "keep", "two"], { isAtomic: true });
        expect(done.results).toEqual([{ text: "one" }, { kept: 3 }, { text: "two" }]);
        expect(await readTexts()).toEqual(["old", "one", "two"]);
      });

      test.each([false, true])("remembers the whole answer by its own key (atomic: %s)", async (isAtomic) => {
        const texts = isAtomic ? ["one", "no", "keep"] : ["one", "no", "keep", "fail", "two"];
        const first = await sayBatch(texts, { key: "whole", isAtomic });
        await say("later");
        expect(await sayBatch(texts, { key: "whole", isAtomic, through: scene.there })).toEqual(first);
        await expect(sayBatch(["one"], { key: "whole" })).rejects.toThrow(BadUserInputError);
        await expect(say("one", "whole")).rejects.toThrow(BadUserInputError);
        expect(await readTexts()).toEqual(isAtomic ? ["later"] : ["one", "two", "later"]);
      });
    });
  });
}
