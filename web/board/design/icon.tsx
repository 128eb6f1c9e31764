const paths = {
  add: "M8 3v10M3 8h10",
  back: "M10 3 5 8l5 5",
  calendar: "M2.5 4.5h11v9h-11zM2.5 7.5h11M5.5 2.5v3M10.5 2.5v3",
  close: "m4 4 8 8M12 4l-8 8",
  comment: "M2.5 3.5h11v8H8l-3 2.5v-2.5H2.5z",
  grip: "M6 3.5v.01M10 3.5v.01M6 8v.01M10 8v.01M6 12.5v.01M10 12.5v.01",
  history: "M2.6 8a5.4 5.4 0 1 0 1.8-4L2.5 5.7M2.5 2.5v3.2h3.2M8 5v3.2l2.2 1.3",
  people:
    "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4M2 13a4 4 0 0 1 8 0M11 3.4a2.2 2.2 0 0 1 0 3.9M11.8 9.5A4 4 0 0 1 14 13",
  settings: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3",
  signOut: "M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3",
  waiting: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3.2l2 1.3",
} as const;

/** Decorative: what it stands for is said beside it, or by the label of its button. */
export function Icon({ name, size = 16 }: { readonly name: keyof typeof paths; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "grip" ? 2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
