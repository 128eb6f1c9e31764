import type { User } from "../../../client/core/lockstep/index.ts";
import { usePresent } from "../../../client/react/index.ts";
import { ButtonLink } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { PageHeader } from "../design/page-header.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { Present } from "./present.tsx";
import styles from "./project-page.module.css";

interface ProjectHeaderProps {
  readonly projectId: string;
  /** Undefined while it loads. */
  readonly name: string | undefined;
  readonly me: User;
  readonly path: string;
}

const places = [
  { icon: "people", label: "Members", segment: "members" },
  { icon: "history", label: "History", segment: "history" },
  { icon: "settings", label: "Project", segment: "settings" },
] as const;

export function ProjectHeader({ projectId, name, me, path }: ProjectHeaderProps) {
  const others = usePresent(projectId).filter(({ id }) => id !== me.id);
  return (
    <PageHeader isBelowProjects title={name ?? <Skeleton width="9rem" height="1.25rem" />}>
      <Present people={others} />
      <nav className={styles.nav} aria-label="Project">
        {places.map(({ icon, label, segment }) => (
          <ButtonLink key={segment} look="quiet" to={`${path}/${segment}`} aria-label={label}>
            <Icon name={icon} />
            <span className={styles.label}>{label}</span>
          </ButtonLink>
        ))}
      </nav>
    </PageHeader>
  );
}
