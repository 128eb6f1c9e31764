import type { Lockstep, ObservedProject } from "../../client/core/lockstep/lockstep.ts";
import type { StoredIntent } from "../../client/core/types.ts";
import type { Task } from "../../client/core/wire.ts";
import { createRandom } from "../faults/random.ts";
import { markOf, numbersIn, type PlannedEdit, readLine, readParts, type Told, targetOf, writeLine } from "./edit.ts";
import { findWaiting } from "./find-divergences.ts";
import { type Deleted, findTasks, type OrderKind, planEdits } from "./plan-edits.ts";
import { reader } from "./reader.ts";
import type { TabReport } from "./storm-record.ts";

declare global {
  var lockstep: Lockstep;
  var project: ReturnType<Lockstep["project"]>;
}

export interface Order {
  readonly kind: OrderKind;
  readonly seed: number;
  /** Number of the first edit; the following ones are free, too. */
  readonly first: number;
  /** Ids of those whom texts mention, members or not. */
  readonly people: readonly string[];
}

/** Treatment of a conflict or a refusal. */
export interface PlannedDecision {
  readonly intent: StoredIntent;
  readonly action: "resolve" | "dismiss" | "retry";
  /** The text that replaces the one in conflict. */
  readonly edit: PlannedEdit | null;
}

/** A person in a tab. Each step is planned and told first, so that the storm knows of it even if the tab dies. */
export interface Actor {
  /** Empty while the project is not loaded. */
  plan(order: Order): PlannedEdit[];
  /** Null where the tab was loaded anew since the plan, and has no project yet. */
  submit(edits: readonly PlannedEdit[], pause: number): Promise<Told[] | null>;
  planDecision(order: Pick<Order, "seed" | "first">): PlannedDecision | null;
  /** Null as for `submit`. */
  decide(decision: PlannedDecision): Promise<Told | null>;
  /** Intents that the server has not confirmed. */
  countWaiting(): number;
  /** The tab knows the newest change, and nothing waits. */
  isSettled(seq: number): boolean;
  report(): Promise<TabReport["state"]>;
}

const statuses = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const;

/** Creates the actor of the page's project. */
export function createActor(): Actor {
  const deleted: Deleted = { tasks: [], comments: [] };

  return {
    plan({ kind, seed, first, people }) {
      if (!isLoaded()) return [];
      const random = createRandom(seed);
      let number = first;
      const nextNumber = () => {
        number += 1;
        return number - 1;
      };
      const createId = () => crypto.randomUUID();
      const edits = planEdits({ project, people, deleted, random, createId, nextNumber }, kind);
      const unread = findTasks(project).filter(({ id }) => !project.comments(id));
      // Later edits of its comments need them.
      if (unread.length > 0 && random.chance(0.1)) void project.loadComments(random.pick(unread).id);
      return edits;
    },

    async submit(edits, pause) {
      if (!isLoaded()) return null;
      const submitted = [];
      for (const edit of edits) {
        submitted.push(project.submit(withSeenText(edit).change));
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
      return Promise.all(
        submitted.map(async (each) => {
          const durability = await each.accepted;
          return { ids: [...new Set([each.id, lockstep.outbox.find(each.id)?.id ?? each.id])], durability };
        }),
      );
    },

    planDecision({ seed, first }) {
      if (!isLoaded()) return null;
      const random = createRandom(seed);
      const open = lockstep.outbox.intents.filter(({ standing }) => ["conflict", "refused"].includes(standing.kind));
      if (open.length === 0) return null;
      const intent = random.pick(open);
      if (intent.standing.kind === "conflict")
        return { intent, action: "resolve", edit: planResolution(intent, first) };
      return { intent, action: random.chance(0.3) ? "retry" : "dismiss", edit: null };
    },

    async decide({ intent, action, edit }) {
      if (!isLoaded()) return null;
      if (action === "dismiss") return { ids: [], durability: await lockstep.outbox.dismiss(intent.id) };
      if (action === "retry") return { ids: [], durability: await lockstep.outbox.retry(intent.id) };
      return { ids: [], durability: await lockstep.outbox.resolve(intent.id, edit?.change) };
    },

    countWaiting: () =>
      lockstep.outbox.intents.filter(({ standing }) => /^(waiting|answered)$/.test(standing.kind)).length,

    isSettled(seq) {
      if (!globalThis.project || project.state.seq !== seq) return false;
      const { stream } = project;
      return stream.kind === "following" && stream.isLive && findWaiting(lockstep.outbox.intents).length === 0;
    },

    async report() {
      if (!globalThis.project) return null;
      const inbox = await reader.report();
      let observed: ObservedProject["store"] | null = null;
      const end = lockstep.observe((each) => {
        observed = each.store;
        return () => {};
      });
      end();
      const copy = (observed as ObservedProject["store"] | null)?.toCopy() ?? null;
      const { stream, projectId } = project;
      return {
        isLive: stream.kind === "following" && stream.isLive,
        connection: lockstep.connection.state,
        holdup: lockstep.outbox.holdup(projectId),
        durability: lockstep.outbox.durability,
        board: copy?.board ?? null,
        comments: copy?.comments ?? {},
        columns: Object.fromEntries(statuses.map((status) => [status, project.column(status).map(({ id }) => id)])),
        intents: lockstep.outbox.intents,
        inbox,
      };
    },
  };
}

function isLoaded(): boolean {
  return globalThis.project?.state.status === "loaded";
}

/** An edit of a line replaces it in the text that the person sees now. */
function withSeenText(edit: PlannedEdit): PlannedEdit {
  const { change, facets, target } = edit;
  const line = /^description:(\d+)$/.exec(facets[0]?.name ?? "")?.[1];
  const task = project.task(target);
  if (change.kind !== "updateTask" || line === undefined || !change.input.description || !task) return edit;
  const words = readLine(change.input.description, Number(line));
  const description = writeLine(task.description, Number(line), words);
  return { ...edit, change: { kind: "updateTask", input: { taskId: target, description } } };
}

/**
 * Writes the text of a conflict anew, on the item as the server has it. Null: it holds no text, and is sent as it was.
 */
function planResolution({ id, change, standing }: StoredIntent, number: number): PlannedEdit | null {
  const current = standing.kind === "conflict" ? standing.current : null;
  const known = readParts({ ...current });
  const own = [...readParts({ ...change.input })];
  const [name] = own.find(([part, text]) => numbersIn(text).length > 0 && known.get(part) !== text) ?? [];
  if (name === undefined || name === "dueAt" || !current) return null;
  const mark = markOf(number);
  const line = /^description:(\d+)$/.exec(name)?.[1];
  const value =
    line === undefined
      ? { [name]: mark }
      : { description: writeLine((current as Task).description, Number(line), mark) };
  const { taskId, commentId, labelId }: Readonly<Record<string, unknown>> = { ...change.input };
  const ids = Object.fromEntries(
    Object.entries({ taskId, commentId, labelId }).filter(([, each]) => each !== undefined),
  );
  const resolution = { kind: change.kind, input: { ...ids, ...value } } as unknown as PlannedEdit["change"];
  const facets = [{ name, mark }];
  return { number, change: resolution, target: targetOf(change), parent: null, facets, resolves: id };
}
