import { useNavigate } from "react-router";
import { useColumns } from "../board/use-columns.ts";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { usePanelLink } from "../design/use-panel-address.ts";
import { statuses, statusNames } from "../design/words.ts";
import { findTasks } from "../find/find-tasks.ts";
import type { OpenProject } from "../project/project-context.ts";
import type { Choice } from "./choice.ts";
import { Chooser } from "./chooser.tsx";
import { commandGroups, commandIds, commands, keysOf } from "./commands.ts";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

interface CommandPageProps extends PageProps {
  readonly project: OpenProject | null;
}

/** Finds tasks as one types, and lists the commands that can be given. */
export function CommandPage({ project, ...rest }: CommandPageProps) {
  return project ? <ProjectCommands {...rest} project={project} /> : <Commands {...rest} tasks={() => []} />;
}

/** Tasks that are listed at most; more words find others. */
const mostTasks = 20;

function ProjectCommands({ project, ...rest }: PageProps & { readonly project: OpenProject }) {
  const { projectId, path } = project;
  const columns = useColumns(projectId);
  const navigate = useNavigate();
  const linkTo = usePanelLink(path);

  function list(search: string): readonly Choice[] {
    const all = statuses.flatMap((status) => columns[status]);
    return findTasks(all, search, mostTasks).map(({ id, title, status }) => ({
      id,
      label: title,
      hint: statusNames[status],
      icon: <StatusGlyph status={status} />,
      run() {
        const { to, ...options } = linkTo(`tasks/${id}`);
        void navigate(to, options);
      },
    }));
  }

  return <Commands {...rest} tasks={list} />;
}

interface CommandsProps extends PageProps {
  readonly tasks: (search: string) => readonly Choice[];
}

function Commands({ center, anchor, onClose, tasks }: CommandsProps) {
  const { search, onSearch, find } = useSearch();
  const handlers = center.list();
  const groups = commandGroups.map((heading) => ({
    heading,
    choices: find(
      commandIds.flatMap((id): Choice[] => {
        const run = handlers[id];
        if (!run || id === "search" || commands[id].group !== heading) return [];
        return [{ id, label: commands[id].label, keys: keysOf(id), run }];
      }),
    ),
  }));
  return (
    <Chooser
      label="Search and commands"
      placeholder="Search tasks and commands"
      groups={[{ heading: "Tasks", choices: search.trim() === "" ? [] : tasks(search) }, ...groups]}
      empty="Nothing has these words."
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}
