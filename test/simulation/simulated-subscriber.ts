import { isDeepStrictEqual } from "node:util";
import type { ResumePoint } from "../../src/engine/feed/judge-cursor.ts";
import type { Stream } from "../../src/engine/feed/stream.ts";
import type { Resync } from "../../src/engine/feed/stream-messages.ts";
import { formatCursor, type LogPosition, parseCursor, startPosition } from "../../src/engine/log/cursor.ts";
import type { Delivery } from "../../src/engine/log/entry.ts";
import { ForbiddenError, NotFoundError } from "../../src/errors/expected-error.ts";
import type { Activity } from "../../src/model/events.ts";
import type { ProjectAccess } from "../../src/operations/project-access.ts";
import type { SimulatedInstance } from "./simulated-instance.ts";
import { type Known, userOf } from "./truth.ts";
import type { World } from "./world.ts";

type Removal = { readonly user: { readonly id: string } };
type Followed = Stream<ProjectAccess, Activity, { readonly id: string }>;

/** A client that follows one stream as one person, and compares all that it gets with the truth. */
export class SimulatedSubscriber {
  readonly name: string;
  readonly streamId: string;
  readonly personId: string;
  /** Time at which its last subscription was opened. */
  openedAt = 0;
  readonly #world: World;
  #stream: Followed | null = null;
  #instance: SimulatedInstance | null = null;
  /** Changes with each connection, so that what comes of an earlier one is dropped. */
  #connection = 0;
  /** Last place that a message named; null: none yet. A token of null: resumed by a number alone. */
  #position: ResumePoint | null = null;
  /** Time at which the position was reached or shown to an instance. */
  #positionAt = 0;
  #connectedAt = 0;
  #isLive = false;
  #lastType = "";
  #isPulling = false;
  /** Tries that are left once there is peace: what it was told may have become outdated on its way. */
  #triesLeft = 3;

  constructor(world: World, name: string, streamId: string, personId: string) {
    this.#world = world;
    this.name = name;
    this.streamId = streamId;
    this.personId = personId;
  }

  /** The instance that it is connected to. */
  get instance(): SimulatedInstance | null {
    return this.#instance;
  }

