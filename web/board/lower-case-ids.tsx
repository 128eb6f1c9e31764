import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";

/** Ids are in lower case here. An address with capitals, as other programs write UUIDs, leads to the same page. */
export function LowerCaseIds({ children }: { readonly children: ReactNode }) {
  const { pathname, search, state } = useLocation();
  const lower = pathname.replaceAll(/[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}/gi, (id) => id.toLowerCase());
  return lower === pathname ? children : <Navigate to={{ pathname: lower, search }} state={state} replace />;
}
