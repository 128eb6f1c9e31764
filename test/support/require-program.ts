import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface Program {
  /** Executables that will do, the preferred one first. */
  readonly names: readonly string[];
  /** Package that holds it, by package manager. */
  readonly packages: Readonly<Record<PackageManager, string>>;
  /** The environment variable that spares the program. */
  readonly variable: string;
}

type PackageManager = keyof typeof installCommands;

const installCommands = {
  // Test files run beside each other, and apt-get fails while another one runs.
  "apt-get": (packages: string) =>
    `flock --close '${join(tmpdir(), "lockstep-apt-get.lock")}' ` +
    `sh -c 'apt-get update && apt-get install --yes --no-install-recommends ${packages}'`,
  apk: (packages: string) => `apk add --no-cache ${packages}`,
  dnf: (packages: string) => `dnf install --assumeyes ${packages}`,
  brew: (packages: string) => `brew install ${packages}`,
} as const;

/**
 * The path of a program that the tests need: one on the PATH, else installed from the system's packages where the user
 * may. Throws one sentence that says how to get it.
 */
export async function requireProgram(program: Program): Promise<string> {
  const found = findOnPath(program.names) ?? (await install(program));
  if (found) return found;
  const [name] = program.names;
  throw new Error(`The tests need ${name}: install the package that brings it, or set ${program.variable}.`);
}

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install({ names, packages }: Program): Promise<string | undefined> {
  const managers = Object.keys(installCommands) as PackageManager[];
  const manager = managers.find((name) => findOnPath([name]));
  // Homebrew refuses root; the others want it.
  if (!manager || (process.getuid?.() === 0) === (manager === "brew")) return undefined;
  console.log(`Installing ${packages[manager]} with ${manager} for the tests`);
  // The run level keeps Debian from starting a service along with the package.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  try {
    await promisify(execFile)("sh", ["-c", installCommands[manager](packages[manager])], { env });
  } catch (error) {
    console.error(`${manager} could not: ${(error as { stderr?: string }).stderr?.trim()}`);
  }
  return findOnPath(names);
}
