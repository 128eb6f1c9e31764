import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rename } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import dockerignore from "@balena/dockerignore";
import { Cmd, type Copy, DockerfileParser, type Env, type From, Healthcheck, type Instruction } from "dockerfile-ast";

/** Result of a Dockerfile, in a folder that stands for the image's root. */
export interface Image {
  readonly root: string;
  /** The image from elsewhere that it is built on. */
  readonly base: string;
  /** Absolute within the image. */
  readonly workdir: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

type Draft = { -readonly [Key in keyof Image]: Image[Key] };

/**
 * Follows the Dockerfile of a project on this machine, instead of in its base images. Each stage has a folder of its
 * own below `folder`. Refuses instructions that it does not know.
 */
export async function buildImage(
  context: string,
  folder: string,
): Promise<{ image: Image; stage(name: string): Image }> {
  const dockerfile = DockerfileParser.parse(await readFile(join(context, "Dockerfile"), "utf8"));
  const isIgnored = await readIgnored(context);
  const stages = new Map<string, Image>();
  let draft: Draft | null = null;

  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === "FROM") draft = await beginStage(instruction as From);
    else if (draft) await follow(instruction, draft);
  }
  if (!draft) throw new Error("The Dockerfile is empty.");
  return { image: draft, stage };

  function stage(name: string): Image {
    const found = stages.get(name);
    if (!found) throw new Error(`The Dockerfile has no stage ${name}.`);
    return found;
  }

  async function beginStage(from: From): Promise<Draft> {
    const name = from.getBuildStage() ?? `stage-${stages.size}`;
    const image = from.getImage() ?? "";
    const base = stages.get(image);
    const begun = { ...(base ?? { ...emptyImage, base: image }), root: join(folder, name) };
    await mkdir(begun.root);
    if (base) await cp(base.root, begun.root, { recursive: true });
    stages.set(name, begun);
    return begun;
  }

  async function follow(instruction: Instruction, image: Draft): Promise<void> {
    const values = instruction.getArguments().map((argument) => argument.getValue());
    switch (instruction.getKeyword()) {
      case "WORKDIR":
        image.workdir = resolve(image.workdir, String(values[0]));
        await mkdir(join(image.root, image.workdir), { recursive: true });
        break;
      case "COPY":
        await copy(instruction as Copy, values, image);
        break;
      case "RUN":
        await run(substitute(instruction.getArgumentsContent() ?? ""), image);
        break;
      case "ENV": {
        const given = (instruction as Env).getProperties().map((one) => [one.getName(), one.getUnescapedValue() ?? ""]);
        image.variables = { ...image.variables, ...Object.fromEntries(given) };
        break;
      }
      case "USER":
        image.user = String(values[0]);
        break;
      case "EXPOSE":
        break;
      case "HEALTHCHECK":
      case "CMD":
        if (instruction instanceof Healthcheck) image.healthCheck = readCommand(instruction);
        else if (instruction instanceof Cmd) image.command = readCommand(instruction);
        break;
      default:
        throw new Error(`The test does not know ${instruction.getKeyword()}.`);
    }
  }

  /**
   * All packages that `npm ci` would install anew lie in the project already: links to their files take seconds instead
   * of a minute. Installs that leave packages out are run.
   */
  function substitute(command: string): string {
    if (!/^npm ci (?!.*--omit)/.test(command)) return command;
    const packages = join(context, "node_modules");
    return `cp -al '${packages}' node_modules || cp -a '${packages}' .`;
  }

  /** Moves the output of another stage, which is quicker: a Dockerfile that copies a path twice fails here. */
  async function copy(instruction: Copy, values: readonly string[], image: Image): Promise<void> {
    const flags = instruction.getFlags();
    if (flags.some((flag) => flag.getName() !== "from")) throw new Error("The test knows no flag of COPY but --from.");
    const from = flags[0] ? stage(flags[0].getValue() ?? "").root : null;
    const target = values.at(-1) ?? "";
    for (const source of values.slice(0, -1)) {
      const into = join(resolve(join(image.root, image.workdir), target), target.endsWith("/") ? basename(source) : "");
      await mkdir(dirname(into), { recursive: true });
      if (from !== null) await rename(join(from, source), into);
      else await cp(join(context, source), into, { recursive: true, filter: (path) => !isIgnored(path) });
    }
  }
}

const emptyImage = { workdir: "/", variables: {}, user: null, command: [], healthCheck: [] };

/** Tells if .dockerignore excludes a file or folder of the context. */
async function readIgnored(context: string): Promise<(path: string) => boolean> {
  const rules = dockerignore.default().add(await readFile(join(context, ".dockerignore"), "utf8"));
  return (path) => path !== context && rules.ignores(relative(context, path));
}

async function run(command: string, { root, workdir, variables }: Image): Promise<void> {
  // Passes on the registry of the packages, and no variable of the test runner.
  const { PATH, HOME, npm_config_registry: registry } = env;
  const options = {
    cwd: join(root, workdir),
    env: { PATH, HOME, npm_config_registry: registry, npm_config_prefer_offline: "true", ...variables },
  };
  await promisify(execFile)("sh", ["-c", command], options).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`RUN ${command} failed:\n${error.stdout}${error.stderr}`);
  });
}

/** The exec form alone: a shell would keep signals from the process. */
function readCommand(instruction: Instruction): string[] {
  const list = /\[.*\]/s.exec(instruction.getArgumentsContent() ?? "")?.[0];
  if (list === undefined) throw new Error(`${instruction.getKeyword()} is no list of strings.`);
  return JSON.parse(list) as string[];
}
