import type { BatchOutcome, BatchRequest } from "./change.ts";
import type { Codec } from "./codec.ts";
import type { PlacedEntry } from "./entry.ts";
import type { PartOutcome } from "./part.ts";
import type { StoredAnswer } from "./write-statements.ts";

/** Answer of a batch, and its stored form. */
export function toAnswer<Result extends object, Event extends object>(
  outcomes: readonly PartOutcome<Result | Event>[],
  refuse: BatchRequest<never, Result>["refuse"],
): { readonly outcome: BatchOutcome<Result | Event>; readonly stored: StoredAnswer } {
  const results = outcomes.map((outcome, index) => {
    if (outcome.kind === "refused") return refuse(outcome.error, index);
    return outcome.kind === "undone" ? refuse(null, index) : outcome.result;
  });
  const positions = outcomes.map(({ position }) => position).sort((a, b) => a.seq - b.seq);
  const [oldest] = positions;
  const position = positions.at(-1);
  if (!oldest || !position) throw new Error("A batch has at least one outcome.");
  const stored = results.map((result, index) => {
    const outcome = outcomes[index];
    return outcome?.kind === "made" ? outcome.entry.seq : result;
  });
  return { outcome: { results, position, oldest }, stored: { position, oldest, results: stored } };
}

/** Returns the answer from its stored form. Null where one of its entries was pruned: the answer is forgotten, too. */
export function recallAnswer<Result extends object, Event extends object>(
  { position, oldest, results }: StoredAnswer,
  entries: readonly PlacedEntry[],
  { codec, parse }: { readonly codec: Codec<Event, never>; readonly parse: (json: object) => Result },
): BatchOutcome<Result | Event> | null {
  const events = new Map(entries.map((entry) => [entry.seq, codec.decode(entry)]));
  const found = results.map((result) => (typeof result === "number" ? events.get(result) : parse(result)));
  if (found.includes(undefined)) return null;
  if (found.includes(null)) throw new Error("A newer version wrote the remembered batch; it cannot be read here.");
  return { results: found.filter((result) => result != null), position, oldest };
}
