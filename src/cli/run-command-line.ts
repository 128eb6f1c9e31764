import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { type ArgsDef, type CommandMeta, parseArgs, renderUsage, runCommand, type SubCommandsDef } from "citty";

/** A command with any flags. */
type Command = Awaited<Extract<SubCommandsDef[string], Promise<unknown>>>;

export interface CommandLine {
  readonly meta: CommandMeta & { readonly name: string };
  /** Name of the command that runs when none is named. */
  readonly standard: string;
  /** By one word or two. Each is loaded only when it is needed. */
  readonly commands: Readonly<Record<string, () => Promise<Command>>>;
}

/**
 * Runs the command that the arguments name. Rejects with one sentence for an unknown command or flag and for a missing
 * flag; otherwise with the command's own error.
 */
export async function runCommandLine(commandLine: CommandLine, args: readonly string[]): Promise<void> {
  const { meta, standard, commands } = commandLine;
  const [first, second] = args;
  const isNamed = first !== undefined && !first.startsWith("-");
  const words = Object.hasOwn(commands, `${first} ${second}`) ? 2 : isNamed ? 1 : 0;
  const isHelp = args.some((arg) => arg === "--help" || arg === "-h");
  if (!isNamed && isHelp) return printUsage({ meta, subCommands: { ...commands } });
  if (first === "--version" || first === "-v") return console.log(meta.version);

  const name = isNamed ? args.slice(0, words).join(" ") : standard;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new Error(explainUnknown(commandLine, name, second));
  const command = await load();
  if (isHelp) return printUsage(command, { meta });
  const rawArgs = args.slice(words);
  requireKnown(`${meta.name} ${name}`, command.args as ArgsDef | undefined, rawArgs);
  await runCommand(command, { rawArgs });
}

function explainUnknown({ meta, commands }: CommandLine, name: string, second: string | undefined): string {
  const known = Object.keys(commands).flatMap((each) =>
    each.startsWith(`${name} `) ? each.slice(name.length + 1) : [],
  );
  if (known.length === 0) return `Unknown command ${name}; ${meta.name} --help lists the commands.`;
  const given = second === undefined || second.startsWith("-") ? "" : `, not ${second}`;
  return `After ${meta.name} ${name} comes one of ${known.join(", ")}${given}.`;
}

/** citty colours the text even where no terminal reads it. */
async function printUsage(...command: Parameters<typeof renderUsage>): Promise<void> {
  const usage = await renderUsage(...command);
  console.log(process.stdout.isTTY ? usage : stripVTControlCharacters(usage));
}

function requireKnown(command: string, flags: ArgsDef = {}, rawArgs: string[]): void {
  const names = Object.keys(flags);
  const optional = Object.entries(flags).map(([name, flag]) => [name, { ...flag, required: false }] as const);
  const { _: extra, ...given } = parseArgs(rawArgs, Object.fromEntries(optional));
  // citty offers a flag of several words in camel case, too.
  const isKnown = (name: string) => names.some((known) => known === name || known === toKebabCase(name));
  const unknown = Object.keys(given).find((name) => !isKnown(name));
  if (unknown !== undefined) {
    const flag = `${unknown.length === 1 ? "-" : "--"}${unknown}`;
    throw new Error(`Unknown flag ${flag}; ${command} --help lists the flags.`);
  }
  if (extra[0] !== undefined) throw new Error(`${command} takes no argument ${extra[0]}: put a flag before it.`);
  const empty = names.find((name) => given[name] === "");
  if (empty !== undefined) throw new Error(`--${empty} needs a value.`);
  const missing = names.find((name) => flags[name]?.required && given[name] === undefined);
  if (missing !== undefined) throw new Error(`${command} needs --${missing}.`);
}

function toKebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the value of a flag as a number. Throws one sentence that names the flag otherwise. */
export function readWholeNumber(flag: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`--${flag} must be a whole number from ${least} to ${most}.`);
}
