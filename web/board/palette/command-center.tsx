import {
  type ComponentType,
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { useNavigate } from "react-router";
import { ErrorNote } from "../design/error-note.tsx";
import type { FilterField } from "../find/filter.ts";
import type { OpenProject } from "../project/project-context.ts";
import styles from "./command-center.module.css";
import { type CommandId, commandIds, keysOf } from "./commands.ts";
import { isHearing } from "./is-hearing.ts";
import { matchesKeys } from "./keys.ts";

export type TaskField = "status" | "priority" | "assignee" | "labels" | "due";

/** Question of the palette. */
export type PalettePage =
  | { readonly kind: "commands" }
  | { readonly kind: "projects" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "sort" }
  | { readonly kind: "filters" }
  | { readonly kind: "filter"; readonly field: FilterField }
  | { readonly kind: TaskField; readonly taskIds: readonly string[] }
  | {
      readonly kind: "task";
      readonly taskId: string;
      readonly onRename: () => void;
      readonly onSelect: () => void;
    };

/** Commands that a part of the page can carry out now. */
export type Handlers = { readonly [Id in CommandId]?: () => void };

export interface CommandCenter {
  /** Opens a page of the palette, beside an element, or where one was, or in the middle. */
  readonly open: (page: PalettePage, anchor: Element | DOMRect | null) => void;
  readonly close: () => void;
  /** Returns the commands that can be given now. */
  readonly list: () => Handlers;
  /** Offers commands until the function that it returns is called. */
  readonly offer: (read: () => Handlers) => () => void;
}

/** A page of the palette that is open. */
export interface PaletteRequest {
  readonly page: PalettePage;
  /** Where the element stands that asked for it, in pixels of the screen. */
  readonly anchor: DOMRect | null;
}

export interface PaletteProps {
  readonly request: PaletteRequest;
  /** Null on the list of projects, and while the project loads. */
  readonly project: OpenProject | null;
  readonly center: CommandCenter;
}

interface CommandCenterProps {
  readonly project: OpenProject | null;
  readonly children: ReactNode;
}

/** Hears the keys of commands, and shows the palette. Its code is loaded when it is asked for first. */
export function CommandCenterProvider({ project, children }: CommandCenterProps) {
  const offers = useRef(new Set<() => Handlers>());
  const [request, setRequest] = useState<PaletteRequest | null>(null);
  const [Palette, setPalette] = useState<ComponentType<PaletteProps> | null>(null);
  const [isMissing, setIsMissing] = useState(false);

  const open = useCallback((page: PalettePage, anchor: Element | DOMRect | null) => {
    setRequest({ page, anchor: anchor instanceof Element ? anchor.getBoundingClientRect() : anchor });
    setIsMissing(false);
    import("./palette.tsx").then(
      (module) => setPalette(() => module.Palette),
      () => {
        setRequest(null);
        setIsMissing(true);
      },
    );
  }, []);

  const center = useMemo<CommandCenter>(
    () => ({
      open,
      close: () => setRequest(null),
      list: () => Object.assign({}, ...[...offers.current].map((read) => read())),
      offer(read) {
        offers.current.add(read);
        return () => offers.current.delete(read);
      },
    }),
    [open],
  );

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    // It is typed for the palette, which is on its way.
    if (request && !Palette) return;
    const id = commandIds.find((each) => {
      const keys = keysOf(each);
      return keys !== undefined && matchesKeys(keys, event) && isHearing(keys, event.target);
    });
    const handle = id && center.list()[id];
    if (!handle) return;
    event.preventDefault();
    handle();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <CommandCenterContext value={center}>
      {children}
      <EverywhereCommands />
      {request && Palette && <Palette key={nameOf(request.page)} request={request} project={project} center={center} />}
      {isMissing && (
        <div className={styles.missing}>
          <ErrorNote
            error="This part of the page cannot be loaded while the server cannot be reached. Try again in a moment."
            onDismiss={() => setIsMissing(false)}
          />
        </div>
      )}
    </CommandCenterContext>
  );
}

function EverywhereCommands() {
  const navigate = useNavigate();
  const { open } = useCommandCenter();
  useCommands({
    search: () => open({ kind: "commands" }, null),
    shortcuts: () => open({ kind: "shortcuts" }, null),
    switchProject: () => open({ kind: "projects" }, null),
    projects: () => void navigate("/"),
    myTasks: () => void navigate("/my-tasks"),
  });
  return null;
}

const CommandCenterContext = createContext<CommandCenter | null>(null);

export function useCommandCenter(): CommandCenter {
  const center = useContext(CommandCenterContext);
  if (!center) throw new Error("There is no CommandCenterProvider above.");
  return center;
}

/** Offers commands while the component is mounted. */
export function useCommands(handlers: Handlers): void {
  const { offer } = useCommandCenter();
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => offer(() => latest.current), [offer]);
}

function nameOf(page: PalettePage): string {
  return JSON.stringify(page);
}
