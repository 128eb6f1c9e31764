import { useNavigate } from "react-router";
import type { User } from "../../../client/core/lockstep/index.ts";
import { usePresence } from "../../../client/react/index.ts";
import { Button, ButtonLink } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { usePanelLink } from "../design/use-panel-address.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { useCommandCenter, useCommands } from "../palette/command-center.tsx";
import { Present } from "./present.tsx";
import styles from "./project-page.module.css";

interface ProjectHeaderProps {
  readonly projectId: string;
  /** Undefined while it loads. */
  readonly name: string | undefined;
  readonly me: User;
  readonly path: string;
  /** Undefined while it loads. */
  readonly viewerRole: ProjectRole | undefined;
}

const places = [
  { icon: "label", label: "Labels", segment: "labels", isWide: true },
  { icon: "people", label: "Members", segment: "members", isWide: false },
  { icon: "history", label: "History", segment: "history", isWide: true },
  { icon: "settings", label: "Project", segment: "settings", isWide: false },
] as const;

export function ProjectHeader({ projectId, name, me, path, viewerRole }: ProjectHeaderProps) {
  const others = usePresence(projectId).flatMap(({ user }) => (user.id === me.id ? [] : [user]));
  const { open } = useCommandCenter();
  const linkTo = usePanelLink(path);
  const navigate = useNavigate();
  const goTo = (segment: string) => () => {
    const { to, ...options } = linkTo(segment);
    void navigate(to, options);
  };
  useCommands({
    ...{ labels: goTo("labels"), members: goTo("members"), history: goTo("history") },
    ...{ settings: goTo("settings"), deleted: goTo("deleted") },
  });
  const switcher = (
    <Button
      look="quiet"
      small
      square
      aria-label="Switch project"
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => open({ kind: "projects" }, currentTarget)}
    >
      <Icon name="switch" size={14} />
    </Button>
  );
  return (
    <PageHeader isBelowProjects title={name ?? <Skeleton width="9rem" height="1.25rem" />} besideTitle={switcher}>
      <p role="status" className={styles.role} title="You are a viewer here. Owners and admins can change that.">
        {viewerRole === "VIEWER" && "View only"}
      </p>
      <Present people={others} />
      <nav className={styles.nav} aria-label="Project">
        {places.map(({ icon, label, segment, isWide }) => (
          <span key={segment} className={isWide ? styles.wide : undefined}>
            <ButtonLink look="quiet" {...linkTo(segment)} aria-label={label}>
              <Icon name={icon} />
              <span className={styles.label}>{label}</span>
            </ButtonLink>
          </span>
        ))}
      </nav>
    </PageHeader>
  );
}
