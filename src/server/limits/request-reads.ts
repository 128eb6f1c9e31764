import { setMaxListeners } from "node:events";
import type { QueryResultRow } from "pg";
import { hasSqlState } from "../../database/find-outage.ts";
import { type ReadStatement, readRows } from "../../database/read-rows.ts";
import { AnswerTooLargeError, RateLimitedError } from "../../errors/expected-error.ts";
import type { Reads } from "../../operations/reads.ts";
import { measureJson, mostJsonBytes } from "./measure-json.ts";
import { everybody, type ReadLimits } from "./read-limits.ts";
import type { Release } from "./turns.ts";

/** From how many bytes on an answer is a large one, of which a user may have a few at a time. */
const largeAnswer = 1024 * 1024;

/** Up to how many bytes an answer is not counted, as the system's buffers take it. */
const smallAnswer = 64 * 1024;

/** Maximum bytes of answers of medium size that may wait for one user's clients. */
const mostWaiting = 16 * 1024 * 1024;

/** Maximum time of a statement of a query that searches through texts, in milliseconds. */
const searchTime = 2_000;

/**
 * The reads of one request. Rows count against the answer's limit before they are held, and so does the time of the
 * statements. Once the request is over, whatever it still runs is ended in PostgreSQL.
 */
export class RequestReads implements Reads {
  readonly #limits: ReadLimits;
  /** The user, or the network of somebody without a token. */
  readonly #userId: string;
  /** Made when it is first wanted: a request that is answered from what others have read wants none. */
  #over: AbortController | null = null;
  /** Why it is over; undefined before. */
  #reason: unknown;
  #bytes = 0;
  #time = 0;
  #isChange = false;
  #waiting = 0;
  #turn: Release | null = null;

  constructor(limits: ReadLimits, userId: string) {
    this.#limits = limits;
    this.#userId = userId;
  }

  /** Aborted once the request is over. */
  get signal(): AbortSignal {
    if (this.#over) return this.#over.signal;
    this.#over = new AbortController();
    const { signal } = this.#over;
    // Every statement of the request listens.
    setMaxListeners(0, signal);
    if (this.#reason !== undefined) this.#over.abort(this.#reason);
    return signal;
  }

  /** True once `noteChange` was called. */
  get isOfChange(): boolean {
    return this.#isChange;
  }

  /** True once the request is answered, or its client has left. */
  get isOver(): boolean {
    return this.#reason === abandoned;
  }

  /**
   * The request changes something: its answer is never refused for its size or the time that it takes, and waits for
   * its turns however long.
   */
  noteChange(): void {
    this.#isChange = true;
  }

  async query<Row extends QueryResultRow>(statement: ReadStatement): Promise<{ readonly rows: Row[] }> {
    for (;;) {
      let ownBytes = 0;
      const release = await this.#takeTurns(statement);
      try {
        const rows = await this.#run<Row>(statement, (bytes) => {
          ownBytes += bytes;
          this.#hold(bytes);
        });
        return { rows };
      } catch (error) {
        if (error !== needsTurn) throw error;
        this.#bytes -= ownBytes;
      } finally {
        release();
      }
      await this.#becomeLarge();
    }
  }

