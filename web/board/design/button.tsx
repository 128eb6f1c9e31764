import type { ComponentProps } from "react";
import { NavLink, type NavLinkProps } from "react-router";
import styles from "./button.module.css";

export interface Look {
  /** Primary is for the one thing that a view is about. */
  readonly look?: "primary" | "plain" | "quiet" | "danger";
  readonly small?: boolean;
  /** For an icon alone: give it an `aria-label`. */
  readonly square?: boolean;
}

export function Button({ look, small, square, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return <button {...rest} type={type} className={classNames({ look, small, square })} />;
}

/** Looks like a button and leads somewhere; marked while one is there. */
export function ButtonLink({ look, small, square, ...rest }: Omit<NavLinkProps, "className"> & Look) {
  return <NavLink {...rest} className={classNames({ look, small, square })} />;
}

function classNames({ look = "plain", small = false, square = false }: { [Key in keyof Look]: Look[Key] | undefined }) {
  return [styles.button, styles[look], small && styles.small, square && styles.square].filter(Boolean).join(" ");
}
