import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FormattedExecutionResult } from "graphql";
import { WebSocket } from "ws";
import {
  type CursorSubscription,
  type Stand,
  subscribeFromCursor,
} from "../../src/cli/check/client/subscribe-from-cursor.ts";
import { ProjectActivityDocument, type ProjectActivitySubscription } from "../support/generated/graphql.ts";
import type { Fleet } from "./fleet.ts";
import type { Message, SubscriptionEnd, SubscriptionRecord } from "./history.ts";
import type { Journal } from "./journal.ts";
import type { Participant } from "./participant.ts";
import type { Random } from "./random.ts";
import { takeSnapshot } from "./take-snapshot.ts";

/** Code that ends the subscription of a non-member. */
const revocations: ReadonlySet<string> = new Set(["FORBIDDEN", "NOT_FOUND"]);

/** A place in the stream. Without a cursor it is named by its number alone. */
interface Place {
  readonly seq: number;
  readonly cursor?: string;
}

/** Number of passed places to which a subscriber may return. */
const keptPlaces = 800;

type End = SubscriptionEnd extends infer E ? (E extends unknown ? Omit<E, "at"> : never) : never;

/**
 * A client that follows its project through everything: it reconnects to whichever instance takes it and resumes where
 * it stands. By itself it now and then leaves and resumes (also from further back, or without `since`), or
 * stops reading for a while. A removed member tries again a few times, at once or later, and then waits for an
 * invitation.
 */
export class Subscriber {
  readonly participant: Participant;
  readonly #fleet: Fleet;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #moves = new EventEmitter();
  readonly #stopping = new AbortController();
  readonly #snapshots = new Set<Promise<void>>();
  readonly #ended: Promise<void>;
  #place: Place = { seq: 0 };
  /** Places passed, oldest first. */
  readonly #passed: Place[] = [];
  /** Where the next subscription begins; null: at the head; undefined: at the place reached. */
  #nextPlace: Place | null | undefined;
  #isResting = false;
  #isInvited = false;
  /** Remaining number of uninvited tries. */
  #triesLeft = 0;
  #record: SubscriptionRecord | null = null;
  #subscription: CursorSubscription | null = null;
  #leave: () => void = () => undefined;

  /** Begins at once. */
  constructor(participant: Participant, fleet: Fleet, journal: Journal, random: Random) {
    this.participant = participant;
    this.#fleet = fleet;
    this.#journal = journal;
    this.#random = random;
    this.#ended = this.#run();
  }

  /** Cuts its socket, as a network does. */
  cut(): void {
    this.#subscription?.socket?.terminate();
  }

  /** Keeps its connection, so that nothing but the server brings it the news. */
  rest(isResting: boolean): void {
    this.#isResting = isResting;
  }

  /** Tells it that it is a member again. */
  invite(): void {
    this.#isInvited = true;
    this.#moves.emit("invitation");
  }

  /** Resolves once it stands at the number or beyond. Rejects when the signal aborts. */
  async reach(seq: number, signal: AbortSignal): Promise<void> {
    while (!this.#record || this.#record.end || this.#place.seq < seq) {
      await once(this.#moves, "move", { signal }).catch(() => {
        throw new Error(`${this.participant.name} stands at ${this.#place.seq}: ${JSON.stringify(this.#record?.end)}`);
      });
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#leave();
    await this.#ended;
    await Promise.all(this.#snapshots);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#subscribe();
      const end = this.#record?.end;
      const pause = end?.kind === "error" ? this.#planAfterError() : this.#planReturn();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (end?.kind === "error" && revocations.has(end.code)) await this.#untilWelcome(end.code);
    }
  }

  /** Where to go on from, and after how many milliseconds. */
  #planReturn(): number {
    const random = this.#random;
    const draw = random.integer(1, 10);
    if (draw === 1) this.#nextPlace = { seq: Math.max(0, this.#place.seq - random.integer(1, 800)) };
    else if (draw === 2 && this.#passed.length > 0) this.#nextPlace = random.pick(this.#passed);
    else if (draw === 3) this.#nextPlace = null;
    return random.integer(0, 100);
  }

