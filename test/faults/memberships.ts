import type { LogRow, MutationRecord } from "./history.ts";

interface Turn {
  readonly seq: number;
  /** From `seq` on; null when the membership ended with it. */
  readonly role: string | null;
}

/** Memberships of all projects, according to the log. */
export class Memberships {
  readonly #turns = new Map<string, Turn[]>();

  /** The rows ascend within each project. */
  constructor(log: readonly LogRow[]) {
    for (const row of log) {
      const turn = readTurn(row);
      if (!turn) continue;
      const key = keyOf(row.projectId, turn.userId);
      const turns = this.#turns.get(key) ?? [];
      turns.push({ seq: row.seq, role: turn.role });
      this.#turns.set(key, turns);
    }
  }

  /** The role that a change with this number met; null for whoever was no member. */
  roleBefore(projectId: string, userId: string, seq: number): string | null {
    return this.#lastBefore(projectId, userId, seq)?.role ?? null;
  }

  /** Tells if the change happened while the user was removed. A user who was never in before may see all. */
  isHidden(projectId: string, userId: string, seq: number): boolean {
    return this.#lastBefore(projectId, userId, seq)?.role === null && !this.isAdded(projectId, userId, seq - 1, seq);
  }

  /** Tells if a membership of the user began after the one number and not after the other. */
  isAdded(projectId: string, userId: string, after: number, upTo: number): boolean {
    let role: string | null = null;
    for (const turn of this.#of(projectId, userId)) {
      if (turn.seq > upTo) return false;
      if (turn.seq > after && role === null && turn.role !== null) return true;
      role = turn.role;
    }
    return false;
  }

  #lastBefore(projectId: string, userId: string, seq: number): Turn | undefined {
    return this.#of(projectId, userId).findLast((turn) => turn.seq < seq);
  }

  #of(projectId: string, userId: string): readonly Turn[] {
    return this.#turns.get(keyOf(projectId, userId)) ?? [];
  }
}

/** When somebody may have been out of a project, as those who removed and added them know. */
export class Absences {
  readonly #absences = new Map<string, { readonly from: number; to: number }[]>();

  constructor(mutations: readonly MutationRecord[]) {
    for (const { operation, projectId, memberId, begunAt, endedAt } of mutations) {
      if (memberId === null) continue;
      const key = keyOf(projectId, memberId);
      const absences = this.#absences.get(key) ?? [];
      const last = absences.at(-1);
      if (operation === "removeMember") absences.push({ from: begunAt, to: Number.POSITIVE_INFINITY });
      if (operation === "addMember" && last) last.to = endedAt;
      this.#absences.set(key, absences);
    }
  }

  /** Tells if the user may have been out at some moment of the time. */
  overlap(projectId: string, userId: string, from: number, to: number): boolean {
    return (this.#absences.get(keyOf(projectId, userId)) ?? []).some(
      (absence) => absence.from <= to && absence.to >= from,
    );
  }
}

function readTurn({
  type,
  actorId,
  snapshot,
}: LogRow): { readonly userId: string; readonly role: string | null } | null {
  if (type === "ProjectCreated") return { userId: actorId, role: "OWNER" };
  if (type === "MemberRemoved") return { userId: (snapshot as { user: { id: string } }).user.id, role: null };
  if (type !== "MemberAdded" && type !== "MemberRoleChanged") return null;
  const { member } = snapshot as { member: { role: string; user: { id: string } } };
  return { userId: member.user.id, role: member.role };
}

function keyOf(projectId: string, userId: string): string {
  return `${projectId} ${userId}`;
}
