import type { JournalEntry } from "../types.ts";

/**
 * Orders the journal of a board of number `seq`. Leaves out what it holds twice: two tabs may have written it for a
 * moment. Returns null when events are missing.
 */
export function readJournal(seq: number, entries: readonly JournalEntry[]): readonly JournalEntry[] | null {
  const journal: JournalEntry[] = [];
  let last = seq;
  for (const entry of [...entries].sort((one, other) => one.seq - other.seq)) {
    const events = entry.events.filter((event) => event.seq > last);
    if (events.length === 0 && !entry.comments) continue;
    if ((events[0]?.seq ?? 0) > last + 1) return null;
    journal.push({ ...entry, events });
    last = Math.max(last, entry.seq);
  }
  return journal;
}
