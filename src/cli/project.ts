import { defineCommand } from "citty";
import * as projects from "../operations/admin-projects.ts";
import { administer, jsonFlag, printRows, printThing, readId, searchFlags } from "./administer.ts";
import { readWholeNumber } from "./run-command-line.ts";

/** Flag of each command that is about one project. */
export const projectFlag = {
  project: { type: "string", description: "Id of the project", valueHint: "id", required: true },
} as const;

export const listProjects = defineCommand({
  meta: { name: "project list", description: "List projects, deleted ones too, the newest first" },
  args: { ...searchFlags, ...jsonFlag },
  async run({ args: { search = "", limit, json } }) {
    const most = readWholeNumber("limit", limit, 1, 100_000);
    printRows(await administer(({ pool }) => projects.listProjects(pool, search, most)), json);
  },
});

export const showProject = defineCommand({
  meta: { name: "project show", description: "Show a project with its owners and sizes" },
  args: { ...projectFlag, ...jsonFlag },
  async run({ args: { project, json } }) {
    printThing(await administer(({ pool }) => requireProject(pool, project)), json);
  },
});

export const purgeProject = defineCommand({
  meta: { name: "project purge", description: "Remove all that is stored of a deleted project, for good" },
  args: { ...projectFlag, ...jsonFlag },
  async run({ args }) {
    const { id, name, sizes } = await administer(async ({ pool }, operator) => {
      const project = await requireProject(pool, args.project);
      if (await projects.purgeProject(pool, operator, project)) return project;
      throw new Error("The project is not deleted. An owner deletes it first, by deleteProject.");
    });
    printThing({ action: "project purge", project: id, name, sizes }, args.json);
  },
});

export const restoreProject = defineCommand({
  meta: { name: "project restore", description: "Take back the deletion of a project" },
  args: { ...projectFlag, ...jsonFlag },
  async run({ args }) {
    const { id, name } = await administer(async ({ pool }, operator) => {
      const project = await requireProject(pool, args.project);
      const refusal = refusals[await projects.restoreDeletedProject(pool, operator, project)];
      if (refusal === null) return project;
      throw new Error(refusal);
    });
    printThing({ action: "project restore", project: id, name }, args.json);
  },
});

const refusals: Readonly<Record<projects.ProjectRestoration, string | null>> = {
  restored: null,
  "not deleted": "The project is not deleted.",
  "without owner": "The project cannot be restored: the accounts of all its owners were deleted.",
};

async function requireProject(...[pool, id]: Parameters<typeof projects.showProject>): Promise<projects.ShownProject> {
  const project = await projects.showProject(pool, readId("project", id));
  if (!project) throw new Error(`No project has the id ${id}.`);
  return project;
}
