import { deepStrictEqual, ok } from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createBoard } from "../support/board.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { createPerson } from "../support/person.ts";
import { openTab } from "../support/tab.ts";

/** A writer and a subscriber of a project of their own, whom an attack on the same server must not touch. */
export interface Bystander {
  /** Number of writes answered so far. */
  readonly writes: number;
  /** Resolves after `count` more writes were answered, well or not. */
  untilWrites(count: number): Promise<void>;
  /**
   * Ends the writing and waits until the subscriber has received the last change. Expects that every write succeeded
   * and that half of them took no longer than `patience`. Expects the subscriber to have received each change once, in
   * order, on its first connection.
   */
  expectUnharmed(): Promise<void>;
}

/** Milliseconds from sending a write to its answer. Generous: the machine of the tests is busy with the attack. */
const patience = 5_000;

/** Milliseconds between an answer and the next write. */
const pause = 20;

/** Starts writing to the instance at `url` at once. The name must be the test's own. */
export async function startBystander(url: string, name = "bystander"): Promise<Bystander> {
  const writer = await createPerson(url, `${name}-writer`);
  const reader = await createPerson(url, `${name}-reader`);
  const board = await createBoard(writer, `The board of ${name}`);
  await board.addMember(reader, "VIEWER");
  const begin = await board.seq();
  const tab = await openTab(url, reader, { projectId: board.projectId, since: begin });
  const times: number[] = [];
  const failures: unknown[] = [];
  const answers = new EventEmitter();
  let isStopping = false;

  async function write(): Promise<void> {
    const sentAt = performance.now();
    const input = { projectId: board.projectId, title: `Task ${times.length}` };
    const answer = await writer.request(CreateTaskDocument, { input }).catch((error: unknown) => ({ errors: [error] }));
    times.push(performance.now() - sentAt);
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
      return times.length;
    },
    async untilWrites(count) {
      const end = times.length + count;
      while (times.length < end) await once(answers, "answer");
    },
    async expectUnharmed() {
      isStopping = true;
      await writing;
      deepStrictEqual(failures, []);
      const last = begin + times.length;
      await tab.until(() => (tab.seqs.at(-1) ?? begin) >= last);
      deepStrictEqual(
        [...tab.seqs],
        times.map((_, index) => begin + 1 + index),
      );
      deepStrictEqual([...tab.resyncs], []);
      tab.close();
      await Promise.all([writer.leave(), reader.leave()]);
      const median = times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
      ok(median < patience, `Half of the writes took ${median} ms or more.`);
    },
  };
}
