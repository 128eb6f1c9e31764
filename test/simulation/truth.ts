import { type LogPosition, startPosition } from "../../src/engine/log/cursor.ts";
import type { PlacedEntry } from "../../src/engine/log/entry.ts";
import type { SimulatedState } from "./domain.ts";
import type { FakeStream } from "./fake-log.ts";

/** An entry that was committed, in whichever history. */
export interface Known extends PlacedEntry {
  /** People who were removed before it and not added again. */
  readonly removed: ReadonlySet<string>;
}

/** A time in which the stream's history only grew. */
interface Era {
  readonly from: number;
  /** Null: the stream does not exist. */
  head: LogPosition | null;
}

/** All that was ever true of one stream: the reference that subscribers are compared with. */
export class Truth {
  /** By token. Each entry names the one before it, so that all histories together are a tree. */
  readonly #entries = new Map<string, Known>();
  readonly #eras: Era[] = [];
  /** Person → time until which the stream was closed to it. */
  readonly #closedUntil = new Map<string, number>();
  readonly #since = new Map<string, number>();
  maxPruned = 0;
  maxHead = 0;

  /** Takes over what was committed. */
  commit(placed: PlacedEntry): void {
    const before = this.#entries.get(placed.previous);
    const removed = new Set(before?.removed);
    if (before?.type === "MemberRemoved") removed.add(userOf(before));
    if (placed.type === "MemberAdded") removed.delete(userOf(placed));
    this.#entries.set(placed.token, { ...placed, removed });
  }

  /** Looks at the database after each write. `hasGrown`: the write added entries. */
  observe(
    now: number,
    stream: FakeStream<SimulatedState> | undefined,
    people: readonly string[],
    hasGrown: boolean,
  ): void {
    const head = stream?.head ?? null;
    const era = this.#eras.at(-1);
    if (era && hasGrown) era.head = head;
    else if (era?.head?.token !== head?.token || era?.head?.seq !== head?.seq) this.#eras.push({ from: now, head });
    this.maxPruned = Math.max(this.maxPruned, stream?.prunedThrough ?? 0);
    this.maxHead = Math.max(this.maxHead, head?.seq ?? 0);
    for (const id of people) {
      const since = stream?.state.members.get(id) ?? 0;
      const isOpen = since > 0 && stream?.state.isDeleted === false;
      if (!isOpen) this.#closedUntil.set(id, Number.POSITIVE_INFINITY);
      else if (this.#closedUntil.get(id) === Number.POSITIVE_INFINITY) this.#closedUntil.set(id, now);
      this.#since.set(id, Math.max(since, this.#since.get(id) ?? 0));
    }
  }

  find(position: LogPosition): Known | undefined {
    const known = this.#entries.get(position.token);
    return known?.seq === position.seq ? known : undefined;
  }

  exists(position: LogPosition): boolean {
    return position.seq === 0 ? position.token === startPosition.token : this.find(position) !== undefined;
  }

  /** Tells whether the database was without the position at some moment since. */
  wasLost(position: LogPosition, since: number): boolean {
    return this.#eras.some(({ head }, index) => {
      const until = this.#eras[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      return until >= since && (head === null || !this.#isIn(position, head));
    });
  }

  /** Tells whether the person could not follow the stream at some moment since. */
  wasClosedTo(id: string, since: number): boolean {
    return (this.#closedUntil.get(id) ?? -1) >= since;
  }

  /** Number of the first entry that the person may see, at its largest. */
  maxSince(id: string): number {
    return this.#since.get(id) ?? 0;
  }

  /** Tells whether an entry of this type ever followed the position. */
  isFollowedBy({ token, seq }: LogPosition, type: string): boolean {
    return [...this.#entries.values()].some(
      (known) => known.type === type && known.previous === token && known.seq === seq + 1,
    );
  }

  #isIn(position: LogPosition, head: LogPosition): boolean {
    if (position.seq === 0) return true;
    let at: LogPosition | undefined = head;
    while (at && at.seq > position.seq) {
      const known: Known | undefined = this.find(at);
      at = known && { seq: known.seq - 1, token: known.previous };
    }
    return at?.seq === position.seq && at.token === position.token;
  }
}

/** Whom a membership's event is about. */
export function userOf({ body }: Pick<PlacedEntry, "body">): string {
  const { user, member } = body as { user?: { id: string }; member?: { user: { id: string } } };
  return user?.id ?? member?.user.id ?? "";
}
