import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { projectRoot } from "../../../../src/config/project-root.ts";

/** A server of an empty page on which the core is loaded. */
export interface CorePages {
  readonly origin: string;
  /** Opens a tab that follows a project with this token. */
  open(context: BrowserContext, setup: TabSetup): Promise<CoreTab>;
  close(): Promise<void>;
}

export interface TabSetup {
  /** Address of the API. */
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
}

export interface CoreTab {
  readonly page: Page;
  /** WebSockets that the tab has opened. */
  readonly sockets: number;
  /** Requests to the API, the handshakes of WebSockets left out. */
  readonly requests: number;
  /** Evaluates in the page, where `project` and `lockstep` are. */
  read<T>(expression: string): Promise<T>;
  /** Resolves when the expression is true in the page. */
  until(expression: string): Promise<void>;
}

/**
 * Serves the page on a port. All that the entry exports is global there. Parts that load later are files of their own.
 */
export async function serveCorePages(port: number, entry = standardEntry): Promise<CorePages> {
  const scripts = await bundle(entry);
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? "");
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript").end(script ?? html);
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    async open(context, setup) {
      const page = await context.newPage();
      let sockets = 0;
      let requests = 0;
      page.on("websocket", () => {
        sockets += 1;
      });
      page.on("request", (request) => {
        if (request.url().startsWith(setup.url)) requests += 1;
      });
      await page.addInitScript(`globalThis.setup = ${JSON.stringify(setup)}`);
      await page.goto(origin);
      return {
        page,
        get sockets() {
          return sockets;
        },
        get requests() {
          return requests;
        },
        async read(expression) {
          await page.waitForFunction("globalThis.project");
          return page.evaluate(expression);
        },
        until: async (expression) => {
          await page.waitForFunction(`globalThis.project && (${expression})`, undefined, { polling: 50 });
        },
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const standardEntry = "test/client/core/lockstep/core-entry.ts";

/** The page: it opens the project that the init script names. */
const html = `<!doctype html><title>Core</title><script type="module">
  const started = performance.now();
  const { createLockstep, ...exported } = await import("/core.js");
  const { url, token, projectId } = globalThis.setup;
  let requests = 0;
  const lockstep = createLockstep({
    url,
    getToken: () => globalThis.mintToken?.() ?? token,
    fetch: (...request) => {
      requests += 1;
      return fetch(...request);
    },
  });
  const project = lockstep.project(projectId);
  const shown = new Promise((resolve) => {
    const look = () => project.state.status === "loaded" && resolve({ milliseconds: performance.now() - started, requests });
    project.subscribe("state", look);
    look();
  });
  Object.assign(globalThis, exported, {
    lockstep,
    project,
    shown,
    isLive: () => project.stream.kind === "following" && project.stream.isLive,
    titles: () => project.column("TODO").map(({ title }) => title),
  });
</script>`;

/** Returns the scripts by their paths. */
async function bundle(entry: string): Promise<ReadonlyMap<string, string>> {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(projectRoot, entry),
        preserveEntrySignatures: "strict",
        output: { minify: true, entryFileNames: "core.js", chunkFileNames: "[name].js" },
      },
    },
  })) as Rolldown.RolldownOutput;
  return new Map(output.flatMap((each) => (each.type === "chunk" ? [[`/${each.fileName}`, each.code]] : [])));
}
