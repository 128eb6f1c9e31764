import type { Pool } from "pg";
import type { ProjectQueue } from "../engine/log/project-queue.ts";
import type { Activity } from "../model/activity.ts";
import type { Viewer } from "./viewer.ts";

/** What every operation is given: who acts, on what, and who is told afterwards. */
export interface OperationContext {
  readonly viewer: Viewer;
  readonly pool: Pool;
  readonly queue: ProjectQueue;
  /** Tells of a committed change; returns at once and never throws. */
  readonly announce: (activity: Activity) => void;
  /** Told at which number of the project an answer was made: what else the same answer says of it must not be newer. */
  readonly answeredAt: (projectId: string, seq: number) => void;
  /** Whether own accounts' addresses are verified by mail: one that was not is taken for nobody's. */
  readonly verifiesAddresses: boolean;
  /** Where the request came from; kept with the change as audit data. */
  readonly origin: { readonly address: string | null; readonly userAgent: string | null };
}
