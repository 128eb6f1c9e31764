import { PrecacheController } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;

declare global {
  interface ExtendableEvent {
    /** At an `install`: names requests that go past the worker. Not every browser has it. */
    addRoutes?(rule: {
      readonly condition: { readonly urlPattern: string };
      readonly source: "network";
    }): Promise<void>;
  }
}

/** Addresses of the files of the board, each with a hash of its content in it. The build puts them in. */
declare const boardFiles: readonly string[];

const files = new Set(boardFiles);
const cacheName = "lockstep board";
const precache = new PrecacheController({ cacheName });
precache.addToCacheList([
  // The server puts in what the page depends on, so that another page is another worker.
  { url: "/", revision: "{{revision}}" },
  ...[...files].map((url) => ({ url, revision: null })),
]);

// Everything else, such as the API, sign-ins and streams, goes past the worker.
const openBoard = precache.createHandlerBoundToURL("/");
registerRoute(
  new NavigationRoute(
    (options) => {
      (options.event as FetchEvent).waitUntil(dropUnused(options.event));
      return openBoard(options);
    },
    // Pages for people who are not signed in come from the server, which knows what it offers.
    { allowlist: [/^\/(?:\?|$)/, /^\/(?:projects|my-tasks|profile|access-tokens|invitation)(?:[/?]|$)/] },
  ),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/assets/"),
  async ({ request }) => (await caches.match(request, { cacheName })) ?? (await fetch(request)),
);

self.addEventListener("install", (event) => {
  void precache.install(event);
  // Chromium gives up an update when a request reaches the older worker meanwhile, and a live page makes many.
  for (const urlPattern of ["/graphql", "/auth/*"]) {
    void event.addRoutes?.({ condition: { urlPattern }, source: "network" });
  }
});
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), dropUnused(event)])));
self.addEventListener("message", ({ data }) => {
  if (data === "activate") void self.skipWaiting();
});

/** Deletes the files of older versions, unless a page of one is still open: it may load more of its code. */
async function dropUnused(event: ExtendableEvent): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const open = held.filter(({ name }) => name?.startsWith("page "));
  if (open.every(({ name = "" }) => files.has(name.slice("page ".length)))) await precache.activate(event);
}
