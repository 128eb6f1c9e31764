import { figureBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { bundle } from "./bundle.ts";

/** Packages that an app has anyway. */
const external = ["react", "@apollo/client", "@apollo/client/utilities", "graphql", "rxjs"];

const unit = "kB, minified and gzipped";

/** Imports of an app of each kind. Packages that it shares with its own code are left out. */
const entries = [
  {
    label: "Lockstep core",
    code: (root: string) => `export { createLockstep } from "${root}/client/core/lockstep/create-lockstep.ts";`,
  },
  {
    label: "Lockstep core and hooks",
    code: (root: string) =>
      `export { createLockstep } from "${root}/client/core/lockstep/create-lockstep.ts"; export * from "${root}/client/react/index.ts";`,
  },
  {
    label: "Lockstep core and Apollo adapter",
    code: (root: string) =>
      `export { createLockstep } from "${root}/client/core/lockstep/create-lockstep.ts"; export * from "${root}/client/apollo/index.ts";`,
  },
  {
    label: "TanStack DB (store and queries alone)",
    code: (root: string) =>
      `export { createCollection, createLiveQueryCollection, eq } from "${root}/bench/node_modules/@tanstack/db";`,
  },
];

export const bundleSizes: Measurement = {
  name: "bundle-sizes",
  title: "Size of the client's code in a bundle",
  async measure(bench) {
    const figures = await compare(
      bench,
      this.name,
      entries.map(({ label, code }) => ({
        label,
        units: [unit],
        start: async () => ({
          server: null,
          round: async () => ({ [unit]: (await bundle(code, external)).gzipped / 1_000 }),
          close: async () => {},
        }),
      })),
      { rounds: 1 },
    );
    return {
      figures,
      bars: [figureBar(figures, { contender: "Lockstep core", unit, text: "core ≤ 20 kB", bound: "most", limit: 20 })],
    };
  },
};
