import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateProjectDocument, MeDocument } from "../support/generated/graphql.ts";
import { patience } from "../support/patience.ts";
import type { TestRedis } from "../support/redis.ts";
import { findViolations } from "./checker.ts";
import { within } from "./deadline.ts";
import { injectFaults, type Target } from "./faults.ts";
import { Fleet } from "./fleet.ts";
import type { Violation } from "./history.ts";
import { Journal } from "./journal.ts";
import { addMember, type ChurnOptions, churnMemberships } from "./membership-churn.ts";
import { Mutator } from "./mutator.ts";
import { ask, type Participant, signLongToken } from "./participant.ts";
import { createRandom, type Random } from "./random.ts";
import { readHeads, readLog } from "./read-log.ts";
import { checkServerLog } from "./server-log.ts";
import { Subscriber } from "./subscriber.ts";
import { type Tasks, Writer } from "./writer.ts";

export interface ScenarioOptions {
  /** All random choices depend on it alone; the interleaving is the machine's. */
  readonly seed: number;
  readonly seconds: number;
  /** Migrated and empty; nobody else's. */
  readonly databaseUrl: string;
  /** Nobody else's. */
  readonly redis: TestRedis;
  /** Called after each round. */
  readonly onRound?: (journal: Journal) => void;
  /** Ends the run early, in order, with all its checks. */
  readonly signal?: AbortSignal;
}

export interface Outcome {
  readonly journal: Journal;
  /** Number of changes in the log. */
  readonly changes: number;
  readonly violations: readonly Violation[];
}

const instances = 3;
const projects = 3;
const people = 50;
const writersPerProject = 5;

/** Milliseconds for the last changes of a storm before it ends. */
const settling = 2_000;

/**
 * Lets people write to and follow projects on several instances while everything around these breaks. A
 * round begins with a storm. Then writing ends while the faults last, so that the last change of all can get lost as
 * well. Then all is repaired, and everybody has to reach the head. At the end all messages are compared with the log.
 */
export async function runScenario(options: ScenarioOptions): Promise<Outcome> {
  const { seed, seconds, databaseUrl, redis, onRound, signal } = options;
  const random = createRandom(seed);
  const journal = new Journal();
  const over = new AbortController();
  const fleet = await Fleet.start({ size: instances, databaseUrl, redisUrl: redis.url, journal });
  const subscribers: Subscriber[] = [];
  try {
    const mutator = new Mutator(fleet, journal, random.fork(), over.signal);
    const teams = await assemble(fleet, mutator, journal, random.fork());
    subscribers.push(...teams.flatMap((team) => team.subscribers));
    const target = { fleet, redis, databaseUrl, subscribers, journal };
    const deadline = Date.now() + seconds * 1_000;
    while (Date.now() < deadline && !signal?.aborted) {
      const duration = Math.min(random.integer(3_000, 8_000), deadline - Date.now());
      await runRound(target, teams, random.fork(), sleep(duration, undefined, { signal }), over.signal);
      onRound?.(journal);
    }
  } catch (error) {
    journal.report("stuck", String(error));
  } finally {
    over.abort();
    await Promise.all(subscribers.map((subscriber) => subscriber.stop()));
    await fleet.close();
  }
  const log = await readLog(databaseUrl);
  const { subscriptions, mutations } = journal;
  return {
    journal,
    changes: log.length,
    violations: [
      ...journal.violations,
      ...findViolations({ log, subscriptions, mutations }),
      ...fleet.instances.flatMap(({ index, outputs }) => checkServerLog(index, outputs.flat(), journal.faults)),
    ],
  };
}

