import { createContext, createElement, type ReactElement, type ReactNode, useContext, useMemo } from "react";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import { OpenProjects } from "./open-projects.ts";

const Context = createContext<OpenProjects | null>(null);

/** Props of `LockstepProvider`. */
export interface LockstepProviderProps {
  /** Made once by `createLockstep`. The provider never closes it. */
  readonly lockstep: Lockstep;
  /** The part of the app that uses the hooks. */
  readonly children?: ReactNode;
}

/** Gives the hooks below it their client. */
export function LockstepProvider({ lockstep, children }: LockstepProviderProps): ReactElement {
  const projects = useMemo(() => new OpenProjects(lockstep), [lockstep]);
  return createElement(Context, { value: projects }, children);
}

/** Returns the client of the nearest provider. Throws where there is none. */
export function useLockstep(): Lockstep {
  return useOpenProjects().lockstep;
}

export function useOpenProjects(): OpenProjects {
  const projects = useContext(Context);
  if (!projects) throw new Error("There is no LockstepProvider above this component.");
  return projects;
}
