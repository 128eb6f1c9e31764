import { array, assert, boolean, constantFrom, integer, oneof, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginRead,
  createFeedState,
  earlyBytes,
  earlyLimit,
  type FeedInput,
  type FeedState,
  reduceFeed,
} from "../../../src/engine/feed/feed-state.ts";
import { startPosition } from "../../../src/engine/log/cursor.ts";
import type { Entry } from "../../../src/engine/log/entry.ts";
import type { StreamRead } from "../../../src/engine/log/log-reader.ts";
import { range } from "../../support/range.ts";

interface Event {
  readonly text: string;
}

type State = FeedState<readonly string[], Event>;
type Input = FeedInput<readonly string[], Event>;

const reduce = (texts: readonly string[], { text }: Event) => [...texts, text];
const apply = (state: State, input: Input) => reduceFeed(state, input, reduce);

/** Token of an entry of one of two histories, which part after the third entry. */
const tokenOf = (history: string, seq: number) => (seq === 0 ? "0" : `${seq <= 3 ? "" : history}${seq}`);

function entryOf(history: string, seq: number): Entry<Event> {
  const token = tokenOf(history, seq);
  const delivery = { event: { text: token }, extensions: { seq, cursor: `said.${seq}.${token}` } };
  return { seq, token, previous: tokenOf(history, seq - 1), delivery };
}

/** Read of a history that ends at `head`, from a position on. */
function readOf(history: string, head: number, after: number, limit = 1_000): StreamRead<readonly string[], Event> {
  return {
    head: { seq: head, token: tokenOf(history, head) },
    state: range(1, head).map((seq) => tokenOf(history, seq)),
    base: after <= head ? tokenOf(history, after) : null,
    entries: range(Math.max(after, head - limit) + 1, head).map((seq) => entryOf(history, seq)),
  };
}

const message = (history: string, seq: number): Input => {
  const entry = entryOf(history, seq);
  return { type: "message", seq, token: entry.token, entry, held: undefined };
};

function openAt(history: string, head: number): State {
  const feed = createFeedState<readonly string[], Event>();
  return apply(feed, { type: "read", begun: beginRead(feed), read: readOf(history, head, 0) }).next;
}

const read = (state: State, found: StreamRead<readonly string[], Event> | null): Input => ({
  ...{ type: "read", begun: beginRead(state), read: found },
});

