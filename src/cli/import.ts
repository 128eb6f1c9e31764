import process from "node:process";
import { defineCommand } from "citty";
import { jsonFlag, readId } from "./administer.ts";
import { requireUrl } from "./check/client/deployment.ts";
import { readBytes } from "./import/decode-text.ts";
import { type ImportSource, importFile } from "./import/import-file.ts";
import { writeReport } from "./import/report.ts";
import { readPeople, readStatuses } from "./import/words.ts";
import { onStopSignal } from "./on-stop-signal.ts";
import { openProgress } from "./progress.ts";
import { projectFlag } from "./project.ts";
import { readSecret, secretFileFlag } from "./read-secret.ts";

export const importTrello = defineImport("trello", "the JSON of a board of Trello");
export const importCsv = defineImport("csv", "tasks from CSV");

function defineImport(source: ImportSource, what: string) {
  return defineCommand({
    meta: { name: `import ${source}`, description: `Import ${what} on standard input; a second time changes nothing` },
    args: {
      ...projectFlag,
      token: { type: "string", description: "Access token, or JWT, of the person who imports" },
      "token-file": secretFileFlag,
      url: { type: "string", default: "http://127.0.0.1:4000", description: "Address of the deployment" },
      "dry-run": { type: "boolean", description: "Tell what would be imported, and import nothing" },
      statuses: { type: "string", description: 'Statuses of names in the file: "Ideas=BACKLOG,Shipped=DONE"' },
      people: { type: "string", description: 'E-mails of names in the file: "ada=ada@example.com"' },
      "skip-faults": { type: "boolean", description: "Leave out items that a project cannot take" },
      ...jsonFlag,
    },
    async run({ args: { json = false, ...args } }) {
      const token = await readSecret("token", args.token, args["token-file"]);
      if (token === undefined) throw new Error(`lockstep import ${source} needs --token-file or --token.`);
      const options = {
        ...{ source, token, url: requireUrl(args.url), projectId: readId("project", args.project) },
        ...{ statuses: readStatuses(args.statuses), people: readPeople(args.people) },
        ...{ isDry: args["dry-run"] === true, skipsFaults: args["skip-faults"] === true },
      };
      if (process.stdin.isTTY) throw new Error(`Give the file on standard input: lockstep import ${source} … < file`);
      const bytes = await readBytes(process.stdin);
      const end = new AbortController();
      onStopSignal(() => end.abort(new Error("The import was interrupted. Run it again to go on.")));
      const progress = openProgress(process.stderr);
      const tell = (done: number, all: number) => progress.renew(`  … ${done} of ${all} changes`);
      const report = await importFile({ ...options, bytes }, tell, end.signal).finally(() => progress.end());
      console.log(json ? JSON.stringify(report, null, 2) : writeReport(report).join("\n"));
      if (report.blocked || report.refused.length > 0) process.exitCode = 1;
    },
  });
}
