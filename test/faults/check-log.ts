import type { History, LogRow, MutationRecord, Violation } from "./history.ts";
import { Absences, Memberships } from "./memberships.ts";

/** Changes that only administrators make. */
const administration = /^(Member|Project)/;

/** Checks the log itself: its numbers have no gap, and nobody wrote without the right to at that point. */
export function checkLog({ log }: Pick<History, "log">): Violation[] {
  const memberships = new Memberships(log);
  const heads = new Map<string, number>();
  return log.flatMap((row): Violation[] => {
    const { projectId, seq, type, actorId } = row;
    const violations: Violation[] = [];
    const head = heads.get(projectId) ?? 0;
    heads.set(projectId, seq);
    if (seq !== head + 1) violations.push({ kind: "hole in the log", what: `${projectId}: ${seq} follows ${head}` });
    const role = memberships.roleBefore(projectId, actorId, seq);
    if (type !== "ProjectCreated" && !mayWrite(role, row)) {
      const who = role === null ? "no member" : role;
      violations.push({
        kind: "write after revocation",
        what: `${projectId}: ${seq} (${type}) is of ${actorId}, ${who} at that point`,
      });
    }
    return violations;
  });
}

function mayWrite(role: string | null, { type }: LogRow): boolean {
  if (role === "OWNER" || role === "ADMIN") return true;
  return role === "MEMBER" && !administration.test(type);
}

/**
 * Checks that every mutation is in the log once with the number that was answered, or not at all where it was refused.
 */
export function checkMutations({ log, mutations }: Pick<History, "log" | "mutations">): Violation[] {
  const absences = new Absences(mutations);
  const rows = new Map<string, LogRow[]>();
  for (const row of log) rows.set(keyOf(row), [...(rows.get(keyOf(row)) ?? []), row]);
  const known = new Set(mutations.map(({ userId, id }) => `${userId} ${id}`));
  const strangers = log.filter((row) => row.clientMutationId !== null && !known.has(keyOf(row)));
  return [
    ...mutations.flatMap((mutation) => checkMutation(mutation, rows.get(`${mutation.userId} ${mutation.id}`) ?? [])),
    ...mutations
      .filter(isUnexpected)
      .map((mutation): Violation => ({ kind: "mutation refused", what: describe(mutation) })),
    ...strangers.map(
      ({ projectId, seq }): Violation => ({
        kind: "mutation misplaced",
        what: `${projectId}: nobody asked for ${seq}`,
      }),
    ),
  ];

  function isUnexpected({ outcome }: MutationRecord): boolean {
    return outcome.kind === "refused" && !expectedCodes.has(outcome.code);
  }

  function checkMutation(mutation: MutationRecord, made: readonly LogRow[]): Violation[] {
    const { outcome, projectId, userId, begunAt, endedAt, unknownAttempts } = mutation;
    const [row, again] = made;
    if (again) return [{ kind: "twice", what: `${describe(mutation)} is in the log as ${row?.seq} and ${again.seq}` }];
    if (outcome.kind === "done") {
      if (!row && mutation.mayChangeNothing) return [];
      if (!row) return [{ kind: "mutation lost", what: `${describe(mutation)} is not in the log` }];
      if (row.seq === outcome.seq && row.projectId === projectId) return [];
      return [{ kind: "mutation misplaced", what: `${describe(mutation)} is ${row.seq} of ${row.projectId}` }];
    }
    // An attempt without an answer may have been made, or be made later; who lost the right meanwhile is refused.
    const wasOut = absences.overlap(projectId, userId, begunAt, endedAt);
    const lostRight = outcome.kind === "refused" && (wasOut || outcome.code === "FORBIDDEN");
    if (!row || (lostRight && unknownAttempts > 0)) return [];
    return [{ kind: "mutation misplaced", what: `${describe(mutation)} is in the log as ${row.seq}` }];
  }
}

/** The last stands for the changes of an atomic batch of which another one failed. */
const expectedCodes: ReadonlySet<string> = new Set(["FORBIDDEN", "NOT_FOUND", "NOT_APPLIED"]);

function describe({ operation, id, outcome, unknownAttempts }: MutationRecord): string {
  const attempts = unknownAttempts > 0 ? ` after ${unknownAttempts} attempts without an answer` : "";
  return `${operation} ${id}, ${JSON.stringify(outcome)}${attempts}`;
}

function keyOf({ actorId, clientMutationId }: LogRow): string {
  return `${actorId} ${clientMutationId}`;
}