describe("reduceFeed", () => {
  it.each<[string, State, Input, object]>([
    [
      "opens by its first read",
      createFeedState(),
      read(createFeedState(), readOf("a", 5, 0)),
      { change: "moved", need: null },
    ],
    ["is gone when the stream is", openAt("a", 5), read(openAt("a", 5), null), { change: "gone", need: null }],
    ["goes on by the next entry", openAt("a", 5), message("a", 6), { change: "appended", need: null }],
    ["waits for a gap to close", openAt("a", 5), message("a", 7), { change: "none", need: "gap" }],
    [
      "reads what is told by number only",
      openAt("a", 5),
      { type: "message", seq: 6, token: null, entry: null, held: undefined },
      { change: "none", need: "read" },
    ],
    ["passes over what it knows", openAt("a", 5), message("a", 5), { change: "none", need: null }],
    ["reads when its head has another token", openAt("a", 5), message("b", 5), { change: "none", need: "read" }],
    [
      "reads when an entry that it holds has another token",
      openAt("a", 5),
      { ...message("b", 4), held: "a4" } as Input,
      { change: "none", need: "read" },
    ],
    ["reads when the next entry follows another", openAt("a", 5), message("b", 6), { change: "none", need: "read" }],
    [
      "restarts when the history is shorter",
      openAt("a", 5),
      read(openAt("a", 5), readOf("a", 4, 5)),
      { change: "restarted" },
    ],
    [
      "restarts when the head has another token",
      openAt("a", 5),
      read(openAt("a", 5), readOf("b", 5, 5)),
      { change: "restarted" },
    ],
    [
      "restarts when another history passed its head",
      openAt("a", 5),
      read(openAt("a", 5), readOf("b", 9, 5)),
      { change: "restarted" },
    ],
    [
      "goes on by a read of what it missed",
      openAt("a", 5),
      read(openAt("a", 5), readOf("a", 8, 5)),
      { change: "appended", missed: { count: 3, wasTold: false } },
    ],
    [
      "moves to the newest entries when it is far behind",
      openAt("a", 5),
      read(openAt("a", 5), readOf("a", 20, 5, 4)),
      { change: "moved" },
    ],
  ])("%s", (_what, state, input, expected) => {
    expect(apply(state, input)).toMatchObject(expected);
  });

  it("applies what came ahead of a gap as soon as the gap closes", () => {
    let state = openAt("a", 5);
    for (const seq of [8, 7, 9]) state = apply(state, message("a", seq)).next;
    const { next, appended } = apply(state, message("a", 6));
    expect(appended.map(({ seq }) => seq)).toEqual([6, 7, 8, 9]);
    expect(next.view).toEqual({ head: { seq: 9, token: "a9" }, state: range(1, 9).map((seq) => tokenOf("a", seq)) });
    expect(next.early.size).toBe(0);
  });

  it("drops what was told before a read and is not in it", () => {
    const state = apply(openAt("a", 5), message("a", 9)).next;
    const { next, need } = apply(state, read(state, readOf("a", 6, 5)));
    expect([next.early.size, need]).toEqual([0, null]);
  });

  it("keeps no entry that came before the log was rewritten, only its number", () => {
    const state = apply(openAt("a", 5), message("a", 7)).next;
    expect(apply(state, { type: "forget" }).next.early).toEqual(new Map([[7, null]]));
  });

  it("keeps the last messages of many that come ahead", () => {
    let state = openAt("a", 5);
    for (const seq of range(7, 7 + earlyLimit + 50)) state = apply(state, message("a", seq)).next;
    expect(state.early.size).toBe(earlyLimit);
    expect(state.early.has(7)).toBe(false);
    expect(state.early.has(7 + earlyLimit + 50)).toBe(true);
  });

  it("keeps entries ahead of a gap within a bound of bytes, and the numbers of the others", () => {
    let state = openAt("a", 5);
    const delivery = { event: { text: "x".repeat(earlyBytes / 4) }, extensions: { seq: 0, cursor: "" } };
    for (const seq of range(7, 12)) {
      const entry = { ...entryOf("a", seq), delivery };
      state = apply(state, { type: "message", seq, token: entry.token, entry, held: undefined }).next;
    }
    expect([...state.early].filter(([, entry]) => entry).map(([seq]) => seq)).toEqual([7, 8, 9]);
    expect([...state.early.keys()]).toEqual(range(7, 12));
    // The entry that closes the gap is taken, however much waits behind it.
    expect(apply(state, message("a", 6)).appended.map(({ seq }) => seq)).toEqual([6, 7, 8, 9]);
  });

  it("never passes over an entry and never mixes two histories, whatever comes", () => {
    const step = record({
      kind: constantFrom("message", "message", "message", "ring", "read", "forget"),
      history: constantFrom("a", "b"),
      seq: integer({ min: 1, max: 14 }),
      limit: integer({ min: 1, max: 6 }),
      isStale: boolean(),
    });
    void assert(
      property(array(oneof(step), { maxLength: 60 }), (steps) => {
        let state: State = createFeedState();
        let begun = beginRead(state);
        for (const { kind, history, seq, limit, isStale } of steps) {
          if (!isStale) begun = beginRead(state);
          const before = state.view?.head ?? startPosition;
          const found = readOf(history, seq, begun.after.seq, limit);
          const inputs: Record<string, Input> = {
            message: message(history, seq),
            ring: { type: "message", seq, token: null, entry: null, held: undefined },
            read: { type: "read", begun, read: found },
            forget: { type: "forget" },
          };
          const { next, appended, change } = apply(state, inputs[kind] ?? { type: "forget" });
          let at = change === "appended" ? before : undefined;
          for (const entry of appended) {
            if (at) expect([entry.seq, entry.previous]).toEqual([at.seq + 1, at.token]);
            at = entry;
          }
          if (at) expect(next.view?.head).toMatchObject({ seq: at.seq, token: at.token });
          const head = next.view?.head ?? startPosition;
          const isOfB = head.token.startsWith("b");
          expect(next.view?.state ?? []).toEqual(range(1, head.seq).map((each) => tokenOf(isOfB ? "b" : "a", each)));
          for (const told of next.early.keys()) expect(told).toBeGreaterThan(next.view ? head.seq : 0);
          state = next;
          // Reads follow one another.
          if (kind === "read") begun = beginRead(state);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
