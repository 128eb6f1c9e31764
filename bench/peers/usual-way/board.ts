import type { Label, Membership, Project, ProjectHead } from "../../../src/database/generated/client.ts";
import { type Context, notFound } from "./context.ts";
import { taskParts } from "./update-task.ts";

interface FoundProject extends Project {
  readonly head: ProjectHead | null;
  readonly memberships: readonly Membership[];
}

interface TaskWithLabels {
  readonly labels: readonly { readonly label: Label }[];
}

interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Answer to the contract's Board query, without filters. */
export const projectResolvers = {
  Task: {
    labels: ({ labels }: TaskWithLabels) => labels.map(({ label }) => label),
  },
  Query: {
    async project(_root: unknown, { id }: { readonly id: string }, { prisma, user }: Context) {
      const project = await prisma.project.findUnique({
        where: { id, deletedAt: null },
        include: { head: true, memberships: { where: { userId: user.id } } },
      });
      if (!project || project.memberships.length === 0) throw notFound();
      return project;
    },
  },
  Project: {
    seq: ({ head }: FoundProject) => head?.seq ?? 0,
    cursor: ({ head }: FoundProject) => String(head?.seq ?? 0),
    viewerRole: ({ memberships }: FoundProject) => memberships[0]?.role,
    present: () => [],
    labels: ({ id: projectId }: FoundProject, _args: unknown, { prisma }: Context) =>
      prisma.label.findMany({ where: { projectId }, orderBy: { createdSeq: "asc" } }),
    async members({ id: projectId }: FoundProject, { first }: Page, { prisma }: Context) {
      const where = { projectId };
      const [nodes, totalCount] = await Promise.all([
        prisma.membership.findMany({ where, include: { user: true }, orderBy: { id: "asc" }, take: first ?? 50 }),
        prisma.membership.count({ where }),
      ]);
      return { nodes, totalCount };
    },
    async tasks({ id: projectId }: FoundProject, { first, after }: Page, { prisma }: Context) {
      const where = { projectId };
      const take = first ?? 50;
      const [tasks, totalCount] = await Promise.all([
        prisma.task.findMany({
          where,
          include: taskParts,
          orderBy: [{ status: "asc" }, { position: "asc" }, { id: "asc" }],
          take: take + 1,
          ...(after != null && { cursor: { id: after }, skip: 1 }),
        }),
        prisma.task.count({ where }),
      ]);
      const nodes = tasks.slice(0, take);
      return { nodes, totalCount, pageInfo: { hasNextPage: tasks.length > take, endCursor: nodes.at(-1)?.id ?? null } };
    },
  },
};
