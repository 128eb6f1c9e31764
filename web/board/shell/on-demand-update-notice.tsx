import { onDemand } from "../design/on-demand.tsx";

/** `UpdateNotice`, whose code loads beside the board. */
export const OnDemandUpdateNotice = onDemand(
  async () => (await import("./update-notice.tsx")).UpdateNotice,
  () => null,
);
