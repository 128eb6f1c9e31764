import type { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { createWebhook } from "../../src/operations/webhooks.ts";
import { createPoster, type Poster } from "../../src/server/webhooks/post-change.ts";
import { createRenderEvent } from "../../src/server/webhooks/render-event.ts";
import { startWebhookDeliveries } from "../../src/server/webhooks/webhook-deliveries.ts";
import { isLongRun } from "../support/long-run.ts";
import { range } from "../support/range.ts";
import { change, createStage, type Stage } from "../support/stage.ts";
import { createReceiver, type Receiver, verify } from "./receiver.ts";

const crashes = isLongRun ? 1_000 : 36;

/** Changes that are made while an instance is about to crash. */
const changes = 5;

/**
 * Ends of an instance at one of its steps, which are statements and requests. `before`: the step has no effect.
 * `after`: it has one, of which the instance does not hear. `frozen`: it goes on after another has delivered all.
 */
const endings = ["before", "after", "frozen"] as const;

let stage: Stage;
let ada: OperationContext;
let receiver: Receiver;
let poster: Poster;

beforeAll(async () => {
  stage = await createStage();
  ada = await stage.user("ada");
  receiver = await createReceiver();
  poster = createPoster({ mayBePrivate: true });
});

afterAll(async () => {
  poster.close();
  await receiver.close();
  await stage.close();
});

const render = createRenderEvent();

function startInstance(steps: Steps) {
  return startWebhookDeliveries({
    pool: { query: (statement: object) => steps.take(() => ada.pool.query(statement as never)) } as unknown as Pool,
    feeds: stage.feeds,
    poster: { post: (...args) => steps.take(() => poster.post(...args)) },
    render,
    retries: { first: 1_000, longest: 1_000, giveUpAfter: 3_600_000 },
    interval: 10,
    logger: pino({ level: "silent" }),
  });
}

/** Steps of an instance that ends at one of them. From then on nothing that it does has an effect. */
class Steps {
  readonly #endAt: number;
  readonly #ending: (typeof endings)[number];
  /** Has a frozen instance go on. */
  thaw: () => void = () => {};
  #end: (end: "ended") => void = () => {};
  /** Resolves when the instance has crashed, or is frozen. */
  readonly ended = new Promise<"ended">((resolve) => {
    this.#end = resolve;
  });
  readonly #thawed = new Promise<void>((resolve) => {
    this.thaw = resolve;
  });
  #taken = 0;

  constructor(endAt: number, ending: (typeof endings)[number]) {
    this.#endAt = endAt;
    this.#ending = ending;
  }

  async take<T>(step: () => Promise<T>): Promise<T> {
    this.#taken += 1;
    const isLast = this.#taken === this.#endAt;
    const isOver = this.#taken > this.#endAt;
    if (this.#ending === "frozen") {
      if (isLast) this.#end("ended");
      if (isLast || isOver) await this.#thawed;
      return step();
    }
    if (isLast && this.#ending === "after") await step();
    if (isLast) this.#end("ended");
    if (isLast || isOver) throw new Error("The instance is no more.");
    return step();
  }
}

async function readSeq(): Promise<number> {
  const { rows } = await ada.pool.query<{ seq: number }>("SELECT seq FROM webhooks");
  return rows[0]?.seq ?? 0;
}

it(`misses nothing and keeps the order over ${crashes} crashes`, async () => {
  const projectId = await stage.project(ada);
  const { secret } = await createWebhook(
    { ...ada, mayBePrivate: true, changed: () => {} },
    { projectId, url: receiver.url },
  );
  let head = 1;
  let seen = 0;
  const ends = { before: 0, after: 0, frozen: 0 };
  for (let run = 0; seen < crashes; run += 1) {
    const ending = endings[run % endings.length] ?? "before";
    // An instance takes about 15 steps: it asks for webhooks, and posts and notes each change.
    const steps = new Steps(1 + (Math.floor(run / endings.length) % 15), ending);
    const mortal = startInstance(steps);
    await change(ada, projectId, changes);
    head += changes;
    const end = await Promise.race([steps.ended, receiver.reach(head)]);
    if (end === "ended") {
      seen += 1;
      ends[ending] += 1;
    }
    if (ending !== "frozen") await mortal.close();

    // The time of the lease goes by, and another instance takes the webhook.
    await stage.query("UPDATE webhooks SET leased_until = '-infinity'");
    const other = startInstance(new Steps(Number.POSITIVE_INFINITY, "before"));
    await receiver.reach(head);
    await expect.poll(readSeq).toBe(head);
    await other.close();
    if (ending === "frozen") {
      steps.thaw();
      await mortal.close();
    }
    expect(await readSeq()).toBe(head);
  }
  const firsts = [...new Set(receiver.received.map(({ seq }) => seq))];
  expect(firsts).toEqual(range(2, head));
  expect(receiver.seqs).toEqual(firsts);
  const ids = new Map<number, unknown>();
  for (const request of receiver.received) {
    verify(secret, request);
    const id = request.headers["webhook-id"];
    expect(ids.get(request.seq) ?? id).toBe(id);
    ids.set(request.seq, id);
  }
  for (const ending of endings) expect(ends[ending]).toBeGreaterThan(0);
});
