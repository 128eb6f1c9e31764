import { deepStrictEqual } from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createBoard } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { createPerson } from "../support/person.ts";
import { range } from "../support/range.ts";
import { openTab } from "../support/tab.ts";

/** A writer and a subscriber of a project of their own, whom an attack on the same server must not touch. */
export interface Bystander {
  /** Number of writes answered so far. */
  readonly writes: number;
  /** Resolves after `count` more writes were answered, well or not. */
  untilWrites(count: number): Promise<void>;
  /**
   * Ends the writing and waits until the subscriber has received the last change. Expects that every write succeeded.
   * Expects the subscriber to have received each change once, in order, on its first connection.
   */
  expectUnharmed(): Promise<void>;
}

/** Milliseconds between an answer and the next write: the pace of a busy person. Nothing waits for it. */
const pause = 20;

/** Starts writing to the instance at `url` at once. The name must be the test's own. */
export async function startBystander(url: string, name = "bystander"): Promise<Bystander> {
  const writer = await createPerson(url, `${name}-writer`);
  const reader = await createPerson(url, `${name}-reader`);
  const board = await createBoard(writer, `The board of ${name}`);
  await board.addMember(reader, "VIEWER");
  const begin = await board.seq();
  const tab = await openTab(url, reader, { projectId: board.projectId, since: begin });
  const failures: unknown[] = [];
  const answers = new EventEmitter();
  let writes = 0;
  let isStopping = false;

  async function write(): Promise<void> {
    const input = { projectId: board.projectId, title: `Task ${writes}` };
    const answer = await writer.request(CreateTaskDocument, { input }).catch((error: unknown) => ({ errors: [error] }));
    writes += 1;
    if (answer.errors) failures.push(answer.errors);
    answers.emit("answer");
  }

  async function writeOn(): Promise<void> {
    while (!isStopping) {
      await write();
      await sleep(pause);
    }
  }

  const writing = writeOn();
  return {
    get writes() {
      return writes;
    },
    async untilWrites(count) {
      const end = writes + count;
      while (writes < end) await once(answers, "answer");
    },
    async expectUnharmed() {
      isStopping = true;
      await writing;
      deepStrictEqual(failures, []);
      const last = begin + writes;
      await tab.until(() => (tab.seqs.at(-1) ?? begin) >= last);
      deepStrictEqual([...tab.seqs], range(begin + 1, last));
      deepStrictEqual([...tab.resyncs], []);
      tab.close();
      await Promise.all([writer.leave(), reader.leave()]);
    },
  };
}
