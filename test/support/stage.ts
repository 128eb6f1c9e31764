import { pino } from "pino";
import { openDatabase } from "../../src/database/database.ts";
import type { Feed } from "../../src/engine/feed/feed.ts";
import { Feeds } from "../../src/engine/feed/feeds.ts";
import type { Ready, Resync } from "../../src/engine/feed/stream-messages.ts";
import type { Delivery } from "../../src/engine/log/entry.ts";
import type { Activity } from "../../src/model/events.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import { createProject } from "../../src/operations/create-project.ts";
import { createTask } from "../../src/operations/create-task.ts";
import { ensureUser } from "../../src/operations/ensure-user.ts";
import { createInboxLog } from "../../src/operations/inbox-log.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import {
  type ProjectAccess,
  type ProjectFollower,
  projectPolicy,
  reduceProject,
} from "../../src/operations/project-access.ts";
import { createProjectLog } from "../../src/operations/project-log.ts";
import { unlimitedStorage } from "../../src/operations/storage-limits.ts";
import { TextMerger } from "../../src/operations/text-merger.ts";
import {
  type ProjectFeeds,
  type ProjectStream,
  type ProjectStreamOptions,
  watchProject,
} from "../../src/operations/watch-project.ts";
import { createMemoryPresence } from "../../src/presence/memory-presence.ts";
import type { Presence, PresenceChange } from "../../src/presence/presence.ts";
import { backfill } from "./board.ts";
import { createTestDatabase } from "./postgres.ts";
import { createSteeredBus, type SteeredBus } from "./steered-bus.ts";
import { type SteeredLog, steerLog } from "./steered-log.ts";

/**
 * The streams of one instance on a real database, without its servers, so that a race can be forced. The test controls
 * the log and the bus between the writers and the feeds. The writers are those of another instance.
 */
export interface Stage {
  readonly log: SteeredLog;
  readonly bus: SteeredBus;
  readonly feeds: ProjectFeeds;
  /** The open feed of a project. */
  feed(projectId: string): Feed<ProjectAccess, Activity>;
  readonly presence: Presence;
  /** Runs SQL as nobody but an administrator would. */
  query(text: string, values?: unknown[]): Promise<void>;
  /** Adds so many copies of the newest change, all at once and without a word on the bus. */
  backfill(projectId: string, count: number): Promise<void>;
  /** Somebody who changes things, on the other instance. */
  user(name: string): Promise<OperationContext>;
  /** A project of the user's, at number 1. */
  project(owner: OperationContext): Promise<string>;
  /** Follows a project here. */
  watch(user: OperationContext, options: ProjectStreamOptions): Promise<ProjectStream>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly ringBytes?: number;
  readonly replayLimit?: number;
}

export async function createStage({
  ringBytes = 1024 * 1024,
  replayLimit = 10_000,
}: StageOptions = {}): Promise<Stage> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase(testDatabase.url, () => {});
  const logger = pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" });
  const log = steerLog(createProjectLog(database));
  const bus = createSteeredBus();
  const presence = createMemoryPresence({ grace: 0 });
  // No round of the reconciler but those that a test starts.
  const timing = { reconcileInterval: null, logger };
  const common = { bus, reduce: reduceProject, policy: projectPolicy, ringBytes, replayLimit, ...timing };
  const feeds = new Feeds<ProjectAccess, Activity, ProjectFollower>({ ...common, log });
  const written = createProjectLog(database);
  const inbox = { log: createInboxLog(database), renames: { tell: () => {} } };
  const merger = new TextMerger(database.pool);
  const elsewhere = new Feeds<ProjectAccess, Activity, ProjectFollower>({ ...common, log: written });
  return {
    log,
    bus,
    feeds,
    presence,
    feed(projectId) {
      const found = feeds.list().find(({ streamId }) => streamId === projectId);
      if (!found) throw new Error("Nobody follows the project.");
      return found;
    },
    async query(text, values) {
      await database.pool.query(text, values);
    },
    backfill: (projectId, count) => backfill(testDatabase.url, projectId, count),
    async user(name) {
      const identity = { issuer: "test", subject: name, email: `${name}@example.com`, name };
      const user = await ensureUser(database.prisma, identity, { profile: "follow" });
      if (!user) throw new Error("The user was anonymised.");
      return {
        viewer: {
          userId: user.id,
          name,
          email: user.email,
          expiresAt: Number.POSITIVE_INFINITY,
          sessionId: null,
          access: null,
        },
        pool: database.pool,
        log: written,
        inbox,
        merger,
        itemProjects: new Map(),
        answeredAt: () => {},
        verifiesAddresses: false,
        restoreDays: 30,
        storageLimits: unlimitedStorage,
        origin: { address: null, userAgent: null },
      };
    },
    project: async (owner) => (await changeProject(owner, createProject, { name: "A project" })).project.id,
    watch({ viewer: { userId, name, email } }, options) {
      return watchProject({ feeds, presence }, { id: userId, name, email }, options);
    },
    async close() {
      await Promise.all([feeds.close(), elsewhere.close()]);
      await bus.close();
      await database.close();
      await testDatabase.close();
    },
  };
}

/** Makes so many changes, one after the other. */
export async function change(user: OperationContext, projectId: string, count = 1): Promise<void> {
  for (let made = 0; made < count; made += 1) await changeProject(user, createTask, { projectId, title: "A task" });
}

/** Pulls so many deliveries and tells each in short: the number of a change, else its type (and reason). */
export async function take(stream: ProjectStream, count: number): Promise<(number | string)[]> {
  const taken: (number | string)[] = [];
  while (taken.length < count) {
    const { done, value } = await stream.next();
    taken.push(done ? "done" : inShort(value));
  }
  return taken;
}

function inShort({ event, extensions }: Delivery): number | string {
  const message = event as Activity | Ready | Resync | PresenceChange;
  if (message.type === "Ready") return `Ready ${message.seq}`;
  if (message.type === "Resync") return `Resync ${message.reason} ${message.seq}`;
  return extensions ? extensions.seq : `${message.type} ${"user" in message ? message.user.name : ""}`;
}
