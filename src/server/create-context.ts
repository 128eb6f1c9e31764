import type { Pool } from "pg";
import type { Context } from "../../schema/context.ts";
import type { Feeds } from "../activity/feeds.ts";
import { watchProject } from "../activity/watch-project.ts";
import { NotFoundError, UnauthenticatedError } from "../errors.ts";
import { countProjects, listProjectIds, type ProjectView } from "../operations/list-projects.ts";
import { createLoaders } from "../operations/loaders.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import type { ProjectQueue } from "../operations/project-queue.ts";
import type { Viewer } from "../operations/viewer.ts";
import type { Presence } from "../presence/presence.ts";

/** What an instance has once and every context uses. */
export interface ContextServices {
  readonly pool: Pool;
  readonly queue: ProjectQueue;
  readonly feeds: Feeds;
  readonly presence: Presence;
  readonly replayLimit: number;
}

/** Makes the context of one operation: what it reads is read once and fits together. */
export function createContext(
  services: ContextServices,
  viewer: Viewer | null,
  origin: OperationContext["origin"],
): Context {
  const { pool, queue, feeds, presence } = services;
  // Each project is read once. What a mutation of this answer was told before is older still, and goes first.
  const told = new Map<string, number>();

  function requireViewer(): Viewer {
    if (!viewer) throw new UnauthenticatedError("This needs a token: send the header Authorization: Bearer <JWT>.");
    return viewer;
  }

  const loaders = createLoaders(pool, () => requireViewer().userId);

  async function findProject(id: string): Promise<ProjectView | undefined> {
    const project = await loaders.project(id);
    return project && { ...project, seq: told.get(id) ?? project.seq };
  }

  return {
    get viewer() {
      return requireViewer();
    },
    get operation(): OperationContext {
      return {
        viewer: requireViewer(),
        pool,
        queue,
        origin,
        announce: (activity) => feeds.announce(activity),
        answeredAt: (projectId, seq) => {
          if (!told.has(projectId)) told.set(projectId, seq);
        },
      };
    },
    loaders,
    async requireProject(projectId) {
      const project = await findProject(projectId);
      if (!project) throw new NotFoundError("There is no such project, or you are no member of it.");
      return project;
    },
    async listProjects(page) {
      const { nodes: ids, hasNextPage } = await listProjectIds(pool, requireViewer().userId, page);
      const projects = await Promise.all(ids.map(findProject));
      return { nodes: projects.filter((project) => project !== undefined), hasNextPage };
    },
    countProjects: () => countProjects(pool, requireViewer().userId),
    watchProject(options) {
      const { userId: id, name, email } = requireViewer();
      return watchProject(services, { id, name, email }, options);
    },
    listPresent: (projectId) => presence.list(projectId),
  };
}
