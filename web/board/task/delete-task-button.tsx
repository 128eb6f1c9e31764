import type { Task } from "../../../client/core/lockstep/index.ts";
import { useTaskActions } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { useClosePanel } from "../design/use-panel-address.ts";
import { useOpenProject } from "../project/project-context.ts";

/** Deletes a task as it is shown. Where others changed it at that moment it stays, and its card says so. */
export function DeleteTaskButton({ task, parent }: { readonly task: Task; readonly parent: string }) {
  const close = useClosePanel(parent);
  const { projectId } = useOpenProject();
  const { remove } = useTaskActions(projectId);

  async function run(): Promise<void> {
    await remove(task.id).accepted;
    close();
  }

  return (
    <Button look="quiet" square aria-label="Delete task" title="Delete task" onClick={() => void run()}>
      <Icon name="trash" />
    </Button>
  );
}
