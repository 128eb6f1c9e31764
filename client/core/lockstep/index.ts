// biome-ignore-all lint/performance/noBarrelFile: the entry of a subpath of the package.
export type { ConnectionState, StreamOptions } from "../connection/connection.ts";
export type { DocumentManifest, LoadManifests } from "../connection/document-ids.ts";
export type { FollowState } from "../connection/follow-project.ts";
export type { ClientTransport, SubscribePayload } from "../connection/transport.ts";
export { createEnvironment } from "../environment/create-environment.ts";
export type { Holdup } from "../outbox/holdup.ts";
export type { Durability } from "../outbox/intent-log.ts";
export type { MadeChange, Submitted } from "../outbox/outbox.ts";
export type {
  AssignedTask,
  InboxNotice,
  InboxView,
  ListView,
  PersonNotice,
  ProjectSummary,
} from "../person-wire.ts";
export type { Account } from "../storage/account.ts";
export type { AccountStorage, ValueStorage } from "../storage/account-storage.ts";
export type { LastAccount } from "../storage/last-account.ts";
export { StorageError, type StorageFailure } from "../storage/storage-error.ts";
export type { ProjectState, StoreChange, Topic } from "../store/project-store.ts";
export type {
  BoardSnapshot,
  CommentList,
  ConflictStanding,
  CopyStorage,
  EndReason,
  Environment,
  IntentRevision,
  JournalEntry,
  OutboxStorage,
  Outcome,
  Send,
  SendRequest,
  Signal,
  Signals,
  StoredCopy,
  StoredIntent,
  StreamItem,
} from "../types.ts";
export { UndoHistory, type UndoOutcome, type UndoResult, type UndoState } from "../undo/undo-history.ts";
export type { StepChange } from "../undo/undo-step.ts";
export type * from "../wire.ts";
export { createLockstep, type LockstepOptions } from "./create-lockstep.ts";
export type {
  AccountHandle,
  ConnectionHandle,
  Lockstep,
  ObservedProject,
  OutboxHandle,
  ProjectHandle,
} from "./lockstep.ts";
