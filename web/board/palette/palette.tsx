import type { PaletteProps } from "./command-center.tsx";
import { CommandPage } from "./command-page.tsx";
import { FilterPage } from "./filter-page.tsx";
import { FiltersPage } from "./filters-page.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { SortPage } from "./sort-page.tsx";
import { SwitchProject } from "./switch-project.tsx";
import { TaskFieldPage } from "./task-field-page.tsx";
import { TaskMenu } from "./task-menu.tsx";

/** The page of the palette that was asked for. */
export function Palette(props: PaletteProps) {
  const { request, project, center } = props;
  const { page, anchor } = request;
  const shared = { anchor, center, onClose: center.close };
  if (page.kind === "shortcuts") return <ShortcutSheet onClose={center.close} />;
  if (page.kind === "commands") return <CommandPage {...shared} project={project} />;
  if (page.kind === "projects") return <SwitchProject {...shared} current={project?.projectId ?? null} />;
  if (!project) return null;
  if (page.kind === "filter") return <FilterPage {...shared} field={page.field} project={project} />;
  if (page.kind === "filters") return <FiltersPage {...shared} />;
  if (page.kind === "sort") return <SortPage {...shared} />;
  if (page.kind === "task") return <TaskMenu {...shared} page={page} project={project} />;
  return <TaskFieldPage {...shared} field={page.kind} taskIds={page.taskIds} project={project} />;
}
