const paths = {
  add: "M8 3v10M3 8h10",
  back: "M10 3 5 8l5 5",
  board: "M2.5 3h3v10h-3zM6.5 3h3v6h-3zM10.5 3h3v8h-3z",
  calendar: "M2.5 4.5h11v9h-11zM2.5 7.5h11M5.5 2.5v3M10.5 2.5v3",
  check: "m3 8.5 3.2 3L13 4.5",
  close: "m4 4 8 8M12 4l-8 8",
  comment: "M2.5 3.5h11v8H8l-3 2.5v-2.5H2.5z",
  collapse: "M6.5 4 3 8l3.5 4M9.5 4 13 8l-3.5 4",
  edit: "M3 13v-2.4l7.6-7.6 2.4 2.4L5.4 13zM9 4.6 11.4 7",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  grip: "M6 3.5v.01M10 3.5v.01M6 8v.01M10 8v.01M6 12.5v.01M10 12.5v.01",
  inbox: "M2.5 9h3l1 2h3l1-2h3M2.5 9l2-5.5h7l2 5.5v4h-11z",
  history: "M2.6 8a5.4 5.4 0 1 0 1.8-4L2.5 5.7M2.5 2.5v3.2h3.2M8 5v3.2l2.2 1.3",
  label: "M2.5 3.5v4.3l6 5.7 5-4.6-6-5.4zM5.4 6.2v.01",
  link: "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8",
  list: "M2.5 4h.01M5.5 4h8M2.5 8h.01M5.5 8h8M2.5 12h.01M5.5 12h8",
  more: "M3.5 8v.01M8 8v.01M12.5 8v.01",
  people:
    "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4M2 13a4 4 0 0 1 8 0M11 3.4a2.2 2.2 0 0 1 0 3.9M11.8 9.5A4 4 0 0 1 14 13",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9m3.3 7.8 3.2 3.2",
  settings: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3",
  signOut: "M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3",
  sort: "M4.5 3v10M2.5 11l2 2 2-2M11.5 13V3M9.5 5l2-2 2 2",
  switch: "m5 6 3-3 3 3M5 10l3 3 3-3",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9",
  waiting: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3.2l2 1.3",
} as const;

interface IconProps {
  readonly name: keyof typeof paths;
  readonly size?: number;
  /** Without, it is decorative: what it stands for is said beside it, or by the label of its button. */
  readonly label?: string;
}

export function Icon({ name, size = 16, label }: IconProps) {
  return (
    <svg
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "grip" || name === "more" ? 2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
