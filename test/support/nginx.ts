import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "./find-free-port.ts";
import { launch } from "./launch.ts";
import type { Passage } from "./passage.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** The example of `deploy/nginx.conf`, before two instances of the test's own. */
export interface Nginx {
  readonly url: string;
  /** Lets this through from now on. Requests and streams under way go on. */
  allow(passage: Passage): Promise<void>;
  close(): Promise<void>;
}

/**
 * `nonIdempotent`: with what the example tells of for clients that name every mutation. `openFiles`: the system's limit
 * of open files, which nginx may raise. Default: that of this process.
 */
export async function startNginx(
  instanceUrls: readonly [string, string],
  { nonIdempotent = false, openFiles }: { readonly nonIdempotent?: boolean; readonly openFiles?: number } = {},
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
  const limit = openFiles === undefined ? [] : ["sh", "-c", `ulimit -Sn ${openFiles} && exec "$0" "$@"`];
  const globals = `daemon off; master_process on; pid ${folder}/nginx.pid; error_log stderr notice;`;
  const { child, ended, line, output } = launch([...limit, program, "-p", folder, "-c", file, "-g", globals], {});
  const callOff = runAfterDeath(`kill ${child.pid}; rm -rf '${folder}'`);
  await line(/start worker process \d+/);
  return {
    url: `http://127.0.0.1:${port}`,
    async allow(passage) {
      await writeFile(file, restrict(config, passage));
      const workers = output.flatMap((text) => /start worker process (\d+)/.exec(text)?.[1] ?? []);
      child.kill("SIGHUP");
      // Their successors listen by then.
      for (const pid of workers) await line(new RegExp(` ${pid}#\\d+: gracefully shutting down`));
    },
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

/** Takes away what may not pass: the headers of an upgrade, and the one by which the server asks not to be buffered. */
function restrict(config: string, { upgrades, streams }: Passage): string {
  const plain = upgrades ? config : replaceOne(config, /proxy_set_header Upgrade .*;\n.*upgrade_connection;/, "");
  const holding = streams ? "" : "  proxy_ignore_headers X-Accel-Buffering;";
  return replaceOne(plain, /^http \{/m, `http {\n${compression}\n${holding}`);
}

/** It holds a stream until its end, unless the server asks for none. */
const compression = "  gzip on;\n  gzip_types *;";

/** Throws when the example no longer has what is to be replaced. */
function replaceOne(text: string, pattern: RegExp, value: string): string {
  if (!pattern.test(text)) throw new Error(`deploy/nginx.conf has no ${pattern}.`);
  return text.replace(pattern, () => value);
}
