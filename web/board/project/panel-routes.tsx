import type { ComponentType } from "react";
import { onDemand } from "../design/on-demand.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOpenProject } from "./project-context.ts";

// Panels that show what the server knows: their code comes when they open.

export const MembersRoute = panel("Members", async () => (await import("../members/members-panel.tsx")).MembersPanel);

export const HistoryRoute = panel("History", async () => (await import("../history/history-panel.tsx")).HistoryPanel);

export const SettingsRoute = panel("Project", async () => (await import("./settings-panel.tsx")).SettingsPanel);

export const WebhooksRoute = panel(
  "Webhooks",
  async () => (await import("../webhooks/webhooks-panel.tsx")).WebhooksPanel,
);

export const DeletedRoute = panel(
  "Deleted tasks",
  async () => (await import("../deleted/deleted-panel.tsx")).DeletedPanel,
);

function panel(title: string, load: () => Promise<ComponentType<object>>) {
  return onDemand<object>(load, () => <Opening title={title} />);
}

/** Holds the panel's place. */
function Opening({ title }: { readonly title: string }) {
  const { path } = useOpenProject();
  return (
    <SidePanel title={title} parent={path}>
      <Skeleton height="8rem" />
    </SidePanel>
  );
}