  /** Why it does not follow the head of its stream; null if it does. */
  findLag(head: LogPosition): string | null {
    if (!this.#stream) return "does not follow";
    if (!this.#isLive) return "is not live";
    const at = this.#position;
    return at?.seq === head.seq && at.token === head.token ? null : `stands at ${at?.seq} ${at?.token}`;
  }

  connect(instance: SimulatedInstance): void {
    const world = this.#world;
    const connection = ++this.#connection;
    const after = this.#chooseResumePoint();
    this.#position = after ?? null;
    this.#instance = instance;
    this.#connectedAt = this.#positionAt = world.clock.now;
    this.#isLive = false;
    this.#lastType = "";
    world.note(
      this.name,
      "asks",
      instance.name,
      "for",
      this.streamId,
      after ? `after ${after.seq} ${after.token}` : "",
    );
    instance.feeds.open(this.streamId, { viewer: { id: this.personId }, after }).then(
      (stream) => {
        if (connection !== this.#connection) return void stream.return();
        this.#stream = stream;
        this.openedAt = world.clock.now;
        stream.onReadable(() => this.#pullSoon(connection));
        this.#pullSoon(connection);
      },
      (error: unknown) => {
        if (connection === this.#connection) this.#end(error);
      },
    );
  }

  /** Disconnects and keeps the cursor. */
  disconnect(): void {
    if (!this.#instance) return;
    this.#world.note(this.name, "leaves", this.#instance.name);
    void this.#stream?.return();
    this.#forget();
  }

  #forget(): void {
    this.#connection += 1;
    this.#stream = null;
    this.#instance = null;
    this.#isLive = false;
  }

  #chooseResumePoint(): ResumePoint | undefined {
    const { random, isPeaceful } = this.#world;
    const position = this.#position;
    if (position === null) return random.chance(0.5) ? undefined : startPosition;
    if (!isPeaceful && random.chance(0.05)) return undefined;
    return !isPeaceful && random.chance(0.05) ? { seq: position.seq, token: null } : position;
  }

  #pullSoon(connection: number): void {
    if (this.#isPulling || connection !== this.#connection) return;
    this.#isPulling = true;
    const { clock, profile, isPeaceful } = this.#world;
    const isSlow = this.#world.happens("pause", 0.1);
    clock.schedule(this.#world.delay(isSlow ? 2_000 : isPeaceful ? 1 : profile.pullDelay), () => {
      this.#isPulling = false;
      if (connection !== this.#connection) this.#pullSoon(this.#connection);
      else if (this.#stream) this.#pull(this.#stream);
    });
  }

  /** Takes a few messages. */
  #pull(stream: Followed): void {
    try {
      for (let count = this.#world.random.int(1, 10); count > 0; count -= 1) {
        const delivery = stream.take();
        if (delivery) this.#check(delivery);
        else {
          if (stream.isDone) this.#complete();
          return;
        }
      }
      this.#pullSoon(this.#connection);
    } catch (error) {
      this.#end(error);
    }
  }

  #check(delivery: Delivery): void {
    const { event, extensions } = delivery;
    const { type, reason } = event as { type: string; reason?: string };
    const named = parseCursor("project", extensions?.cursor ?? "");
    this.#world.note(this.name, "gets", type, reason ?? "", extensions?.cursor ?? "");
    if (!named || named.seq !== extensions?.seq) {
      this.#fail("got a message without its place:", type);
      return;
    }
    const finding = this.#findOutOfTurn(type) ?? this.#findWrong(event, named);
    if (finding !== null) this.#fail("got", finding);
    if (type === "Ready") this.#isLive = true;
    this.#lastType = type === "MemberRemoved" && (event as Removal).user.id !== this.personId ? "" : type;
    this.#position = named;
    this.#positionAt = this.#world.clock.now;
  }

  /** Why a message of this type must not come after the last one; null if it may. */
  #findOutOfTurn(type: string): string | null {
    const last = this.#lastType;
    if (type === "Resync") return this.#world.profile.isCalm ? "Resync although nothing went wrong" : null;
    if (last === "MemberRemoved" || last === "ProjectDeleted") return `${type} after ${last}`;
    if (type === "Ready") return this.#isLive && last !== "Resync" ? "Ready twice" : null;
    return last === "Resync" ? `${type} before Ready` : null;
  }

  /** Contradictions between a message and the truth; null if there is none. */
  #findWrong(event: object, named: LogPosition): string | null {
    const { type, cursor, reason } = event as Partial<Resync>;
    if (!this.#world.truth(this.streamId).exists(named)) return `a place that never was: ${named.seq} ${named.token}`;
    if (type !== "Resync" && type !== ("Ready" as string)) return this.#findWrongEntry(event, named);
    if (cursor !== formatCursor("project", named)) return `${type} with two cursors`;
    if (type === "Resync") return this.#findWrongResync(named, reason);
    return this.#position && !this.#isAt(named) ? "Ready with a gap before it" : null;
  }

  #findWrongResync(named: LogPosition, reason: string | undefined): string | null {
    const { profile } = this.#world;
    const truth = this.#world.truth(this.streamId);
    if (!this.#position) return `Resync ${reason} for a client that had nothing yet`;
    const { seq, token } = this.#position;
    const wasLost = (position: LogPosition) => truth.wasLost(position, this.#positionAt);
    // The server knows the token of a place that the client names by its number only.
    const isLost = token === null || wasLost({ seq, token });
    const isJustified = {
      OTHER_HISTORY: () => isLost,
      AHEAD_OF_STREAM: () => token === null,
      UNREADABLE: () => token === null || truth.isFollowedBy({ seq, token }, "Invented"),
      TOO_OLD: () =>
        truth.maxPruned > seq ||
        truth.maxHead - seq > profile.replayLimit ||
        truth.maxSince(this.personId) - 1 > seq ||
        this.#lastType === "MemberRemoved" ||
        // OTHER_HISTORY follows: the client is led to a place of the lost history first.
        (isLost && wasLost(named)),
    }[reason ?? ""];
    return isJustified?.() ? null : `Resync ${reason} without reason, from ${seq} ${token}`;
  }

  #findWrongEntry(event: object, { seq, token }: LogPosition): string | null {
    const known = this.#world.truth(this.streamId).find({ seq, token });
    if (!known) return `an event of no entry: ${seq}`;
    const { type, ...body } = event as { type: string };
    if (type !== known.type || !isDeepStrictEqual(body, known.body)) return `another event at ${seq}`;
    const before = this.#position;
    if (!before) return "a change before Ready";
    if (seq !== before.seq + 1) return `${seq} after ${before.seq}`;
    if (before.token !== null && known.previous !== before.token) {
      return `${seq} of another history: it follows ${known.previous} and not ${before.token}`;
    }
    return this.#mayNotSee(known) ? `${seq} although it was no member then` : null;
  }

  #mayNotSee(known: Known): boolean {
    const isReturn = known.type === "MemberAdded" && userOf(known) === this.personId;
    return known.removed.has(this.personId) && !isReturn;
  }

  #isAt({ seq, token }: LogPosition): boolean {
    const at = this.#position;
    return at?.seq === seq && (at.token === null || at.token === token);
  }

  #complete(): void {
    this.#world.note(this.name, "is done");
    if (this.#lastType !== "ProjectDeleted") this.#fail("was ended for no reason");
    this.#tryAgain();
  }

  #tryAgain(): void {
    const instance = this.#instance;
    this.#forget();
    if (!this.#world.isPeaceful || !instance || this.#triesLeft === 0) return;
    this.#triesLeft -= 1;
    this.#world.clock.schedule(300, () => this.connect(instance));
  }

  #end(error: unknown): void {
    const world = this.#world;
    world.note(this.name, "is ended:", String(error));
    const wasClosed = () => world.truth(this.streamId).wasClosedTo(this.personId, this.#connectedAt);
    const isJustified =
      (error instanceof ForbiddenError && this.#lastType === "MemberRemoved") ||
      (error instanceof NotFoundError && wasClosed());
    if (!isJustified) this.#fail("was ended by", error instanceof Error ? (error.stack ?? "") : String(error));
    this.#tryAgain();
  }

  #fail(...words: readonly (string | number)[]): void {
    this.#world.fail(this.name, ...words);
  }
}
