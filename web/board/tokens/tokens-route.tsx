import { Waiting } from "../account/waiting.tsx";
import { onDemand } from "../design/on-demand.tsx";

/** Few make tokens: their code comes when the page opens. */
export const TokensRoute = onDemand<object>(
  async () => (await import("./tokens-page.tsx")).TokensPage,
  () => <Waiting />,
);
