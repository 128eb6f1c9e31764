import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import { StreamQueue } from "../engine/log/stream-queue.ts";
import { type MergeBudget, mergeLines } from "../model/merge-lines.ts";
import { type TextEdit, TextMerges } from "./text-merges.ts";

/**
 * Merges that a user may have made at once, and how fast their budget fills again. A million steps take about 0.3 s.
 */
const [maxSteps, stepsPerSecond] = [2_000_000, 200_000];

/** Attempts of a change after the first. Other instances may change the same text between two. */
const maxRepetitions = 5;

/**
 * Merges texts for the changes of an instance, while no lock is held. Each user has a budget, so that no one's texts
 * keep the instance busy; beyond it an edit conflicts.
 */
export class TextMerger {
  readonly #pool: Pick<Pool, "query">;
  readonly #budgets = new LRUCache<string, MergeBudget & { filledAt: number }>({ max: 10_000 });
  readonly #turns = new StreamQueue();
  readonly #now: () => number;

  /** `now` returns milliseconds of a clock that never goes back. */
  constructor(pool: Pick<Pool, "query">, now = () => performance.now()) {
    this.#pool = pool;
    this.#now = now;
  }

  /**
   * Runs the change. If it asks for merges, makes them and runs it again, until it asks for none or other changes came
   * in between too often. Such changes of one project take turns, since otherwise only one of them could succeed.
   */
  async change<Result>(
    projectId: string,
    userId: string,
    attempt: (merges: TextMerges) => Promise<Result>,
  ): Promise<Result> {
    const merges = new TextMerges();
    const first = await attempt(merges);
    if (merges.isComplete) return first;
    return this.#turns.run(projectId, async () => {
      for (let left = maxRepetitions; ; left--) {
        for (const edit of merges.takeWanted()) merges.add(edit, await this.#merge(edit, this.#budgetOf(userId)));
        if (left === 1) merges.isLast = true;
        const result = await attempt(merges);
        if (merges.isComplete) return result;
      }
    });
  }

  /** Returns null for a conflict. */
  async #merge(edit: TextEdit, budget: MergeBudget): Promise<string | null> {
    if (budget.steps <= 0) return null;
    const base = await this.#readBase(edit);
    return base === null ? null : mergeLines(base, edit.theirs, edit.ours, budget);
  }

  /** Returns the text of the version that the edit was made on. Null: the log does not hold it, or not any more. */
  async #readBase({ text, id, version }: TextEdit): Promise<string | null> {
    const { rows } = await this.#pool.query<{ base: string | null }>({
      ...baseStatements[text],
      values: [id, version],
    });
    const [row] = rows;
    return row ? (row.base ?? "") : null;
  }

  #budgetOf(userId: string): MergeBudget {
    const now = this.#now();
    const budget = this.#budgets.get(userId) ?? { steps: maxSteps, filledAt: now };
    budget.steps = Math.min(maxSteps, budget.steps + ((now - budget.filledAt) / 1_000) * stepsPerSecond);
    budget.filledAt = now;
    this.#budgets.set(userId, budget);
    return budget;
  }
}

/**
 * The newest entry up to the version holds its text; the log has an index for each statement. A version that only the
 * open transaction knows has none.
 */
export const baseStatements = {
  description: {
    name: "merge-base-description",
    text: `
      SELECT a.snapshot #>> '{task,description}' AS base FROM activities a
      WHERE a.task_id = $1 AND (a.type = 'TaskCreated' OR 'DESCRIPTION' = ANY (a.fields))
        AND (a.snapshot #>> '{task,version}')::int <= $2
        AND EXISTS (SELECT FROM tasks t WHERE t.id = $1 AND t.version >= $2)
      ORDER BY (a.snapshot #>> '{task,version}')::int DESC LIMIT 1`,
  },
  body: {
    name: "merge-base-body",
    text: `
      SELECT a.snapshot #>> '{comment,body}' AS base FROM activities a
      WHERE a.comment_id = $1 AND a.type IN ('CommentCreated', 'CommentUpdated')
        AND (a.snapshot #>> '{comment,version}')::int <= $2
        AND EXISTS (SELECT FROM comments c WHERE c.id = $1 AND c.version >= $2)
      ORDER BY (a.snapshot #>> '{comment,version}')::int DESC LIMIT 1`,
  },
} satisfies Readonly<Record<TextEdit["text"], object>>;
