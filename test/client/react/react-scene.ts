import { act, cleanup, render } from "@testing-library/react";
import { createElement, type ReactElement, StrictMode } from "react";
import { afterEach, beforeEach } from "vitest";
import type { Lockstep } from "../../../client/core/lockstep/lockstep.ts";
import { LockstepProvider } from "../../../client/react/index.ts";
import { type FakeProject, FakeServer } from "../../../client/testing/index.ts";

/** A fake server with a project of Ada, Grace and Vera, a viewer; and Ada's client. */
export interface ReactScene {
  readonly server: FakeServer;
  readonly project: FakeProject;
  readonly lockstep: Lockstep;
  /** Renders under the provider, in StrictMode. */
  readonly show: (element: ReactElement, lockstep?: Lockstep) => ReturnType<typeof render>;
  /** Creates a task as Grace. Returns its id. */
  readonly createTask: (title: string, others?: object) => string;
}

export const ada = { id: "ada", name: "Ada", email: "ada@example.org" };
export const grace = { id: "grace", name: "Grace", email: "grace@example.org" };
export const vera = { id: "vera", name: "Vera", email: "vera@example.org" };

/** Call it once, at the top of a file. Its members are set while a test runs. */
export function setReactScene(): ReactScene {
  const scene = {} as { -readonly [Key in keyof ReactScene]: ReactScene[Key] };
  beforeEach(() => {
    scene.server = new FakeServer([ada, grace, vera]);
    scene.project = scene.server.addProject({ members: { ada: "OWNER", grace: "MEMBER", vera: "VIEWER" } });
    scene.lockstep = scene.server.connect("ada");
  });
  afterEach(() => {
    cleanup();
    scene.lockstep.close();
  });
  scene.show = (element, lockstep = scene.lockstep) =>
    render(createElement(StrictMode, null, createElement(LockstepProvider, { lockstep }, element)));
  scene.createTask = (title, others = {}) => {
    const id = crypto.randomUUID();
    scene.project.change(grace, { kind: "createTask", input: { id, title, ...others } });
    return id;
  };
  return scene;
}

/** A component that hands what a hook returns to the test. */
export function watch<T>(useHook: () => T): { readonly element: ReactElement; readonly seen: T[]; readonly last: T } {
  const seen: T[] = [];
  function Watcher() {
    seen.push(useHook());
    return null;
  }
  return {
    element: createElement(Watcher),
    seen,
    get last() {
      if (seen.length === 0) throw new Error("It has not rendered yet.");
      return seen.at(-1) as T;
    },
  };
}

/** Lets React render what a call has changed. */
export function perform(change: () => void): void {
  act(change);
}

/** The same for what React goes on with later, such as a component that was suspended. */
export async function performLater(change: () => void): Promise<void> {
  await act(async () => change());
}