/** A storm until `ending` settles, and the calm after it. Rejects when what was broken cannot be put right. */
async function runRound(
  target: Target,
  teams: readonly Team[],
  random: Random,
  ending: Promise<void>,
  over: AbortSignal,
): Promise<void> {
  const [writing, breaking] = [new AbortController(), new AbortController()];
  setMaxListeners(0, writing.signal, breaking.signal);
  const endAll = () => {
    writing.abort();
    breaking.abort();
  };
  over.addEventListener("abort", endAll, { once: true });
  for (const subscriber of target.subscribers) subscriber.rest(false);
  const faults = injectFaults(target, random, breaking.signal);
  const changes = Promise.all(
    teams.flatMap(({ writers, churn, out }) => [
      ...writers.map((writer) => writer.writeUntil(writing.signal)),
      churnMemberships(churn, out, writing.signal),
    ]),
  );
  // They are waited for below, where what they reject with is told.
  for (const part of [faults, changes]) part.catch(() => undefined);
  await ending.catch(() => undefined);
  writing.abort();
  for (const subscriber of target.subscribers) subscriber.rest(true);
  // Some of the last changes have to wait for what is broken.
  await Promise.race([changes, sleep(settling)]);
  breaking.abort();
  await within(patience, "Putting all right", faults);
  await within(patience, "Settling the last changes", changes);
  over.removeEventListener("abort", endAll);
  await expectHeads(target, teams);
}

/** The people of one project. */
interface Team {
  readonly projectId: string;
  readonly subscribers: readonly Subscriber[];
  readonly writers: readonly Writer[];
  /** Those who are no members at the moment. */
  readonly out: Set<Subscriber>;
  readonly churn: ChurnOptions;
}

async function assemble(fleet: Fleet, mutator: Mutator, journal: Journal, random: Random): Promise<Team[]> {
  const boss = await join(fleet, random, "owner", "");
  return Promise.all(
    Array.from({ length: projects }, async (_, number): Promise<Team> => {
      const owner = { ...boss, projectId: await createProject(fleet, random, boss.token) };
      const { projectId } = owner;
      const subscribers: Subscriber[] = [];
      const writers: Writer[] = [];
      const tasks: Tasks = new Map();
      for (let index = number; index < people; index += projects) {
        const participant = await join(fleet, random, `person ${index}`, projectId);
        await addMember({ owner, mutator }, participant);
        subscribers.push(new Subscriber(participant, fleet, journal, random.fork()));
        if (writers.length < writersPerProject) writers.push(new Writer(participant, mutator, tasks, random.fork()));
      }
      const churn = { owner, subscribers, writers, mutator, journal, random: random.fork() };
      return { projectId, subscribers, writers, out: new Set(), churn };
    }),
  );
}

async function join(fleet: Fleet, random: Random, name: string, projectId: string): Promise<Participant> {
  const token = await signLongToken(name);
  const answer = await ask(fleet.pick(random) ?? "", token, MeDocument, {}, patience);
  if (!answer?.data) throw new Error(`${name} has no account: ${JSON.stringify(answer)}`);
  return { name, userId: answer.data.me.id, projectId, token };
}

async function createProject(fleet: Fleet, random: Random, token: string): Promise<string> {
  const answer = await ask(
    fleet.pick(random) ?? "",
    token,
    CreateProjectDocument,
    { input: { name: "Launch" } },
    patience,
  );
  if (!answer?.data?.createProject) throw new Error(`There is no project: ${JSON.stringify(answer)}`);
  return answer.data.createProject.project.id;
}

/** Waits until every subscriber that is a member stands at its project's head; reports those that do not get there. */
async function expectHeads({ databaseUrl, journal }: Target, teams: readonly Team[]): Promise<void> {
  const heads = await readHeads(databaseUrl);
  const limit = AbortSignal.timeout(patience);
  setMaxListeners(0, limit);
  const arrivals = teams.flatMap(({ projectId, subscribers, out }) =>
    subscribers
      .filter((subscriber) => !out.has(subscriber))
      .map(async (subscriber) => {
        const head = heads.get(projectId) ?? 0;
        try {
          await subscriber.reach(head, limit);
        } catch (error) {
          journal.report("behind", `${String(error)}; the head is ${head}`);
        }
      }),
  );
  await Promise.all(arrivals);
}
