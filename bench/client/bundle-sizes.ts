import { projectRoot } from "../../src/config/project-root.ts";
import { measureBundle } from "../../test/support/measure-bundle.ts";
import { figureBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";

/** Packages that an app has anyway. */
const external = ["react", "@apollo/client", "@apollo/client/utilities", "graphql", "rxjs"];

const atStart = "kB at the start, minified and gzipped";
const all = "kB with what loads later, minified and gzipped";

const core = `export { createLockstep } from "${projectRoot}/client/core/lockstep/create-lockstep.ts";`;

/** Imports of an app of each kind. Packages that it shares with its own code are left out. */
const entries = [
  { label: "Lockstep core", code: core },
  { label: "Lockstep core and hooks", code: `${core} export * from "${projectRoot}/client/react/index.ts";` },
  { label: "Lockstep core and Apollo adapter", code: `${core} export * from "${projectRoot}/client/apollo/index.ts";` },
  {
    label: "TanStack DB (store and queries alone)",
    code: `export { createCollection, createLiveQueryCollection, eq } from "${projectRoot}/bench/node_modules/@tanstack/db";`,
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
        units: [atStart, all],
        start: async () => ({
          server: null,
          async round() {
            const { start, later } = await measureBundle(code, external);
            const total = Object.values(later).reduce((sum, size) => sum + size, start);
            return { [atStart]: start / 1_000, [all]: total / 1_000 };
          },
          close: async () => {},
        }),
      })),
      { rounds: 1 },
    );
    const bar = { contender: "Lockstep core", unit: atStart, text: "core ≤ 20 kB at the start", limit: 20 };
    return { figures, bars: [figureBar(figures, { ...bar, bound: "most" })] };
  },
};
