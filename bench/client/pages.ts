import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves a page that runs a script. The browser may keep the script, as it does with files whose names hold a hash. */
export async function servePage(script: string): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const page = '<!doctype html><title>Board</title><div id="root"></div><script type="module" src="/app.js"></script>';
  const server = createServer((request, response) => {
    if (request.url !== "/app.js") response.setHeader("content-type", "text/html").end(page);
    else {
      response.setHeader("cache-control", "max-age=31536000, immutable");
      response.setHeader("content-type", "text/javascript").end(script);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
