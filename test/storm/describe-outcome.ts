import { type Edit, targetOf } from "./edit.ts";
import type { Finding } from "./judge-storm.ts";
import { readLog } from "./read-log.ts";
import type { StormOutcome } from "./run-storm.ts";
import type { StormRecord } from "./storm-record.ts";

/** Findings that are told in full. */
const maxFindings = 20;

/** Counts and losses of a storm. */
export function describeOutcome(outcome: StormOutcome): string {
  const { edits, accepted, reasons, conflicts, refusals, changes, settledIn, disturbances, findings, record } = outcome;
  const { mishaps, endedEarly, transports } = outcome;
  const told = new Set<string>();
  const shown = findings.slice(0, maxFindings).flatMap((finding) => {
    const lines = describeFinding(finding, outcome);
    const part = `${finding.edit?.target} ${finding.part}`;
    // Several edits of one part have the same history.
    const isKnown = told.has(part);
    told.add(part);
    return isKnown ? lines.slice(0, 1) : lines;
  });
  const hidden = findings.length - maxFindings;
  return [
    ...(endedEarly ? ["Ended early; the verdict is about what was done so far."] : []),
    `Edits: ${edits}, of which ${accepted} were accepted; changes in the log: ${changes}`,
    `Kinds: ${count(record.edits.map(({ change }) => change.kind))}`,
    `Disturbances: ${tell(disturbances)}`,
    `Times live by: ${tell(transports)}`,
    `Parts of accepted edits: ${tell(reasons)}`,
    ...describeInboxes(record),
    `Decisions: ${record.decisions.length}; left at the end: ${conflicts} conflicts, ${refusals} refusals`,
    ...mishaps.map((text) => `Failed, and none of the client: ${text.slice(0, 300)}`),
    `Settled ${(settledIn / 1_000).toFixed(1)} s after peace`,
    findings.length === 0 ? "Nothing was lost." : `FAULTS: ${count(findings.map(({ kind }) => kind))}`,
    ...shown,
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
  ].join("\n");
}

function describeInboxes({ inboxes, marks }: StormRecord): string[] {
  const types = inboxes.flatMap(({ rows }) => rows.map(({ type }) => type));
  const [stored, offline] = [marks.filter(({ isStored }) => isStored), marks.filter(({ isOffline }) => isOffline)];
  return [
    `Entries of ${inboxes.length} persons' streams: ${count(types)}`,
    `Marks as read: ${marks.length}, of which ${stored.length} were stored and ${offline.length} made offline`,
  ];
}

/** A finding, and all that was done to the part of the item. */
function describeFinding({ kind, text, edit, part = "" }: Finding, { record }: StormOutcome): string[] {
  const lines = [`${kind}: ${text.slice(0, 2_000)}`];
  if (!edit) return lines;
  const { target, person } = edit;
  const ids = new Set<string>();
  for (const each of record.edits) {
    const isOfItem = each.target === target && each.person === person;
    if (!isOfItem || !each.facets.some(({ name }) => name === part || name === "existence")) continue;
    lines.push(`    edit ${describeEdit(each)}`);
    for (const id of each.told?.ids ?? []) ids.add(id);
  }
  for (const { seq, type, at, person: actor, intentId, target: changedItem, changed } of readLog(record.log)) {
    if (changedItem !== target && (intentId === null || !ids.has(intentId))) continue;
    const whose = actor === person ? "own" : "other";
    lines.push(`    log ${seq} ${type} at ${at}, ${whose}, intent ${intentId}: ${JSON.stringify([...changed])}`);
  }
  const intents = record.tabs.flatMap(({ state }) => state?.intents ?? []);
  const decided = record.decisions.map(({ intent }) => intent);
  for (const [where, all] of [
    ["shown", intents],
    ["decided", decided],
  ] as const) {
    const found = all.filter(({ id, change }) => ids.has(id) || targetOf(change) === target);
    const texts = new Set(found.filter(({ actorId }) => actorId === person).map((intent) => JSON.stringify(intent)));
    for (const each of texts) lines.push(`    ${where}: ${each.slice(0, 1_200)}`);
  }
  for (const answer of record.answers) if (ids.has(answer.id)) lines.push(`    answer ${JSON.stringify(answer)}`);
  return lines;
}

function describeEdit({ number, tab, change, startedAt, endedAt, told }: Edit): string {
  return `${number} ${tab} ${startedAt}–${endedAt} ${JSON.stringify(told)} ${JSON.stringify(change).slice(0, 300)}`;
}

function tell(counts: object): string {
  return Object.entries(counts)
    .map(([name, number]) => `${name} × ${number}`)
    .join(", ");
}

function count(names: readonly string[]): string {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return tell(counts);
}
