import { env } from "node:process";
import { findFault, readText } from "./config.ts";
import type { Setting } from "./setting.ts";
import { allSettings, settingGroups } from "./settings.ts";

/** Returns the tables of `docs/configuration.md`, in Markdown. */
export function describeSettings(): string {
  const sections = Object.entries(settingGroups).map(([heading, group]) => {
    const rows = Object.values(group).map((setting) => {
      const { name, description, more } = setting;
      const meaning = `${description}${more ? ` ([more](${more}))` : ""}`;
      return `| \`${name}\` | ${meaning} | ${describeKind(setting)} | ${describeDefault(setting)} |`;
    });
    return [`### ${heading}`, "", "| variable | meaning | values | default |", "| --- | --- | --- | --- |", ...rows];
  });
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** Value that is in force for a variable, as it may be shown. */
export interface EffectiveSetting {
  readonly name: string;
  readonly value: string;
  readonly source: "environment" | "default";
}

/** Returns the values in force, without secrets and credentials. */
export function listEffective(environment: Readonly<Record<string, string | undefined>> = env): EffectiveSetting[] {
  return allSettings.map((setting) => {
    const given = readText(setting, environment);
    const { name, kind } = setting;
    if (given === undefined) return { name, value: describeDefault(setting).replaceAll("`", ""), source: "default" };
    const isValid = findFault(setting, environment) === null;
    return { name, value: isValid ? (kind.show?.(given) ?? given) : "(invalid)", source: "environment" };
  });
}

/** Returns the names of variables with what they mean, for a terminal. */
export function listDescriptions(): readonly (readonly [name: string, meaning: string])[] {
  return allSettings.map((setting) => {
    const meaning = `${setting.description} ${capitalize(describeKind(setting))}; default: ${describeDefault(setting)}.`;
    return [setting.name, meaning.replaceAll("`", "")];
  });
}

function describeKind({ kind, unit }: Setting): string {
  return unit === undefined ? kind.words : `${kind.words} ${unit}`;
}

function describeDefault({ default: value, absent }: Setting): string {
  if (absent !== undefined) return absent;
  if (typeof value === "number") return `\`${value}\``;
  if (typeof value === "boolean") return value ? "`on`" : "`off`";
  return typeof value === "string" ? `\`${value}\`` : "none";
}

function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
