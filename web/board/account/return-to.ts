import type { Location, To } from "react-router";

/** Path of the page that an invitation's link leads to. */
export const invitationPath = "/invitation";

/** Address of a page of accounts. `state` stays with the entry of the browser's history, and is not sent to servers. */
export interface Target {
  readonly to: To;
  readonly state: ReturnState;
}

interface ReturnState {
  /** Hash of the address to return to, which may be a secret. */
  readonly hash: string;
}

/** The address of a sign-in that leads back to a place, and says, where that was so, that the session has ended. */
export function signInFor({ pathname, search, hash }: Location, hasEnded: boolean): Target {
  const to = pathname + search;
  const parameters = new URLSearchParams({ ...(to !== "/" && { to }), ...(hasEnded && { ended: "" }) });
  return { to: { pathname: "/sign-in", search: parameters.toString() }, state: { hash } };
}

/** Where a sign-in leads: a path of this page, whatever stands in the address. */
export function destinationOf({ search, state }: Pick<Location, "search" | "state">): string {
  const to = new URLSearchParams(search).get("to") ?? "/";
  return /^\/(?![/\\])/.test(to) ? to + hashOf(state) : "/";
}

/** The token of the invitation that a sign-in leads to; null: it leads elsewhere. */
export function invitationOf(location: Pick<Location, "search" | "state">): string | null {
  const [path, token] = destinationOf(location).split("#", 2);
  return path === invitationPath && token ? token : null;
}

function hashOf(state: unknown): string {
  const { hash } = Object(state) as Partial<ReturnState>;
  return typeof hash === "string" ? hash : "";
}
