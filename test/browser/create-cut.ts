import type { Page } from "playwright-core";

/** Returns a switch for the way to the API. The page itself still loads. */
export async function createCut(page: Page): Promise<(isCut: boolean) => Promise<void>> {
  let isOffline = false;
  const open = new Set<{ close(): Promise<void> }>();
  await page.route(/\/(graphql|auth)/, (route) => (isOffline ? route.abort() : route.continue()));
  await page.routeWebSocket(/\/graphql/, (socket) => {
    if (isOffline) return void socket.close({ code: 1013 });
    socket.connectToServer();
    open.add(socket);
  });
  return async (isCut) => {
    isOffline = isCut;
    const closing = [...open];
    open.clear();
    if (isCut) await Promise.all(closing.map((socket) => socket.close()));
  };
}