  /** A subscriber that reconnects at once, and elsewhere, may arrive before the news of its removal. */
  #planAfterError(): number {
    const random = this.#random;
    if (random.chance(0.2)) this.#nextPlace = null;
    return random.chance(0.7) ? 0 : random.integer(50, 600);
  }

  async #untilWelcome(code: string): Promise<void> {
    this.#triesLeft = code === "FORBIDDEN" ? this.#random.integer(1, 4) : this.#triesLeft - 1;
    if (this.#triesLeft > 0) return;
    const { signal } = this.#stopping;
    if (!this.#isInvited) await once(this.#moves, "invitation", { signal }).catch(() => undefined);
    this.#isInvited = false;
  }

  /** Resolves when the subscription has ended, through reconnects, for good. */
  #subscribe(): Promise<void> {
    return new Promise((resolve) => {
      this.#record = null;
      const diversion = this.#divert();
      const finish = () => {
        diversion.abort();
        resolve();
      };
      const subscription = subscribeFromCursor<ProjectActivitySubscription>({
        document: ProjectActivityDocument,
        findUrl: () => `${(this.#fleet.pick(this.#random) ?? "http://127.0.0.1:1").replace("http", "ws")}/graphql`,
        findToken: async () => this.participant.token,
        begin: () => this.#begin(),
        chooseWait: () => this.#random.integer(0, 200),
        onResult: (result) => this.#take(result),
        onEnd: (failure) => {
          if (failure === undefined) this.#end({ kind: "complete" });
          else this.#fail(failure);
          finish();
        },
        onClosed: (code) => {
          this.#journal.noteClose(code);
          // The socket of a subscription that was left closes a little later.
          if (this.#subscription === subscription) this.#end({ kind: "closed", code });
        },
      });
      this.#subscription = subscription;
      this.#leave = () => {
        this.#end({ kind: "left" });
        subscription.leave();
      };
      if (this.#stopping.signal.aborted) this.#leave();
    });
  }

  /** Actions that it takes by itself while it is subscribed. */
  #divert(): AbortController {
    const over = new AbortController();
    const later = async (milliseconds: number, action: () => void) => {
      const isOver = await sleep(milliseconds, false, { signal: over.signal }).catch(() => true);
      if (!isOver) action();
    };
    const wander = () =>
      void later(this.#random.integer(500, 10_000), () => (this.#isResting ? wander() : this.#leave()));
    wander();
    if (this.#random.chance(0.2)) {
      void later(this.#random.integer(0, 2_000), () => this.#stall(this.#random.integer(200, 2_000)));
    }
    return over;
  }

  /** Reads nothing for so many milliseconds. */
  #stall(milliseconds: number): void {
    const socket = this.#subscription?.socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.pause();
    setTimeout(() => socket.resume(), milliseconds);
  }

  #begin(): object {
    const { name, userId, projectId } = this.participant;
    const place = this.#nextPlace === undefined ? this.#place : this.#nextPlace;
    this.#nextPlace = undefined;
    this.#place = place ?? { seq: 0 };
    this.#record = {
      subscriber: name,
      userId,
      projectId,
      since: place?.seq ?? null,
      begunAt: Date.now(),
      messages: [],
      end: null,
    };
    this.#journal.subscriptions.push(this.#record);
    if (!place) return { projectId };
    return place.cursor === undefined ? { projectId, since: place.seq } : { projectId, after: place.cursor };
  }

  #take({ data, errors, extensions }: FormattedExecutionResult<ProjectActivitySubscription, Stand>): void {
    const event = data?.projectActivity;
    if (errors || !event) this.#end({ kind: "error", code: String(errors?.[0]?.extensions?.["code"]) });
    else if ("at" in event) {
      const text = this.#journal.intern(JSON.stringify(event));
      const { seq, cursor } = extensions ?? { seq: 0, cursor: "" };
      this.#move({ kind: "change", seq, text }, cursor);
    } else if (event.__typename === "Ready") this.#move({ kind: "Ready", seq: event.seq }, event.cursor);
    else if (event.__typename === "Resync") {
      this.#move({ kind: "Resync", seq: event.seq, reason: event.reason }, event.cursor);
      this.#startOver(event.seq);
    }
  }

  #move(message: Message, cursor: string): void {
    this.#record?.messages.push(message);
    this.#place = { seq: message.seq, cursor };
    this.#passed.push(this.#place);
    if (this.#passed.length > keptPlaces) this.#passed.shift();
    this.#moves.emit("move");
  }

  #startOver(least: number): void {
    const { signal } = this.#stopping;
    const fresh = { participant: this.participant, least, fleet: this.#fleet, random: this.#random, signal };
    const taking = takeSnapshot(fresh, this.#journal).finally(() => this.#snapshots.delete(taking));
    this.#snapshots.add(taking);
  }

  #fail(failure: unknown): void {
    if (Array.isArray(failure)) this.#end({ kind: "error", code: String(failure[0]?.extensions?.code) });
    else {
      // Retried are all but the closes that are final for graphql-ws, and none of those has a cause here.
      const { code, reason } = failure as { code?: number; reason?: string };
      this.#journal.report("unexpected end", `${this.participant.name} was closed for good: ${code} ${reason}`);
    }
  }

  #end(end: End): void {
    if (this.#record && !this.#record.end) this.#record.end = { ...end, at: Date.now() };
  }
}
