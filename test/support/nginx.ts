import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "./find-free-port.ts";
import { launch } from "./launch.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** The example of `deploy/nginx.conf`, before two instances of the test's own. */
export interface Nginx {
  readonly url: string;
  close(): Promise<void>;
}

/** `nonIdempotent`: with what the example tells of for clients that name every mutation. */
export async function startNginx(
  instanceUrls: readonly [string, string],
  { nonIdempotent = false }: { readonly nonIdempotent?: boolean } = {},
): Promise<Nginx> {
  const program = await requireProgram({
    names: ["nginx"],
    packages: { "apt-get": "nginx-light", apk: "nginx", dnf: "nginx", brew: "nginx" },
    variable: "PATH",
  });
  const folder = await mkdtemp(join(tmpdir(), "lockstep-nginx-"));
  const port = await findFreePort();
  const example = await readFile(join(projectRoot, "deploy", "nginx.conf"), "utf8");
  const config = [
    [/lockstep-1:4000/, new URL(instanceUrls[0]).host],
    [/lockstep-2:4000/, new URL(instanceUrls[1]).host],
    [/listen 80;/, `listen 127.0.0.1:${port};`],
    [
      /^http \{/m,
      `http {\n  access_log off;\n${temporaryPaths.map((name) => `  ${name} ${folder}/${name};`).join("\n")}`,
    ],
    ...(nonIdempotent ? [[/error timeout http_503;/, "error timeout http_503 non_idempotent;"] as const] : []),
  ].reduce((text, [pattern, value]) => replaceOne(text, pattern as RegExp, String(value)), example);
  const file = join(folder, "nginx.conf");
  await writeFile(file, config);
  const globals = `daemon off; master_process on; pid ${folder}/nginx.pid; error_log stderr notice;`;
  const { child, ended, line } = launch([program, "-p", folder, "-c", file, "-g", globals], {});
  const callOff = runAfterDeath(`kill ${child.pid}; rm -rf '${folder}'`);
  await line(/start worker process \d+/);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill("SIGTERM");
      await ended;
      callOff();
      await rm(folder, { recursive: true });
    },
  };
}

const temporaryPaths = [
  "client_body_temp_path",
  "proxy_temp_path",
  "fastcgi_temp_path",
  "uwsgi_temp_path",
  "scgi_temp_path",
];

/** Throws when the example no longer has what is to be replaced. */
function replaceOne(text: string, pattern: RegExp, value: string): string {
  if (!pattern.test(text)) throw new Error(`deploy/nginx.conf has no ${pattern}.`);
  return text.replace(pattern, () => value);
}
