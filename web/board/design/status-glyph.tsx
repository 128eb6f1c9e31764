import type { TaskStatus } from "../generated/graphql.ts";
import styles from "./glyph.module.css";

/** Decorative: a circle that fills as the work goes on. The status is said beside it. */
export function StatusGlyph({ status, size = 14 }: { readonly status: TaskStatus; readonly size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 16 16" className={styles[status]}>
      {shapes[status]}
    </svg>
  );
}

const ring = { cx: 8, cy: 8, r: 6.25, fill: "none", stroke: "currentColor", strokeWidth: 1.75 } as const;

/** Share of the ring's inside that is filled: the stroke of a circle of half its radius. */
function pie(share: number) {
  const length = 2 * Math.PI * 2;
  return (
    <>
      <circle {...ring} />
      <circle
        {...{ cx: 8, cy: 8, r: 2, fill: "none", stroke: "currentColor", strokeWidth: 4 }}
        strokeDasharray={`${share * length} ${length}`}
        transform="rotate(-90 8 8)"
      />
    </>
  );
}

function disc(path: string) {
  return (
    <>
      <circle cx="8" cy="8" r="7.1" fill="currentColor" />
      <path
        d={path}
        fill="none"
        stroke="var(--surface)"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  );
}

const shapes = {
  BACKLOG: <circle {...ring} strokeDasharray="2.2 2.1" />,
  TODO: <circle {...ring} />,
  IN_PROGRESS: pie(0.5),
  IN_REVIEW: pie(0.75),
  DONE: disc("m5 8.2 2.1 2.1L11 6.2"),
  CANCELED: disc("m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"),
} as const satisfies Record<TaskStatus, unknown>;
