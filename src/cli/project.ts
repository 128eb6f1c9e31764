import { defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import { readLimits, setLimits } from "../operations/admin-limits.ts";
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
  meta: { name: "project show", description: "Show a project with its owners, sizes and limits" },
  args: { ...projectFlag, ...jsonFlag },
  async run({ args: { project, json } }) {
    const shown = await administer(async ({ pool }) => {
      const found = await requireProject(pool, project);
      const contents = await projects.readContents(pool, found.id);
      return { ...found, ...contents, limits: await readLimits(pool, readConfig().limits, found.id) };
    });
    printThing(shown, json);
  },
});

export const purgeProject = defineCommand({
  meta: { name: "project purge", description: "Remove all that is stored of a deleted project, for good" },
  args: { ...projectFlag, ...jsonFlag },
  async run({ args }) {
    const purged = await administer(async ({ pool }, operator) => {
      const { id, name } = await requireProject(pool, args.project);
      const rows = await projects.purgeProject(pool, operator, { id, name });
      if (rows) return { project: id, name, rows };
      throw new Error("The project is not deleted. An owner deletes it first, by deleteProject.");
    });
    printThing({ action: "project purge", ...purged }, args.json);
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

export const limitProject = defineCommand({
  meta: { name: "project limits", description: "Show what a project may store, or give it limits of its own" },
  args: {
    ...projectFlag,
    bytes: { type: "string", valueHint: "n", description: "Most bytes of its content (0 = unlimited)" },
    tasks: { type: "string", valueHint: "n", description: "Most tasks that are not deleted (0 = unlimited)" },
    reset: { type: "boolean", description: "Take the limits of the configuration again, but for those that are given" },
    ...jsonFlag,
  },
  async run({ args }) {
    const limits = {
      ...(args.reset === true && { bytes: null, tasks: null }),
      ...(args.bytes !== undefined && { bytes: readWholeNumber("bytes", args.bytes, 0, 1_125_899_906_842_624) }),
      ...(args.tasks !== undefined && { tasks: readWholeNumber("tasks", args.tasks, 0, 1_000_000_000) }),
    };
    const shown = await administer(async ({ pool }, operator) => {
      const { id, name } = await requireProject(pool, args.project);
      if (Object.keys(limits).length > 0) await setLimits(pool, operator, { id, name }, limits);
      return { project: id, name, ...(await readLimits(pool, readConfig().limits, id)) };
    });
    printThing(shown, args.json);
  },
});

const refusals: Readonly<Record<projects.ProjectRestoration, string | null>> = {
  restored: null,
  "not deleted": "The project is not deleted.",
  "without owner": "The project cannot be restored: the accounts of all its owners were deleted.",
};

async function requireProject(pool: Database["pool"], id: string): Promise<projects.ListedProject> {
  const project = await projects.findProject(pool, readId("project", id));
  if (!project) throw new Error(`No project has the id ${id}.`);
  return project;
}
