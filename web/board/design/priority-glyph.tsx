import type { Task } from "../../../client/core/lockstep/index.ts";
import styles from "./glyph.module.css";

interface PriorityGlyphProps {
  readonly priority: Task["priority"];
  readonly size?: number;
  /** Without, the priority is said beside it. */
  readonly label?: string;
}

/** Bars that grow with the urgency. */
export function PriorityGlyph({ priority, size = 14, label }: PriorityGlyphProps) {
  return (
    <svg
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={styles[priority]}
    >
      {priority === "URGENT"
        ? urgent
        : bars.map(({ path, from }) => (
            <path key={path} d={path} fill="currentColor" opacity={levels[priority] >= from ? 1 : 0.28} />
          ))}
    </svg>
  );
}

const levels = { NONE: 0, LOW: 1, MEDIUM: 2, HIGH: 3 } as const;

const bars = [
  { path: "M2 9.5h3v4H2z", from: 1 },
  { path: "M6.5 6h3v7.5h-3z", from: 2 },
  { path: "M11 2.5h3v11h-3z", from: 3 },
] as const;

const urgent = (
  <>
    <rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" />
    <path d="M8 4.6v4M8 11.2v.1" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
  </>
);
