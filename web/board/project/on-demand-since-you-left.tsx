import { onDemand } from "../design/on-demand.tsx";

/** `SinceYouLeft`, whose code loads beside the board. */
export const OnDemandSinceYouLeft = onDemand(
  async () => (await import("./since-you-left.tsx")).SinceYouLeft,
  () => null,
);
