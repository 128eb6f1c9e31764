import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { Bus } from "../engine/bus/bus.ts";
import { createMemoryBus } from "../engine/bus/memory-bus.ts";
import { createRedisBus } from "../engine/bus/redis-bus.ts";
import { Feeds } from "../engine/feed/feeds.ts";
import { startRetention } from "../engine/log/retention.ts";
import type { Activity } from "../model/events.ts";
import type { InboxEvent } from "../model/notices.ts";
import { createShowFocus, hearFocus, type ShowFocus } from "../operations/focus.ts";
import { createInboxLog, type InboxLog, type InboxState, inboxTables, reduceInbox } from "../operations/inbox-log.ts";
import {
  type ProjectAccess,
  type ProjectFollower,
  projectPolicy,
  reduceProject,
} from "../operations/project-access.ts";
import { createProjectLog, type LogPools, type ProjectLog, projectTables } from "../operations/project-log.ts";
import { startPurge } from "../operations/purge-deleted.ts";
import { Renames } from "../operations/renames.ts";
import { type InboxFeeds, inboxPolicy } from "../operations/watch-inbox.ts";
import type { ProjectFeeds } from "../operations/watch-project.ts";
import type { WebhookSettings } from "../operations/webhooks.ts";
import { createMemoryPresence } from "../presence/memory-presence.ts";
import type { Presence } from "../presence/presence.ts";
import { createRedisPresence } from "../presence/redis-presence.ts";
import type { RetryTimes } from "../server/webhooks/held-webhook.ts";
import { createPoster } from "../server/webhooks/post-change.ts";
import { createRenderEvent } from "../server/webhooks/render-event.ts";
import { startWebhookDeliveries, type WebhookDeliveries } from "../server/webhooks/webhook-deliveries.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Closers } from "./closers.ts";
import type { Storage } from "./open-storage.ts";

/** Parts that the caller makes and closes. */
export interface StreamParts {
  readonly bus?: Bus;
  readonly presence?: Presence;
  /** Times of the attempts to deliver a change to a webhook (default: from 1 s to 15 min, for 72 h). */
  readonly webhookRetries?: RetryTimes;
}

export interface OpenStreams {
  readonly bus: Bus;
  readonly log: ProjectLog;
  readonly feeds: ProjectFeeds;
  readonly inbox: OpenInbox;
  readonly presence: Presence;
  readonly showFocus: ShowFocus;
  readonly webhooks: WebhookSettings;
  readonly webhookDeliveries: WebhookDeliveries;
}

/** Hears of what the parts do. */
export interface Observers {
  readonly tracer: Tracer | undefined;
  readonly onRedisFailure: (use: "bus" | "presence", kind: "connection" | "command") => void;
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

/** Kind of the hints that have other instances look at webhooks anew. */
const webhooksKind = "webhooks";

/** Milliseconds between attempts to deliver a change to a webhook. */
const webhookRetries: RetryTimes = { first: 1_000, longest: 15 * 60_000, giveUpAfter: 72 * 3_600_000 };

/** Opens the logs of projects and of persons, the bus, the feeds between them, and presence. */
export function openStreams(
  config: Config,
  { database, identity: namespace }: Storage,
  parts: StreamParts,
  { tracer, onRedisFailure }: Observers,
  logger: Logger,
  closers: Closers,
): OpenStreams {
  const { redisUrl: url, replayLimit, activityRetentionDays: days } = config;
  const onBusFailure = onRedisFailure.bind(null, "bus");
  const bus =
    parts.bus ??
    (url ? createRedisBus({ url, namespace, logger, onFailure: onBusFailure }) : createMemoryBus({ logger }));
  if (!parts.bus) closers.add(() => bus.close());
  const log = createProjectLog({ ...database, tracer });
  const feeds = new Feeds<ProjectAccess, Activity, ProjectFollower>({
    log,
    bus,
    reduce: reduceProject,
    policy: projectPolicy,
    replayLimit,
    logger,
    tracer,
    onHint: (projectId, kind, text) => {
      if (kind === presenceKind) presence.refresh(projectId, text);
      else if (kind === webhooksKind) webhookDeliveries.look();
      else hearFocus(presence, projectId, kind, text);
    },
  });
  closers.add(() => feeds.close());
  const inbox = openInbox(config, { ...database, tracer }, bus, logger);
  closers.add(() => inbox.feeds.close());
  const grace = config.presenceGraceSeconds * 1_000;
  const signal = (projectId: string, instanceId: string) => feeds.sendHint(projectId, presenceKind, instanceId);
  const presence =
    parts.presence ??
    (url
      ? createRedisPresence({ url, namespace, logger, grace, signal, onFailure: onRedisFailure.bind(null, "presence") })
      : createMemoryPresence({ grace }));
  if (!parts.presence) closers.add(() => presence.close());
  closers.add(bus.onReconnect(() => presence.refreshAll()));
  const { pool } = database;
  if (days !== null) {
    for (const tables of [projectTables, inboxTables]) closers.add(startRetention({ pool, tables, days, logger }));
  }
  closers.add(startPurge({ pool, days: config.restoreDays, logger }));
  const sendHint = feeds.sendHint.bind(feeds);
  const { webhookAllowPrivate: mayBePrivate } = config;
  const poster = createPoster({ mayBePrivate });
  closers.add(() => poster.close());
  const webhookDeliveries = startWebhookDeliveries({
    // Notes and leases never keep changes and live streams waiting.
    pool: database.replayPool,
    feeds,
    poster,
    render: createRenderEvent(),
    retries: parts.webhookRetries ?? webhookRetries,
    logger,
  });
  closers.add(() => webhookDeliveries.close());
  const changed = (projectId: string) => {
    webhookDeliveries.look();
    sendHint(projectId, webhooksKind, "");
  };
  const webhooks = { mayBePrivate, changed };
  const showFocus = createShowFocus({ presence, sendHint });
  return { bus, log, feeds, inbox, presence, showFocus, webhooks, webhookDeliveries };
}

function openInbox({ replayLimit }: Config, database: LogPools, bus: Bus, logger: Logger): OpenInbox {
  const log = createInboxLog(database);
  const feeds = new Feeds<InboxState, InboxEvent, unknown>({
    log,
    bus,
    reduce: reduceInbox,
    policy: inboxPolicy,
    ringBytes: inboxRingBytes,
    replayLimit,
    logger,
    tracer: database.tracer,
    onHint: (personId, kind, text) => renames.hear(personId, kind, text),
  });
  const renames = new Renames({
    pool: database.pool,
    sendHint: (personId, kind, text) => feeds.sendHint(personId, kind, text),
  });
  return { log, feeds, renames };
}
