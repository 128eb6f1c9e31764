import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "./find-free-port.ts";
import { launch } from "./launch.ts";
import type { Passage } from "./passage.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";
import type { TlsCertificate } from "./tls-certificate.ts";

/** The proxy of docker-compose.yml, before instances of the test's own. */
export interface Caddy {
  readonly url: string;
  /** Number of requests in flight per instance, WebSockets included, in the order of the instances. */
  underWay(): Promise<number[]>;
  /** Lets this through from now on. Requests under way go on; WebSockets are cut. */
  allow(passage: Passage): Promise<void>;
  close(): Promise<void>;
}

/** `certificate`: it serves https, and HTTP/2 with it. */
export async function startCaddy(
  instanceUrls: readonly string[],
  { certificate }: { readonly certificate?: TlsCertificate } = {},
): Promise<Caddy> {
  const program = await requireProgram({
    names: ["caddy"],
    packages: { "apt-get": "caddy", apk: "caddy", dnf: "caddy", brew: "caddy" },
    variable: "PATH",
  });
  const folder = await mkdtemp(join(tmpdir(), "lockstep-caddy-"));
  const [port, adminPort] = [await findFreePort(), await findFreePort()];
  const hosts = instanceUrls.map((url) => new URL(url).host);
  const example = await readFile(join(projectRoot, "deploy", "Caddyfile"), "utf8");
  const config = certificate ? secure(example, certificate) : example;
  const file = join(folder, "Caddyfile");
  await writeFile(file, config);
  const site = certificate ? `https://127.0.0.1:${port}` : `:${port}`;
  const { child, ended, line } = launch([program, "run", "--config", file, "--adapter", "caddyfile"], {
    env: { HOME: folder, CADDY_ADMIN: `127.0.0.1:${adminPort}`, SITE: site, UPSTREAMS: hosts.join(" ") },
  });
  const callOff = runAfterDeath(`kill -9 ${child.pid}; rm -rf '${folder}'`);
  await line(/serving initial configuration/);
  return {
    url: `${certificate ? "https" : "http"}://127.0.0.1:${port}`,
    async underWay() {
      const answer = await fetch(`http://127.0.0.1:${adminPort}/reverse_proxy/upstreams`);
      const upstreams = (await answer.json()) as { readonly address: string; readonly num_requests: number }[];
      return hosts.map((host) => upstreams.find(({ address }) => address === host)?.num_requests ?? 0);
    },
    async allow(passage) {
      const body = restrict(config, passage);
      const headers = { "content-type": "text/caddyfile" };
      const answer = await fetch(`http://127.0.0.1:${adminPort}/load`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
      callOff();
      await rm(folder, { recursive: true });
    },
  };
}

/** Refuses what may not pass. */
function restrict(config: string, { upgrades, streams }: Passage): string {
  const refusals = [
    upgrades ? "" : "@upgrades header Connection *Upgrade*\nrespond @upgrades 501",
    streams ? "" : "@streams header Accept text/event-stream\nrespond @streams 406",
  ];
  return addToSite(config, refusals.join("\n"));
}

function secure(config: string, { certificate, key }: TlsCertificate): string {
  // A redirect would need port 80.
  const alone = config.replace("{\n\tadmin ", "{\n\tauto_https disable_redirects\n\tadmin ");
  if (alone === config) throw new Error("deploy/Caddyfile has no global options.");
  return addToSite(alone, `tls ${certificate} ${key}`);
}

function addToSite(config: string, directives: string): string {
  if (!config.includes("{$SITE::80} {")) throw new Error("deploy/Caddyfile has no site.");
  return config.replace("{$SITE::80} {", `{$SITE::80} {\n${directives}`);
}
