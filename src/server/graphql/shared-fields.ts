import { LRUCache } from "lru-cache";
import type { LogPosition } from "../../engine/log/cursor.ts";

/** Maximum bytes of the fields that are kept for later readers. */
const keptBytes = 32 * 1024 * 1024;

/** Bytes of an entry beside its texts, approximately. */
const entryBytes = 1_000;

/** Milliseconds after which readers no longer wait for the execution of another one. */
const patience = 1_000;

/** Executions of others that fail before a reader executes alone: one fails for its own reader, several for all. */
const mostFailures = 2;

/** Fields of a project as they were executed once. */
export interface ExecutedFields {
  /** The position of the project's head before the fields were read. Nothing in them is older. */
  readonly position: LogPosition;
  /** True if the head was at the same position afterwards. Then nothing in them is newer either. */
  readonly isExact: boolean;
  /** By the key of a field: its JSON in UTF-8. */
  readonly json: ReadonlyMap<string, Buffer>;
  /** JSON of the people whose names stand in the fields; null for nobody. A name changes without the project. */
  readonly people: string | null;
}

/** Null: it failed, perhaps for this reader alone. Undefined: the reader left before its end. */
export type ExecuteFields = () => Promise<ExecutedFields | null | undefined>;

/**
 * Lets the readers of one state of a project share its execution. Those who come while it is executed wait for it;
 * those who come later get what is kept. The newest state of each selection is kept.
 */
export class SharedFields {
  readonly #areCurrent: (people: string) => Promise<boolean>;
  readonly #kept = new LRUCache<string, ExecutedFields>({ maxSize: keptBytes, sizeCalculation: bytesOf });
  /** Executions that others may wait for, by selection and position. */
  readonly #underWay = new Map<string, ReturnType<ExecuteFields>>();
  readonly #checks = new WeakMap<ExecutedFields, Check>();

  /** `areCurrent` returns whether all of the people still have the same names. */
  constructor(areCurrent: (people: string) => Promise<boolean>) {
    this.#areCurrent = areCurrent;
  }

  /**
   * Returns the fields as of a position that the reader has read for itself. `key` names the project and all that is
   * selected of it. Null: the reader has to execute its query alone.
   */
  async read(key: string, position: LogPosition, execute: ExecuteFields): Promise<ExecutedFields | null> {
    const stateKey = `${position.seq} ${position.token} ${key}`;
    for (let failures = 0; failures < mostFailures; ) {
      const kept = this.#kept.get(key);
      const known = kept && isSame(kept.position, position) ? kept : this.#underWay.get(stateKey);
      if (!known) return (await this.#execute(key, stateKey, execute)) ?? null;
      const fields = await known;
      if (fields === null) failures += 1;
      if (!fields) continue;
      const isCurrent = await this.#check(fields).catch(() => null);
      if (isCurrent === null) return null;
      if (isCurrent) return fields;
      if (this.#kept.get(key) === fields) this.#kept.delete(key);
    }
    return null;
  }

  /** Drops all that is kept. */
  forget(): void {
    this.#kept.clear();
  }

  async #execute(key: string, stateKey: string, execute: ExecuteFields): ReturnType<ExecuteFields> {
    const execution = execute();
    let end = (): void => {};
    const late = new Promise<undefined>((resolve) => {
      end = () => {
        if (this.#underWay.get(stateKey) === shared) this.#underWay.delete(stateKey);
        resolve(undefined);
      };
    });
    // One of those who have waited executes next, and the others wait for it.
    const timer = setTimeout(() => end(), patience);
    // An unforeseen error is told to its own reader alone.
    const shared = Promise.race([execution.catch(() => null), late]);
    this.#underWay.set(stateKey, shared);
    try {
      const fields = await execution;
      if (fields?.isExact) this.#kept.set(key, fields);
      return fields;
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  /** A check that begins after this call. Those who ask before it begins share it. */
  #check(fields: ExecutedFields): Promise<boolean> {
    const { people } = fields;
    if (people === null) return Promise.resolve(true);
    const check = this.#checks.get(fields) ?? new Check(() => this.#areCurrent(people));
    this.#checks.set(fields, check);
    return check.run();
  }
}

/** Runs a check for all who ask before it begins; those who ask while it runs share the next run. */
class Check {
  readonly #check: () => Promise<boolean>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<boolean> | null = null;

  constructor(check: () => Promise<boolean>) {
    this.#check = check;
  }

  run(): Promise<boolean> {
    this.#next ??= this.#running.then(() => {
      const running = this.#begin();
      this.#running = running.catch(() => undefined);
      return running;
    });
    return this.#next;
  }

  #begin(): Promise<boolean> {
    this.#next = null;
    return this.#check();
  }
}

function isSame(one: LogPosition, other: LogPosition): boolean {
  return one.seq === other.seq && one.token === other.token;
}

function bytesOf({ json, people }: ExecutedFields, key: string): number {
  const lengths = [...json.values()].map(({ length }) => length);
  return lengths.reduce((sum, bytes) => sum + bytes, entryBytes + 2 * (key.length + (people?.length ?? 0)));
}
