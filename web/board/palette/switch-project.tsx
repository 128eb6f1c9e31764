import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useProjects } from "../../../client/react/index.ts";
import { roleNames } from "../design/words.ts";
import { Chooser } from "./chooser.tsx";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

/** Leads to another project. A search looks through all of them, page by page. */
export function SwitchProject({ anchor, onClose, current }: PageProps & { readonly current: string | null }) {
  const navigate = useNavigate();
  const { items: nodes, hasMore, reason, more } = useProjects();
  const { search, onSearch, find } = useSearch();
  const [isFailing, setIsFailing] = useState(false);
  const isLooking = search.trim() !== "" && hasMore && !isFailing;
  useEffect(() => {
    if (isLooking) void more().then((failure) => setIsFailing(failure !== null));
  }, [isLooking, more]);
  const projects = (nodes ?? []).map(({ id, name, viewerRole }) => ({
    ...{ id, label: name, hint: roleNames[viewerRole], isCurrent: id === current },
    run: () => void navigate(`/projects/${id}`),
  }));
  const all = { id: "all", label: "All projects", run: () => void navigate("/") };
  const rest = { id: "more", label: "Load more", isKeptOpen: true, run: () => void more() };
  const isWhole = nodes !== null && !isLooking;
  return (
    <Chooser
      label="Switch project"
      placeholder="Find a project"
      groups={[{ choices: find(projects) }, { choices: [...find([all]), ...(hasMore && !isLooking ? [rest] : [])] }]}
      empty={(nodes === null ? reason : null) ?? (isWhole ? "No project has this name." : "Loading…")}
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}
