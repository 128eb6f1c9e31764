import { isDeepStrictEqual } from "node:util";
import type { History, LogRow, Message, SubscriptionRecord, Violation, ViolationKind } from "./history.ts";
import { Absences, Memberships } from "./memberships.ts";

/** Compares what every subscriber was sent with the log. */
export function checkSubscriptions({ log, subscriptions, mutations }: History): Violation[] {
  const truth: Truth = {
    rows: new Map(log.map((row) => [`${row.projectId} ${row.seq}`, row])),
    memberships: new Memberships(log),
    absences: new Absences(mutations),
  };
  const places = new Map<string, number>();
  return subscriptions.flatMap((subscription) => {
    const { subscriber, projectId, since } = subscription;
    const check = new SubscriptionCheck(subscription, truth);
    const place = places.get(`${subscriber} ${projectId}`);
    if (since !== null && place !== undefined && since > place) {
      check.report("missing", `it resumes from ${since} and had come to ${place} only`);
    }
    check.run();
    // It may go back, and on from any place that it has passed.
    places.set(`${subscriber} ${projectId}`, Math.max(check.place ?? 0, place ?? 0));
    return check.violations;
  });
}

interface Truth {
  /** By project and number. */
  readonly rows: ReadonlyMap<string, LogRow>;
  readonly memberships: Memberships;
  readonly absences: Absences;
}

class SubscriptionCheck {
  readonly violations: Violation[] = [];
  readonly #subscription: SubscriptionRecord;
  readonly #truth: Truth;
  /** The number up to which everything has come; null until it is known where the subscription begins. */
  place: number | null;
  readonly #skipped = new Set<number>();
  #isRevoked = false;

  constructor(subscription: SubscriptionRecord, truth: Truth) {
    this.#subscription = subscription;
    this.#truth = truth;
    this.place = subscription.since;
  }

  run(): void {
    for (const message of this.#subscription.messages) this.#take(message);
    for (const seq of this.#skipped) this.report("missing", `${seq} never came, though later ones did`);
    this.#checkEnd();
  }

  report(kind: ViolationKind, what: string): void {
    const { subscriber, projectId, since } = this.#subscription;
    this.violations.push({ kind, what: `${subscriber} in ${projectId} since ${since}: ${what}` });
  }

  #take(message: Message): void {
    if (message.kind === "change") this.#takeChange(message.seq, message.text);
    else if (message.kind === "Ready") this.#takeReady(message.seq);
    else this.#takeResync(message.seq, message.reason);
  }

  #takeChange(seq: number, text: string): void {
    const { projectId, userId } = this.#subscription;
    const { rows, memberships } = this.#truth;
    const place = this.place ?? seq - 1;
    if (this.#skipped.delete(seq)) this.report("out of order", `${seq} came after later ones`);
    else if (seq <= place) this.report("twice", `${seq} came again, or was not asked for`);
    for (let skipped = place + 1; skipped < seq; skipped += 1) this.#skipped.add(skipped);
    this.place = Math.max(place, seq);

    if (this.#isRevoked || memberships.isHidden(projectId, userId, seq)) {
      this.report("after revocation", `${seq} came, which a removed member must not see`);
    }
    const row = rows.get(`${projectId} ${seq}`);
    if (!row) this.report("wrong content", `${seq} came, which the log does not have: ${text}`);
    else if (!tells(text, row)) this.report("wrong content", `${seq} came as ${text}, but is ${JSON.stringify(row)}`);
    else if (row.type === "MemberRemoved")
      this.#isRevoked = (row.snapshot as { user: { id: string } }).user.id === userId;
  }

  #takeReady(seq: number): void {
    if (this.place !== null && seq !== this.place) {
      this.report(seq > this.place ? "missing" : "wrong place", `Ready says ${seq} where it stands at ${this.place}`);
    }
    if (this.#isRevoked) this.report("after revocation", `Ready ${seq} came after the removal`);
    this.place = seq;
  }

  /** Only who was added again may have to start over. */
  #takeResync(seq: number, reason: string): void {
    const { projectId, userId } = this.#subscription;
    const isAddedAgain = this.#truth.memberships.isAdded(projectId, userId, this.place ?? 0, seq);
    if (reason !== "TOO_OLD" || !isAddedAgain)
      this.report("unexpected Resync", `${reason}, from ${this.place} to ${seq}`);
    this.place = seq;
    this.#isRevoked = false;
  }

  #checkEnd(): void {
    const { projectId, userId, begunAt, end } = this.#subscription;
    if (end?.kind === "complete") this.report("unexpected end", "it was completed, and the project is not deleted");
    if (end?.kind !== "error") return;
    const isRevocation =
      end.code === "FORBIDDEN"
        ? this.#isRevoked
        : end.code === "NOT_FOUND" && this.#truth.absences.overlap(projectId, userId, begunAt, end.at);
    if (!isRevocation) this.report("unexpected end", `it ended with ${end.code} at ${this.place}`);
  }
}

const compared = new WeakMap<LogRow, Set<string>>();

/**
 * Tells if every field of the event equals the log's. Subscribers of one document have the same texts: each is read
 * once.
 */
function tells(text: string, row: LogRow): boolean {
  const equal = compared.get(row) ?? new Set();
  compared.set(row, equal);
  if (equal.has(text)) return true;
  const { type: __typename, seq, at, projectId, clientMutationId, snapshot } = row;
  const isTrue = isPart(JSON.parse(text), { ...snapshot, __typename, seq, at, projectId, clientMutationId });
  if (isTrue) equal.add(text);
  return isTrue;
}

function isPart(part: unknown, whole: unknown): boolean {
  if (!isObject(part) || !isObject(whole)) return isDeepStrictEqual(part, whole);
  return Object.entries(part).every(([name, value]) => name in whole && isPart(value, whole[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
