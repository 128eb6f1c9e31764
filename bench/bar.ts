import type { Figure } from "./figure.ts";

/** A bound that Lockstep must meet. */
export interface Bar {
  readonly text: string;
  readonly limit: number;
  readonly bound: "most" | "least";
  /** Null when one of the two figures is missing. */
  readonly measured: number | null;
}

export function isMet({ bound, limit, measured }: Bar): boolean | null {
  if (measured === null) return null;
  return bound === "most" ? measured <= limit : measured >= limit;
}

/** A bar on the ratio of two contenders' figures. */
export function ratioBar(
  figures: readonly Figure[],
  unit: string,
  bar: Pick<Bar, "text" | "bound" | "limit"> & { readonly of: string; readonly to: string },
): Bar {
  const { of, to, ...rest } = bar;
  const figureOf = (contender: string) =>
    figures.find((figure) => figure.contender === contender && figure.unit === unit)?.value ?? null;
  const [value, other] = [figureOf(of), figureOf(to)];
  return { ...rest, measured: value !== null && other !== null ? value / other : null };
}

/** A bar on one contender's figure. */
export function figureBar(
  figures: readonly Figure[],
  bar: Pick<Bar, "text" | "bound" | "limit"> & { readonly contender: string; readonly unit: string },
): Bar {
  const { contender, unit, ...rest } = bar;
  const figure = figures.find((each) => each.contender === contender && each.unit === unit);
  return { ...rest, measured: figure?.value ?? null };
}
