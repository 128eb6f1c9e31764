import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { Bus } from "../engine/bus/bus.ts";
import { createMemoryBus } from "../engine/bus/memory-bus.ts";
import { createRedisBus } from "../engine/bus/redis-bus.ts";
import { Feeds } from "../engine/feed/feeds.ts";
import { startRetention } from "../engine/log/retention.ts";
import type { Activity } from "../model/events.ts";
import type { InboxEvent } from "../model/notices.ts";
import type { UserSnapshot } from "../model/user.ts";
import { createShowFocus, hearFocus, type ShowFocus } from "../operations/focus.ts";
import { createInboxLog, type InboxLog, type InboxState, inboxTables, reduceInbox } from "../operations/inbox-log.ts";
import { type ProjectAccess, projectPolicy, reduceProject } from "../operations/project-access.ts";
import { createProjectLog, type ProjectLog, projectTables } from "../operations/project-log.ts";
import { startPurge } from "../operations/purge-deleted.ts";
import { Renames } from "../operations/renames.ts";
import { type InboxFeeds, inboxPolicy } from "../operations/watch-inbox.ts";
import type { ProjectFeeds } from "../operations/watch-project.ts";
import { createMemoryPresence } from "../presence/memory-presence.ts";
import type { Presence } from "../presence/presence.ts";
import { createRedisPresence } from "../presence/redis-presence.ts";
import type { Closers } from "./closers.ts";
import type { Storage } from "./open-storage.ts";

/** Parts that the caller makes and closes. */
export interface StreamParts {
  readonly bus?: Bus;
  readonly presence?: Presence;
}

export interface OpenStreams {
  readonly bus: Bus;
  readonly log: ProjectLog;
  readonly feeds: ProjectFeeds;
  readonly inbox: OpenInbox;
  readonly presence: Presence;
  readonly showFocus: ShowFocus;
}

/** Streams of persons. */
export interface OpenInbox {
  readonly log: InboxLog;
  readonly feeds: InboxFeeds;
  readonly renames: Renames;
}

/** Upper bound of the recent entries of all persons' feeds, in bytes: notices are short, and few read one twice. */
const inboxRingBytes = 16 * 1024 * 1024;

/** Kind of the hints that have other instances read who is present. */
const presenceKind = "presence";

/** Opens the logs of projects and of persons, the bus, the feeds between them, and presence. */
export function openStreams(
  config: Config,
  { database, identity: namespace }: Storage,
  parts: StreamParts,
  logger: Logger,
  closers: Closers,
): OpenStreams {
  const { redisUrl: url, replayLimit, activityRetentionDays: days } = config;
  const bus = parts.bus ?? (url ? createRedisBus({ url, namespace, logger }) : createMemoryBus({ logger }));
  if (!parts.bus) closers.add(() => bus.close());
  const log = createProjectLog(database);
  const feeds = new Feeds<ProjectAccess, Activity, UserSnapshot>({
    log,
    bus,
    reduce: reduceProject,
    policy: projectPolicy,
    replayLimit,
    logger,
    onHint: (projectId, kind, text) => {
      if (kind === presenceKind) presence.refresh(projectId, text);
      else hearFocus(presence, projectId, kind, text);
    },
  });
  closers.add(() => feeds.close());
  const inbox = openInbox(config, database, bus, logger);
  closers.add(() => inbox.feeds.close());
  const grace = config.presenceGraceSeconds * 1_000;
  const signal = (projectId: string, instanceId: string) => feeds.sendHint(projectId, presenceKind, instanceId);
  const presence =
    parts.presence ??
    (url ? createRedisPresence({ url, namespace, logger, grace, signal }) : createMemoryPresence({ grace }));
  if (!parts.presence) closers.add(() => presence.close());
  closers.add(bus.onReconnect(() => presence.refreshAll()));
  const { pool } = database;
  if (days !== null) {
    for (const tables of [projectTables, inboxTables]) closers.add(startRetention({ pool, tables, days, logger }));
  }
  closers.add(startPurge({ pool, days: config.restoreDays, logger }));
  const sendHint = feeds.sendHint.bind(feeds);
  return { bus, log, feeds, inbox, presence, showFocus: createShowFocus({ presence, sendHint }) };
}

function openInbox({ replayLimit }: Config, database: Storage["database"], bus: Bus, logger: Logger): OpenInbox {
  const log = createInboxLog(database);
  const feeds = new Feeds<InboxState, InboxEvent, unknown>({
    log,
    bus,
    reduce: reduceInbox,
    policy: inboxPolicy,
    ringBytes: inboxRingBytes,
    replayLimit,
    logger,
    onHint: (personId, kind, text) => renames.hear(personId, kind, text),
  });
  const renames = new Renames({
    pool: database.pool,
    sendHint: (personId, kind, text) => feeds.sendHint(personId, kind, text),
  });
  return { log, feeds, renames };
}
