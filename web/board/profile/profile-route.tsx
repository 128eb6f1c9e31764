import { Waiting } from "../account/waiting.tsx";
import { onDemand } from "../design/on-demand.tsx";

/** Few open it often: its code comes when it opens. */
export const ProfileRoute = onDemand<object>(
  async () => (await import("./profile-page.tsx")).ProfilePage,
  () => <Waiting />,
);