  /** Waits for the user's own turn first, so that few of each user wait for what all of them share. */
  async #takeTurns({ isSearch = false }: ReadStatement): Promise<Release> {
    const { statements, searches, connections } = this.#limits;
    const key = this.#userId;
    const options = { signal: this.signal, isPatient: this.#isChange };
    const taken = [await statements.take(key, { ...options, by: this })];
    const release = () => {
      for (const each of taken) each();
    };
    try {
      if (isSearch) taken.push(await searches.take(everybody, { ...options, by: key }));
      taken.push(await connections.take(everybody, { ...options, by: key }));
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async #run<Row extends QueryResultRow>(statement: ReadStatement, onRow: (bytes: number) => void): Promise<Row[]> {
    const { signal } = this;
    let begunAt: number | null = null;
    let timer: NodeJS.Timeout | undefined;
    const onBegin = () => {
      begunAt = performance.now();
      // A change is made when its answer is read: ending the read would tell of a failure.
      if (!this.#isChange) timer = this.#limitTime(statement);
    };
    try {
      return await readRows<Row>(this.#limits.pool, statement, { signal, onRow, onBegin });
    } catch (error) {
      // PostgreSQL's own limit may be a moment earlier.
      throw !this.#isChange && hasSqlState(error, "57014") ? outOfTime() : error;
    } finally {
      clearTimeout(timer);
      if (begunAt !== null) this.#time += performance.now() - begunAt;
    }
  }

  #limitTime({ isSearch = false }: ReadStatement): NodeJS.Timeout {
    const left = Math.max(0, this.#limits.databaseTime - this.#time);
    return isSearch && searchTime < left
      ? setTimeout(() => this.#abort(searchedTooLong()), searchTime)
      : setTimeout(() => this.#abort(outOfTime()), left);
  }

  /**
   * Waits until the answer may be serialised, and counts it until the request ends. Rows that were read once may stand
   * in it many times. Rejects with AnswerTooLargeError, also when reading found out, and with RateLimitedError when
   * the user has too many answers that are not read.
   */
  async admitAnswer(answer: object): Promise<void> {
    if (this.#reason instanceof AnswerTooLargeError) throw this.#reason;
    const most = mostJsonBytes(answer, largeAnswer);
    if (most <= smallAnswer) return;
    const limit = this.#isChange ? Number.POSITIVE_INFINITY : this.#limits.answerBytes;
    // Where nothing needs to be escaped, which would double it, the bound is twice the size or more.
    const bytes = most <= largeAnswer ? most / 2 : measureJson(answer, limit);
    await this.#count(bytes);
  }

  /** The same for an answer that was serialised before, from what others have read. */
  async admitBytes(bytes: number): Promise<void> {
    if (this.#reason instanceof AnswerTooLargeError) throw this.#reason;
    if (bytes > smallAnswer) await this.#count(bytes);
  }

  async #count(bytes: number): Promise<void> {
    this.#requireSize(bytes);
    const others = this.#limits.waiting.get(this.#userId) ?? 0;
    if (bytes > largeAnswer || others + bytes > mostWaiting) await this.#becomeLarge();
    else {
      this.#waiting = bytes;
      this.#limits.waiting.set(this.#userId, others + bytes);
    }
  }

  async #becomeLarge(): Promise<void> {
    if (this.#turn) return;
    const { signal } = this;
    const turn = await this.#limits.largeAnswers.take(this.#userId, { by: this, signal, isPatient: this.#isChange });
    // Statements of one request may wait at the same time.
    if (this.#turn || signal.aborted) turn();
    else this.#turn = turn;
  }

  #requireSize(bytes: number): void {
    if (this.#isChange || bytes <= this.#limits.answerBytes) return;
    const error = new AnswerTooLargeError(this.#limits.answerBytes);
    this.#abort(error);
    throw error;
  }

  /** The request is answered, or its client has left: ends what it still runs, and gives its turns back. */
  end(): void {
    this.#abort(abandoned);
    this.#turn?.();
    this.#turn = null;
    const { waiting } = this.#limits;
    const others = (waiting.get(this.#userId) ?? 0) - this.#waiting;
    if (others > 0) waiting.set(this.#userId, others);
    else waiting.delete(this.#userId);
    this.#waiting = 0;
  }

  /** The first reason counts. */
  #abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#over?.abort(reason);
  }

  /** Counts bytes that are about to be held. */
  #hold(bytes: number): void {
    this.#bytes += bytes;
    this.#requireSize(this.#bytes);
    if (this.#bytes <= largeAnswer || this.#turn) return;
    this.#turn = this.#limits.largeAnswers.tryTake(this.#userId);
    // Waiting with the statement open would keep a connection from others.
    if (!this.#turn) throw needsTurn;
  }
}

/** Why a statement was ended that is run again when its request may be a large answer. */
const needsTurn = new Error("The statement waits until its user may have another large answer.");

/** Why the rest of a request is ended for whose answer nobody waits. One for all: its stack tells nothing. */
const abandoned = new RateLimitedError("The request is over.", 1);

function searchedTooLong(): RateLimitedError {
  return new RateLimitedError("The search took too long; search for fewer words, or filter by more than text.", 1);
}

function outOfTime(): RateLimitedError {
  return new RateLimitedError("This took too much of the database's time; ask for less.", 1);
}
