import { execFile } from "node:child_process";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../src/config/project-root.ts";

const run = promisify(execFile);

/** By file: texts of the sources, and what stands behind each occurrence of them once tasks have an estimate. */
const steps: Readonly<Record<string, readonly (readonly [anchor: string, added: string])[]>> = {
  "prisma/schema.prisma": [['@map("due_at") @db.Timestamptz(3)', "\n  estimate Int?"]],
  "src/model/task.ts": [
    ['sql: isoTime("t.due_at") },', '\n  estimate: { codec: z.int().nullable().default(null), sql: "t.estimate" },'],
    [
      "of: ({ dueAt }) => dueAt, initial: null },",
      '\n  estimate: { column: "estimate", field: "ESTIMATE", of: ({ estimate }) => estimate, initial: null },',
    ],
  ],
  "schema/task.ts": [
    [
      't.expose("dueAt", { type: "DateTime", nullable: true, ...inEvents }),',
      '\n    estimate: t.exposeInt("estimate", { nullable: true, ...inEvents }),',
    ],
    [
      'dueAt: t.field({ type: "DateTime" }),',
      `
    estimate: t.int({ validate: z.int().min(0, "must not be negative.").max(1000, "must be at most 1000.") }),`,
    ],
  ],
  "schema/contract/inputs.graphql": [
    ["DUE_AT", " ESTIMATE"],
    ["dueAt: DateTime", "\n  estimate: Int"],
  ],
  "schema/contract/operations.graphql": [["position dueAt", " estimate"]],
  "client/fragments.graphql": [["\n  dueAt", "\n  estimate"]],
  "client/core/wire.ts": [
    ["  dueAt: string | null;", "\n  /** Hours of work; null: unknown. */\n  estimate: number | null;"],
  ],
  "client/core/store/tasks.ts": [
    ["dueAt = null", ", estimate = null"],
    ['priority ?? "NONE"', ", estimate"],
    ["priority ?? task.priority", ", estimate"],
    ["dueAt = task.dueAt", ", estimate = task.estimate"],
    ["assignee, dueAt", ", estimate"],
    ["?? null, dueAt", ", estimate"],
    ["dueAt: true", ", estimate: true"],
    ["...create, isOfProject: true", ', types: { estimate: "number" }'],
    ["...edit, join: joinLists", ', types: { estimate: "number" }'],
  ],
};

/** The same of the tests and the board, which do not compile without. */
const tables: typeof steps = {
  "test/operations/task-fields.test.ts": [
    [
      "\n    read: ({ dueAt }) => dueAt,\n  }),",
      `
  estimate: () => ({ field: "ESTIMATE", values: [0, 1000], isOptional: true, read: ({ estimate }) => estimate }),`,
    ],
  ],
  "test/engine/fanout/sample-events.ts": [["dueAt: orNull(at),", "\n    estimate: orNull(5),"]],
  "test/client/core/model/fake-server.ts": [["dueAt: null,", " estimate: null,"]],
  "test/client/core/storage/samples.ts": [["dueAt: null,", "\n    estimate: null,"]],
  "web/board/design/words.ts": [['DUE_AT: "due date",', '\n  ESTIMATE: "estimate",']],
  "web/board/task/task-values.ts": [['dueAt: "DUE_AT",', '\n  estimate: "ESTIMATE",']],
  "web/board/task/describe-value.ts": [["return values[name]", "?.toString()"]],
};

/** Files that are changed by hand, in the order of work. */
export const changedFiles = Object.keys(steps);

/** Tables of tests and of the board that need a row. */
export const changedTables = Object.keys(tables);

const copied = ["client", "docs", "prisma", "schema", "scripts", "src", "test", "web"];
const configs = [
  "codegen.ts",
  "package.json",
  "prisma.config.ts",
  "tsconfig.engine.json",
  "tsconfig.json",
  "vite.config.ts",
  "vitest.config.ts",
];
const projects = [".", "web", "client", "test/client"];

/** Copies the sources to a folder, adds the field there, and generates what follows. */
export async function addEstimate(copy: string, without: readonly string[] = []): Promise<void> {
  for (const name of [...copied, ...configs]) await cp(join(projectRoot, name), join(copy, name), { recursive: true });
  await symlink(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  for (const [file, changes] of Object.entries({ ...steps, ...tables })) {
    if (without.includes(file)) continue;
    let text = await readFile(join(copy, file), "utf8");
    for (const [anchor, added] of changes) {
      if (!text.includes(anchor)) throw new Error(`${file} has no "${anchor}". Mend test/support/add-estimate.ts.`);
      text = text.replaceAll(anchor, `${anchor}${added}`);
    }
    await writeFile(join(copy, file), text);
  }
  await run(process.execPath, ["scripts/generate.mjs"], { cwd: copy });
}

const errorLine = /^(\S+)\(\d+,\d+\): error (.*)$/gm;

/** Returns the errors of the compilers, by file. */
export async function compile(folder: string): Promise<Map<string, string[]>> {
  const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");
  const errors = new Map<string, string[]>();
  const outputs = projects.map((project) =>
    run(process.execPath, [tsc, "--singleThreaded", "-p", project, "--pretty", "false"], { cwd: folder }).then(
      () => "",
      (error: { readonly stdout?: string }) => {
        if (!error.stdout?.match(errorLine)) throw error;
        return error.stdout;
      },
    ),
  );
  for (const output of await Promise.all(outputs)) {
    for (const [, file = "", message = ""] of output.matchAll(errorLine)) {
      errors.set(file, [...(errors.get(file) ?? []), message]);
    }
  }
  return errors;
}
