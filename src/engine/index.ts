// biome-ignore-all lint/performance/noBarrelFile: the entry of the package's subpath `lockstep/engine`.
export {
  BadUserInputError,
  ExpectedError,
  ForbiddenError,
  type InputIssue,
  NotFoundError,
  type OutageOutcome,
  RateLimitedError,
  StreamBusyError,
  UnavailableError,
} from "../errors/expected-error.ts";
export type { Logger } from "../logging/logger.ts";
export type { Namespace } from "../redis/namespace.ts";
export type { NoteAttributes, StepAttributes, Tracer, TraceStep } from "../tracing/tracer.ts";
export type { Bus, Unsubscribe } from "./bus/bus.ts";
export { createMemoryBus } from "./bus/memory-bus.ts";
export { createRedisBus, type RedisBusOptions } from "./bus/redis-bus.ts";
export type { Transport } from "./fanout/envelope.ts";
export { type EventSource, isEventSource, type SourceEvent } from "./fanout/event-source.ts";
export { FanOut, type FanOutOptions } from "./fanout/fan-out.ts";
export type { FanOutStats, TimeOf } from "./fanout/fan-out-stats.ts";
export {
  type SharedHooks,
  type ShareOptions,
  type SocketExtra,
  shareSubscriptions,
} from "./fanout/share-subscriptions.ts";
export type { FormatErrors } from "./fanout/shared-execution.ts";
export type { Companion, OpenCompanion } from "./feed/companion.ts";
export type { Reduce } from "./feed/feed-state.ts";
export type { FeedStats } from "./feed/feed-stats.ts";
export { Feeds, type FeedsOptions, type FollowedLog, type OpenOptions } from "./feed/feeds.ts";
export type { ResumePoint } from "./feed/judge-cursor.ts";
export { openPolicy, type Policy } from "./feed/policy.ts";
export type { Stream } from "./feed/stream.ts";
export type { Ready, Resync, ResyncReason } from "./feed/stream-messages.ts";
export { subscriptionTransports } from "./http/choose-stream.ts";
export { type StreamServer, type StreamServerOptions, serveStreams } from "./http/serve-streams.ts";
export type { CausedEntry, CausedLog } from "./log/caused-entries.ts";
export type {
  Admission,
  BatchOutcome,
  BatchRequest,
  ChangeOutcome,
  ChangePart,
  ChangeRequest,
  CommonRequest,
  GuardSource,
  OpenChange,
} from "./log/change.ts";
export type { Codec, EncodedDraft, StoredEntry } from "./log/codec.ts";
export { formatCursor, type LogPosition, parseCursor } from "./log/cursor.ts";
export type { Delivery, Entry, PlacedEntry } from "./log/entry.ts";
export type { CountSource } from "./log/head-counts.ts";
export { createLog, type Log, type LogOptions } from "./log/log.ts";
export type { LogPage, LogReader, ReadLimit, StateSource, StreamRead } from "./log/log-reader.ts";
export type { CommitListener, LogWriter } from "./log/log-writer.ts";
export { type RetentionOptions, startRetention } from "./log/retention.ts";
export type { Work } from "./log/run-parts.ts";
export { createTablesSql, type Tables, type TableTypes } from "./log/tables.ts";
export type { Distribution } from "./stats/distribution.ts";
