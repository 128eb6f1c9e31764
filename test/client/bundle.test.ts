import { expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { measureBundle } from "../support/measure-bundle.ts";

interface Entry {
  readonly name: string;
  /** Module of the client, and what an app imports from it. */
  readonly module: string;
  readonly names: string;
  /** Code that the app has anyway: what the entry brings along is measured without it. */
  readonly external: readonly (string | RegExp)[];
  /** Packages that it imports from the app. */
  readonly packages: readonly string[];
  /** Bytes that load at the start, minified and gzipped. It only shrinks. */
  readonly limit: number;
  /** Chunks that load later. */
  readonly later: readonly string[];
  /** Bytes of all of them but those with a limit of their own. It only shrinks, too. */
  readonly laterLimit?: number;
  /** Bytes of single chunks. */
  readonly ownLimits?: Readonly<Record<string, number>>;
}

const core = /\/core\//;

const entries: readonly Entry[] = [
  {
    name: "the core",
    module: "core/lockstep/create-lockstep.ts",
    names: "{ createLockstep }",
    external: [],
    packages: [],
    // The bar is 20 kB.
    limit: 20_000,
    // The person's inbox and lists come with `disk-values`, which holds nothing else.
    later: ["copy-writer", "disk-values", "document-ids", "http-socket", "ladder", "load-comments", "online", "post"],
    laterLimit: 24_500,
    // It comes with the first comments that are asked for.
    ownLimits: { "load-comments": 640 },
  },
  {
    name: "the hooks",
    module: "react/index.ts",
    names: "*",
    external: [/^react$/, core],
    packages: ["react"],
    // The bar is 6 kB. 430 bytes of it load the person's inbox and lists, and show them. 130 end the focus of a page
    // that is hidden, unless another tab has taken it over.
    limit: 5_020,
    later: [],
  },
  {
    name: "the person's inbox and lists, which the hooks bring along where they are used",
    module: "core/person/open-person.ts",
    names: "{ OpenPerson }",
    external: [/\/core\/(?!person)/, /^\.\.\/(?!\.\.\/generated)/],
    packages: [],
    // 300 bytes of it mark single notices as read, which the server cannot. 50 keep tabs apart that all lead. 40 gather
    // the loads of lists. 15 read the inbox anew when its position is refused. 70 tell the notices of a restored server
    // from those that were opened. 30 leave the places of a network that has few to other streams.
    limit: 4_715,
    later: [],
  },
  {
    name: "undo, which the hooks bring along where it is used",
    module: "core/undo/undo-history.ts",
    names: "{ UndoHistory }",
    external: [/\/core\/(?!undo)/, /\.\.\/(?!undo)/],
    packages: [],
    // 40 bytes keep a change of several items one step right after an edit of one of them.
    limit: 2_840,
    later: [],
  },
  {
    name: "the adapter for Apollo Client",
    module: "apollo/index.ts",
    names: "{ connectCache, createLockstepLink }",
    external: [/^@apollo\/client/, /^graphql$/, /^rxjs$/, core, /events-text/],
    packages: ["@apollo/client", "@apollo/client/utilities", "graphql", "rxjs"],
    // The bar is 6 kB.
    limit: 4_660,
    // It loads with the first project that is opened.
    later: ["cache-sync"],
    laterLimit: 6_800,
  },
];

it.each(entries)("$name: no package comes along, and the start is small", async (entry) => {
  const { module, names, external, packages, limit, laterLimit = Number.POSITIVE_INFINITY, ownLimits = {} } = entry;
  const { start, later, modules, imports } = await measureBundle(
    `export ${names} from "${projectRoot}/client/${module}";`,
    external,
  );
  expect(modules.filter((id) => !/^(client\/|bundle-entry\.ts$)/.test(id))).toEqual([]);
  expect(imports.filter((id) => !id.startsWith("client/")).toSorted()).toEqual(packages);
  expect(Object.keys(later)).toEqual(entry.later);
  expect(start).toBeLessThanOrEqual(limit);
  const others = { ...later };
  for (const [name, own] of Object.entries(ownLimits)) {
    expect(later[name]).toBeLessThanOrEqual(own);
    delete others[name];
  }
  expect(Object.values(others).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(laterLimit);
});
