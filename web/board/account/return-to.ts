import type { Location } from "react-router";

/** The address of a sign-in that leads back to a place, and says, where that was so, that the session has ended. */
export function signInFor({ pathname, search }: Location, hasEnded: boolean): string {
  const to = pathname + search;
  const parameters = new URLSearchParams({ ...(to !== "/" && { to }), ...(hasEnded && { ended: "" }) });
  return parameters.size > 0 ? `/sign-in?${parameters}` : "/sign-in";
}

/** Where a sign-in leads: a path of this page, whatever stands in the address. */
export function destinationOf(parameters: URLSearchParams): string {
  const to = parameters.get("to") ?? "/";
  return /^\/(?![/\\])/.test(to) ? to : "/";
}
