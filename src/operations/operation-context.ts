import type { Pool } from "pg";
import type { LogPosition } from "../engine/log/cursor.ts";
import type { RequestOrigin } from "../model/activity-codec.ts";
import type { InboxLog } from "./inbox-log.ts";
import type { ItemProjects } from "./locate.ts";
import type { ProjectLog } from "./project-log.ts";
import type { Renames } from "./renames.ts";
import type { StorageLimits } from "./storage-limits.ts";
import type { TextMerger } from "./text-merger.ts";
import type { Viewer } from "./viewer.ts";

/** Everything that an operation needs besides its input. */
export interface OperationContext {
  readonly viewer: Viewer;
  /** For what an operation looks up before it changes something. */
  readonly pool: Pool;
  /** Shared by all requests of an instance. */
  readonly itemProjects: ItemProjects;
  readonly log: Pick<ProjectLog, "change" | "changeAll">;
  /** Notices of changes to persons. */
  readonly inbox: { readonly log: Pick<InboxLog, "change" | "cause">; readonly renames: Pick<Renames, "tell"> };
  readonly merger: TextMerger;
  /** Hears at which position of the project an answer was made: nothing else in the answer may be newer. */
  readonly answeredAt: (projectId: string, position: LogPosition) => void;
  /** True if addresses of own accounts are verified by mail: an unverified one belongs to nobody. */
  readonly verifiesAddresses: boolean;
  /** Days for which a deleted item can be restored. */
  readonly restoreDays: number;
  readonly storageLimits: StorageLimits;
  /** Source of the request; kept with the change as audit data. */
  readonly origin: RequestOrigin;
}
