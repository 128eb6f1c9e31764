import { defineCommand } from "citty";
import { exportProject } from "../operations/export-project.ts";
import { administer, readId } from "./administer.ts";
import { projectFlag } from "./project.ts";
import { writeOut } from "./write-out.ts";

export const exportCommand = defineCommand({
  meta: { name: "export", description: "Write all that is stored of a project to standard output, as lines of JSON" },
  args: {
    ...projectFlag,
    history: { type: "boolean", description: "With all changes that the log keeps" },
  },
  async run({ args: { project, history = false } }) {
    const projectId = readId("project", project);
    const options = { projectId, history, write: writeOut };
    const lines = await administer(({ pool }, operator) => exportProject(pool, operator, options));
    if (lines === null) throw new Error(`No project has the id ${projectId}.`);
    console.error(`Exported ${lines} lines.`);
  },
});
