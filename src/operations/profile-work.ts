import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { findOutage } from "../database/find-outage.ts";
import { repeat } from "../timers/repeat.ts";
import { deleteInbox, eraseNotices, type NoticeKey } from "./erase-inbox.ts";
import { type AnswerKey, eraseAccount, eraseAnswers, eraseBatch, findLogParts } from "./erase-profile.ts";
import {
  finishProfileChange,
  type ProfileChange,
  readProfileNews,
  takeProfileChange,
  yieldProfileChange,
} from "./profile-change.ts";
import { findUntoldProject, type ProfileContext, tellProfile } from "./tell-profile.ts";

export interface ProfileWorkOptions extends ProfileContext {
  /** Drops what this instance keeps of the log in memory: on whichever instance, the log was rewritten. */
  readonly onErased: () => void;
  /** Milliseconds from the end of one round to the begin of the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/** A step takes at most this share of the time, so that it costs writers little however much there is to do. */
const share = 1 / 2;

/**
 * Milliseconds after an erasure until memory is dropped again: a change may have been on its way while it was
 * rewritten.
 */
const settling = 30_000;

/**
 * Does the work that changes of persons leave behind (`profile_changes`). It tells their projects by MemberUpdated.
 * After the deletion of an account it rewrites the log so that nothing in it names the person. Each small step commits
 * with its note, so that any instance continues after a crash; several take different persons. A failed step is tried
 * again. Returns its end, which waits for the step under way.
 */
export function startProfileWork(options: ProfileWorkOptions): () => Promise<void> {
  const { pool, onErased, interval, logger } = options;
  let erasures: string | undefined;
  let settled: NodeJS.Timeout | undefined;

  async function run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && (await hasWork())) {
        const change = await takeProfileChange(pool);
        if (!change) break;
        await work(change, signal);
      }
    } catch (error) {
      // An outage is told once by those who answer clients, not once a round.
      if (!signal.aborted && !findOutage(error)) {
        logger.error({ err: error }, "Changes of persons could not be followed; the next round tries again.");
      }
    }
  }

  async function hasWork(): Promise<boolean> {
    const news = await readProfileNews(pool);
    if (!news) return false;
    if (erasures !== undefined && news.erasures !== erasures) {
      onErased();
      clearTimeout(settled);
      settled = setTimeout(onErased, settling).unref();
    }
    erasures = news.erasures;
    return news.hasWork;
  }

  async function work(taken: ProfileChange, signal: AbortSignal): Promise<void> {
    const told = await tell(taken, signal);
    const erased = told?.erases ? await erase(told, signal) : told;
    if (erased) {
      await finishProfileChange(pool, erased);
      if (erased.erases) logger.info({ userId: erased.userId }, "A deleted account was erased from the log.");
    } else if (signal.aborted) await yieldProfileChange(pool, taken);
  }

  /** Undefined when it ended before it was through. */
  async function tell(taken: ProfileChange, signal: AbortSignal): Promise<ProfileChange | undefined> {
    for (let change = taken; !signal.aborted; ) {
      const projectId = await findUntoldProject(options, change);
      if (projectId === undefined) return change;
      const isOwn = await paced(() => tellProfile(options, change, projectId), signal);
      if (!isOwn) return undefined;
      change = { ...change, toldThrough: projectId };
    }
    return undefined;
  }

  /** Undefined when it ended before it was through. */
  async function erase(taken: ProfileChange, signal: AbortSignal): Promise<ProfileChange | undefined> {
    await eraseAccount(pool, taken);
    let change: ProfileChange | undefined = taken;
    for (const { projectId, head, ...part } of await findLogParts(pool, taken)) {
      for (let { through } = part; through < head; through = change.erasedThrough) {
        if (signal.aborted) return undefined;
        const from: ProfileChange = change;
        change = await paced(() => eraseBatch(pool, from, { projectId, through, head }), signal);
        if (!change) return undefined;
      }
    }
    const { userId } = taken;
    const isDone =
      (await throughout<AnswerKey>((after) => eraseAnswers(pool, userId, after), signal)) &&
      (await throughout(async () => ((await deleteInbox(pool, userId)) ? null : {}), signal)) &&
      (await throughout<NoticeKey>((after) => eraseNotices(pool, userId, after), signal));
    return isDone ? change : undefined;
  }

  const rounds = repeat(run, { interval });
  return async () => {
    await rounds.close();
    clearTimeout(settled);
  };
}

/** Takes steps, each from the place that the one before returned, up to null. False when it ended before. */
async function throughout<Place extends object>(
  step: (after: Place | null) => Promise<Place | null>,
  signal: AbortSignal,
): Promise<boolean> {
  let place: Place | null = null;
  do {
    if (signal.aborted) return false;
    const after: Place | null = place;
    place = await paced(() => step(after), signal);
  } while (place);
  return true;
}

async function paced<T>(step: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const begunAt = performance.now();
  const result = await step();
  const rest = (performance.now() - begunAt) * (1 / share - 1);
  await sleep(rest, undefined, { ref: false, signal }).catch(() => undefined);
  return result;
}
