import process from "node:process";
import { defineCommand } from "citty";
import { exportProject } from "../operations/export-project.ts";
import { administer, readId } from "./administer.ts";
import { projectFlag } from "./project.ts";

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

function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(new Error(`The export is incomplete and cannot be restored: ${error.message}.`, { cause: error }));
    };
    // The stream also emits what it tells the caller, and an error that nobody hears ends the process.
    process.stdout.once("error", fail);
    process.stdout.write(text, (error) => {
      if (error) return fail(error);
      process.stdout.off("error", fail);
      resolve();
    });
  });
}
