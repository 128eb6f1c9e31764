import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "./find-free-port.ts";
import { launch } from "./launch.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** The proxy of docker-compose.yml, before instances of the test's own. */
export interface Caddy {
  readonly url: string;
  /** Number of requests in flight per instance, WebSockets included, in the order of the instances. */
  underWay(): Promise<number[]>;
  close(): Promise<void>;
}

export async function startCaddy(instanceUrls: readonly string[]): Promise<Caddy> {
  const program = await requireProgram({
    names: ["caddy"],
    packages: { "apt-get": "caddy", apk: "caddy", dnf: "caddy", brew: "caddy" },
    variable: "PATH",
  });
  const folder = await mkdtemp(join(tmpdir(), "lockstep-caddy-"));
  const [port, adminPort] = [await findFreePort(), await findFreePort()];
  const hosts = instanceUrls.map((url) => new URL(url).host);
  const { child, ended, line } = launch([program, "run", "--config", join(projectRoot, "deploy", "Caddyfile")], {
    env: { HOME: folder, CADDY_ADMIN: `127.0.0.1:${adminPort}`, SITE: `:${port}`, UPSTREAMS: hosts.join(" ") },
  });
  const callOff = runAfterDeath(`kill -9 ${child.pid}; rm -rf '${folder}'`);
  await line(/serving initial configuration/);
  return {
    url: `http://127.0.0.1:${port}`,
    async underWay() {
      const answer = await fetch(`http://127.0.0.1:${adminPort}/reverse_proxy/upstreams`);
      const upstreams = (await answer.json()) as { readonly address: string; readonly num_requests: number }[];
      return hosts.map((host) => upstreams.find(({ address }) => address === host)?.num_requests ?? 0);
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
      callOff();
      await rm(folder, { recursive: true });
    },
  };
}
