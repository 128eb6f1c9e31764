import { onDemand } from "../design/on-demand.tsx";
import { SidePanel } from "../design/side-panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOpenProject } from "../project/project-context.ts";

/** The task panel, whose code loads once the board is shown. */
export const TaskRoute = onDemand<object>(async () => (await import("./task-panel.tsx")).TaskPanel, Opening);

/** Holds the panel's place. */
function Opening() {
  const { path } = useOpenProject();
  return (
    <SidePanel title="Task" parent={path}>
      <Skeleton height="2rem" width="70%" />
      <Skeleton height="6rem" />
    </SidePanel>
  );
}
