import { onDemand } from "../design/on-demand.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOpenProject } from "../project/project-context.ts";

/** Few manage webhooks: their code comes when the panel opens. */
export const WebhooksRoute = onDemand<object>(
  async () => (await import("./webhooks-panel.tsx")).WebhooksPanel,
  () => <Opening />,
);

function Opening() {
  const { path } = useOpenProject();
  return (
    <SidePanel title="Webhooks" parent={path}>
      <Skeleton height="8rem" />
    </SidePanel>
  );
}
