import { onDemand } from "../design/on-demand.tsx";

/** `RemoteNews`, whose code loads beside the board. */
export const OnDemandRemoteNews = onDemand(
  async () => (await import("./remote-news.tsx")).RemoteNews,
  () => null,
);
