/** Groups of commands, in the order of the sheet. */
export const commandGroups = ["Everywhere", "Board", "Task"] as const;

interface CommandEntry {
  readonly label: string;
  readonly group: (typeof commandGroups)[number];
  /** Keys as in `matchesKeys`; absent: by the palette alone. */
  readonly keys?: string;
}

/**
 * All commands. The palette, the keys and the sheet of shortcuts follow from this table. A command can be given while a
 * page that is shown handles it.
 */
export const commands = {
  search: { label: "Search tasks and commands", group: "Everywhere", keys: "Mod+K" },
  shortcuts: { label: "Show keyboard shortcuts", group: "Everywhere", keys: "?" },
  switchProject: { label: "Switch to another project", group: "Everywhere", keys: "G" },
  projects: { label: "Show all projects", group: "Everywhere" },
  myTasks: { label: "Show my tasks of all projects", group: "Everywhere", keys: "Shift+M" },
  newTask: { label: "New task", group: "Board", keys: "C" },
  undo: { label: "Undo the last change", group: "Board", keys: "Mod+Z" },
  redo: { label: "Redo what was undone", group: "Board", keys: "Shift+Mod+Z" },
  filterText: { label: "Filter by text", group: "Board", keys: "/" },
  filterAssignee: { label: "Filter by assignee", group: "Board" },
  filterLabel: { label: "Filter by label", group: "Board" },
  filterPriority: { label: "Filter by priority", group: "Board" },
  filterDue: { label: "Filter by due date", group: "Board" },
  clearFilter: { label: "Clear all filters", group: "Board", keys: "Shift+F" },
  mine: { label: "Show only my tasks", group: "Board", keys: "M" },
  sort: { label: "Sort", group: "Board" },
  layout: { label: "Switch between board and list", group: "Board", keys: "V" },
  csv: { label: "Download the tasks that are shown as CSV", group: "Board" },
  labels: { label: "Manage labels", group: "Board" },
  members: { label: "Members", group: "Board" },
  history: { label: "History", group: "Board" },
  deleted: { label: "Deleted tasks", group: "Board" },
  settings: { label: "Project settings", group: "Board" },
  select: { label: "Select or unselect", group: "Task", keys: "X" },
  selectAll: { label: "Select all that are shown", group: "Task", keys: "Mod+A" },
  unselect: { label: "Unselect all", group: "Task", keys: "Escape" },
  rename: { label: "Rename on the card", group: "Task", keys: "E" },
  setStatus: { label: "Move to another column", group: "Task", keys: "S" },
  setPriority: { label: "Set priority", group: "Task", keys: "P" },
  setAssignee: { label: "Assign", group: "Task", keys: "A" },
  setLabels: { label: "Change labels", group: "Task", keys: "L" },
  setDue: { label: "Set due date", group: "Task", keys: "D" },
} as const satisfies Record<string, CommandEntry>;

export type CommandId = keyof typeof commands;

export const commandIds = Object.keys(commands) as CommandId[];

export function keysOf(id: CommandId): string | undefined {
  const entry: CommandEntry = commands[id];
  return entry.keys;
}
