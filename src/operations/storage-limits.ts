import type { PoolClient } from "pg";
import { onlyRow } from "../database/sql.ts";
import type { OpenChange } from "../engine/log/change.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import type { Growth } from "../model/storage.ts";
import type { ProjectGuard } from "./project-log.ts";

/** Limits of what is stored; 0 means unlimited. */
export interface StorageLimits {
  /** Limits of a project that has none of its own, see `Growth`. */
  readonly projectBytes: number;
  readonly projectTasks: number;
  /** Bytes of all projects that a person made, deleted ones included until they are purged. */
  readonly userBytes: number;
  /** Projects that a person made and that are not deleted. */
  readonly userProjects: number;
  /** Hears of each change that is refused: the limit's variable, and who wanted it. */
  readonly onRefusal: (limit: string, userId: string) => void;
}

const variables = {
  projectBytes: "MAX_PROJECT_BYTES",
  projectTasks: "MAX_PROJECT_TASKS",
  userBytes: "MAX_BYTES_PER_USER",
  userProjects: "MAX_PROJECTS_PER_USER",
} as const;

/** Variables of the limits. */
export const storageVariables: readonly string[] = Object.values(variables);

/** Changes that the server makes itself are not limited. */
export const unlimitedStorage: StorageLimits = {
  projectBytes: 0,
  projectTasks: 0,
  userBytes: 0,
  userProjects: 0,
  onRefusal: () => {},
};

/** A change would store more than a limit allows. Nothing was changed. */
export class StorageFullError extends BadUserInputError {
  override readonly name = "StorageFullError";
  /** Variable of the limit. */
  readonly limit: string;

  constructor(limit: string, message: string) {
    super(message, [{ path: ["input"], message }]);
    this.limit = limit;
  }
}

/** Bytes by which a project grows until the other projects of its maker are added up again. */
const userStep = 1_048_576;

const remedy = "or ask the operator for a higher limit.";

/** Throws StorageFullError for a change that grows beyond a limit. A change that shrinks is never refused. */
export async function requireStorage(
  limits: StorageLimits,
  change: Pick<OpenChange<never, never, ProjectGuard>, "client" | "counts" | "guard">,
  projectId: string,
  growth: Growth,
): Promise<void> {
  const [bytes = 0, tasks = 0] = change.counts;
  const { createdById, maxBytes, maxTasks } = change.guard;
  const mostBytes = maxBytes ?? limits.projectBytes;
  const mostTasks = maxTasks ?? limits.projectTasks;
  const grown = bytes + growth.bytes;
  if (growth.tasks > 0 && isAbove(tasks + growth.tasks, mostTasks)) {
    const full = `The project is full: it may hold ${mostTasks} tasks.`;
    throw new StorageFullError(variables.projectTasks, `${full} Delete tasks, ${remedy}`);
  }
  if (growth.bytes > 0 && isAbove(grown, mostBytes)) {
    const full = `The project is full: its content may take ${mostBytes} bytes.`;
    const hint = "What is deleted counts as long as it can be restored.";
    throw new StorageFullError(variables.projectBytes, `${full} ${hint} Shorten texts, ${remedy}`);
  }
  const isStep = growth.bytes > 0 && Math.floor(grown / userStep) > Math.floor(bytes / userStep);
  if (createdById === null || (growth.projects === 0 && !isStep)) return;
  if (limits.userBytes === 0 && limits.userProjects === 0) return;
  const others = await readOthers(change.client, createdById, projectId);
  if (growth.projects > 0 && isAbove(others.projects + growth.projects, limits.userProjects)) {
    const full = `You have made ${limits.userProjects} projects, which is the limit.`;
    throw new StorageFullError(variables.userProjects, `${full} Delete one, ${remedy}`);
  }
  if (isAbove(others.bytes + grown, limits.userBytes)) {
    const full = `All projects of the person who made this one may take ${limits.userBytes} bytes together.`;
    throw new StorageFullError(variables.userBytes, `${full} Shorten texts, ${remedy}`);
  }
}

function isAbove(value: number, most: number): boolean {
  return most > 0 && value > most;
}

/** Adds up what the heads of a person's other projects tell. Takes no lock. */
async function readOthers(client: PoolClient, makerId: string, projectId: string): Promise<Omit<Growth, "tasks">> {
  const { rows } = await client.query<{ others: Omit<Growth, "tasks"> }>({
    name: "storage-others",
    text: `
      SELECT json_build_object('projects', count(*) FILTER (WHERE p.deleted_at IS NULL),
        'bytes', coalesce(sum(h.content_bytes), 0)) AS others
      FROM projects p JOIN project_heads h ON h.project_id = p.id WHERE p.created_by_id = $1 AND p.id <> $2`,
    values: [makerId, projectId],
  });
  return onlyRow(rows).others;
}
