import { setMaxListeners } from "node:events";
import type { Pool, QueryResultRow } from "pg";
import { type ReadStatement, readRows } from "../database/read-rows.ts";
import { AnswerTooLargeError, RateLimitedError } from "../errors.ts";
import type { Reads } from "../operations/reads.ts";
import { measureJson, mostJsonBytes } from "./measure-json.ts";
import { type Release, Turns } from "./turns.ts";

/** From how many bytes on an answer is a large one, of which a user may have a few at a time. */
const largeAnswer = 1024 * 1024;

/** Up to how many bytes an answer is not counted, as the system's buffers take it. */
const smallAnswer = 64 * 1024;

/** How many bytes of answers that are neither may wait for one user's clients. */
const mostWaiting = 16 * 1024 * 1024;

/** What all requests of an instance share. */
export interface ReadLimits {
  readonly pool: Pool;
  /** By user: statements in flight. */
  readonly statements: Turns;
  /** By user: large answers that are read, or wait for their client to read them. */
  readonly largeAnswers: Turns;
  /** Largest answer to a query, in bytes. */
  readonly answerBytes: number;
  /** How long the statements of one request may take together, in milliseconds. */
  readonly databaseTime: number;
  /** By user: bytes of answers that are not large, and wait for their client to read them. */
  readonly waiting: Map<string, number>;
}

/** How long a statement, or a large answer, waits for its turn, in milliseconds. */
const patience = 5_000;

export function createReadLimits(options: Pick<ReadLimits, "pool" | "answerBytes" | "databaseTime">): ReadLimits {
  return {
    ...options,
    waiting: new Map(),
    statements: new Turns({
      most: 4,
      mostWaiting: 1_000,
      patience,
      refusal: "This user has too many reads under way",
    }),
    largeAnswers: new Turns({
      most: 2,
      mostWaiting: 100,
      patience,
      refusal: "This user has too many large answers under way",
    }),
  };
}

/**
 * The reads of one request. Rows count against the answer's limit before they are held, and so does the time of the
 * statements. Once the request is over, whatever it still runs is ended in PostgreSQL.
 */
export class RequestReads implements Reads {
  readonly #limits: ReadLimits;
  readonly #userId: string;
  readonly #over = new AbortController();
  #bytes = 0;
  #time = 0;
  #isChange = false;
  #waiting = 0;
  #turn: Release | null = null;

  constructor(limits: ReadLimits, userId: string) {
    this.#limits = limits;
    this.#userId = userId;
    // Every statement of the request listens.
    setMaxListeners(0, this.#over.signal);
  }

  /** The request changes something: its answer is never refused for its size, and waits for its turn however long. */
  noteChange(): void {
    this.#isChange = true;
  }

  async query<Row extends QueryResultRow>(statement: ReadStatement): Promise<{ readonly rows: Row[] }> {
    const { signal } = this.#over;
    const { pool, statements } = this.#limits;
    for (;;) {
      const release = await statements.take(this.#userId, { by: this, signal });
      let ownBytes = 0;
      const begunAt = performance.now();
      const timer = setTimeout(
        () => this.#over.abort(outOfTime()),
        Math.max(0, this.#limits.databaseTime - this.#time),
      );
      try {
        const onRow = (bytes: number) => {
          ownBytes += bytes;
          this.#hold(bytes);
        };
        return { rows: await readRows<Row>(pool, statement, { signal, onRow }) };
      } catch (error) {
        if (error !== needsTurn) throw error;
        this.#bytes -= ownBytes;
      } finally {
        clearTimeout(timer);
        this.#time += performance.now() - begunAt;
        release();
      }
      await this.#becomeLarge();
    }
  }

  /**
   * Waits until the answer may be serialised, which it then holds until the request ends: rows that were read once may
   * stand in it many times. Rejects with AnswerTooLargeError, also when reading found out, and with RateLimitedError when
   * the user has too many answers that are not read.
   */
  async admitAnswer(answer: object): Promise<void> {
    const { reason } = this.#over.signal;
    if (reason instanceof AnswerTooLargeError) throw reason;
    const most = mostJsonBytes(answer, largeAnswer);
    if (most <= smallAnswer) return;
    const limit = this.#isChange ? Number.POSITIVE_INFINITY : this.#limits.answerBytes;
    // Where nothing needs to be escaped, which would double it, the bound is twice the size or more.
    const bytes = most <= largeAnswer ? most / 2 : measureJson(answer, limit);
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
    const { signal } = this.#over;
    const turn = await this.#limits.largeAnswers.take(this.#userId, { by: this, signal, isPatient: this.#isChange });
    // Statements of one request may wait at the same time.
    if (this.#turn || signal.aborted) turn();
    else this.#turn = turn;
  }

  #requireSize(bytes: number): void {
    if (this.#isChange || bytes <= this.#limits.answerBytes) return;
    const error = new AnswerTooLargeError(this.#limits.answerBytes);
    this.#over.abort(error);
    throw error;
  }

  /** The request is answered, or its client has left: ends what it still runs, and gives its turns back. */
  end(): void {
    this.#over.abort(abandoned);
    this.#turn?.();
    this.#turn = null;
    const { waiting } = this.#limits;
    const others = (waiting.get(this.#userId) ?? 0) - this.#waiting;
    if (others > 0) waiting.set(this.#userId, others);
    else waiting.delete(this.#userId);
    this.#waiting = 0;
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

function outOfTime(): RateLimitedError {
  return new RateLimitedError("This took too much of the database's time; ask for less.", 1);
}
