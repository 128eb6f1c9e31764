import { onDemand } from "../design/on-demand.tsx";

/** `LearnMemberColors`, whose code loads beside the board. */
export const OnDemandLearnMemberColors = onDemand(
  async () => (await import("./learn-colors.tsx")).LearnMemberColors,
  () => null,
);

/** `LearnOwnColors`, likewise. */
export const OnDemandLearnOwnColors = onDemand(
  async () => (await import("./learn-colors.tsx")).LearnOwnColors,
  () => null,
);
