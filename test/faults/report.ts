import type { Violation } from "./history.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./scenario.ts";

/** One line of progress. */
export function describeProgress(journal: Journal, startedAt: number): string {
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  const { mutations, violations } = journal;
  const broken = violations.length > 0 ? `, ${violations.length} BROKEN` : "";
  return `${seconds} s: ${mutations.length} changes asked for, ${countDeliveries(journal)} deliveries; ${describeFaults(journal)}${broken}`;
}

/** Events and losses of a run. */
export function describeOutcome({ journal, changes, violations }: Outcome): string {
  const { subscriptions, mutations, closes } = journal;
  const messages = subscriptions.flatMap((subscription) => subscription.messages);
  const resyncs = messages.flatMap((message) => (message.kind === "Resync" ? message.reason : []));
  const ends = subscriptions.flatMap(({ end }) => (end ? (end.kind === "error" ? end.code : end.kind) : []));
  return [
    `Broken: ${describeFaults(journal)}`,
    `Mutations: ${mutations.length}, ${tell(mutations.map(({ outcome }) => outcome.kind))}; ` +
      `${mutations.filter(({ unknownAttempts }) => unknownAttempts > 0).length} had attempts without an answer`,
    `Changes in the log: ${changes}`,
    `Deliveries: ${countDeliveries(journal)}, in ${subscriptions.length} subscriptions, which ended so: ${tell(ends)}`,
    `Resyncs: ${tell(resyncs)}`,
    `Sockets closed: ${[...closes].map(([code, count]) => `${code} × ${count}`).join(", ")}`,
    violations.length === 0 ? "Nothing was lost." : `LOST: ${tell(violations.map(({ kind }) => kind))}`,
    ...pickExamples(violations).map(({ kind, what }) => `  ${kind}: ${what.slice(0, 1_000)}`),
  ].join("\n");
}

/** The first five of each kind. */
function pickExamples(violations: readonly Violation[]): Violation[] {
  const kinds = new Set(violations.map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => violations.filter((violation) => violation.kind === kind).slice(0, 5));
}

function describeFaults({ faults }: Journal): string {
  return tell(faults.map(({ kind }) => kind));
}

/** Number of changes delivered to subscribers. */
export function countDeliveries({ subscriptions }: Journal): number {
  return subscriptions.reduce(
    (count, { messages }) => count + messages.filter(({ kind }) => kind === "change").length,
    0,
  );
}

/** Number of occurrences of each word. */
function tell(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (
    [...counts]
      .sort()
      .map(([word, count]) => `${word} × ${count}`)
      .join(", ") || "none"
  );
}
