/** A mistake that the simulation must notice, as exact texts of the engine and their replacements. */
export interface PlantedBug {
  readonly name: string;
  readonly replacements: readonly { readonly file: string; readonly text: string; readonly by: string }[];
}

const feed = "src/engine/feed/feed.ts";
const feeds = "src/engine/feed/feeds.ts";
const feedState = "src/engine/feed/feed-state.ts";
const judge = "src/engine/feed/judge-cursor.ts";
const reconciler = "src/engine/feed/reconciler.ts";
const stream = "src/engine/feed/stream.ts";

export const plantedBugs: readonly PlantedBug[] = [
  bug("the reconciler lets no feed catch up", [
    reconciler,
    "await Promise.all(astray.map(({ feed }) => feed.catchUp()));",
    "",
  ]),
  bug("the reconciler compares numbers only", [reconciler, "head.token !== token", "false"]),
  bug("the reconciler compares with where the feed stands when the query ends", [
    reconciler,
    "isAstray(heads.get(feed.streamId), at, feed.head)",
    "isAstray(heads.get(feed.streamId), feed.head, feed.head)",
  ]),
  bug("the feed reads before it listens", [
    feeds,
    "const opened = listening\n      .then(() => feed.caughtUp())",
    "const opened = feed.caughtUp()\n      .then(() => listening)",
  ]),
  bug(
    "a read does not compare the token that it goes on from",
    [feedState, "if (base !== null && base !== after.token) return true;", ""],
    [feedState, "return next !== undefined && next.previous !== head.token;", "return false;"],
  ),
  bug("the feed passes over a gap", [
    feedState,
    "for (let next = early.get(view.head.seq + 1); next; next = early.get(view.head.seq + 1)) {\n    isBroken = !follows(next, view);",
    "for (let next = [...early.values()][0]; next; next = [...early.values()][0]) {\n    isBroken = false;",
  ]),
  bug("the feed ignores which entry a message follows", [
    feedState,
    "return seq === head.seq + 1 && previous === head.token;",
    "return seq === head.seq + 1;",
  ]),
  bug("the feed keeps messages that a read has disproved", [
    feedState,
    "const early = without(feed.early, begun.told);",
    "const early = feed.early;",
  ]),
  bug("the ring is kept when the history is another", [
    feed,
    'if (change !== "none" && change !== "appended") this.#ring.clear();',
    'if (change === "gone") this.#ring.clear();',
  ]),
  bug("pages are kept when the history is another", [
    feed,
    "instance += 1;\n      this.#pages.restart();",
    "instance += 1;",
  ]),
  bug("subscribers are not checked when the history is another", [
    stream,
    "this.#walk.stop();\n    void this.#check(false);",
    "this.wake();",
  ]),
  bug("a subscriber ignores which entry the next one follows", [
    stream,
    "entry.previous !== this.#cursor.token",
    "false",
  ]),
  bug("a cursor's token is not compared", [
    judge,
    'if (token !== null && token !== base) return { reason: "OTHER_HISTORY" };',
    "",
  ]),
  bug("a subscriber goes on after its revocation", [
    stream,
    'else if (verdict !== "go on") this.#failure = toError(verdict);',
    "",
  ]),
  bug("a check that is under way is forgotten when the history is another", [
    stream,
    "judgeCursor(this.#options, this.#clientAt ?? this.#cursor, afterRead)",
    "judgeCursor(this.#options, this.#cursor, afterRead)",
  ]),
  bug("a cursor that seems wrong is not looked at again after a read", [
    judge,
    'if ("position" in verdict) return verdict;',
    "return verdict;",
  ]),
];

function bug(name: string, ...replacements: readonly [file: string, text: string, by: string][]): PlantedBug {
  return { name, replacements: replacements.map(([file, text, by]) => ({ file, text, by })) };
}
