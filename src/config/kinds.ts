import { isIP } from "node:net";
import type { LevelWithSilent } from "pino";
import { z } from "zod";
import type { Kind } from "./setting.ts";

export const text: Kind<string> = { words: "text", schema: z.string() };

/** Path of a file that the start reads. */
export const path: Kind<string> = { words: "paths", schema: z.string().min(1, "must be the path of a file.") };

/** Signs or encrypts something, or is shown as a credential. */
export const secret: Kind<string> = {
  words: "secret of 32 characters or more",
  schema: z
    .string()
    .refine((value) => value.trim().length >= 32, "must have 32 characters or more besides spaces at its ends."),
  show: () => "(hidden)",
};

/** Address or name by which a machine can be listened on or reached. */
export const host: Kind<string> = {
  words: "host name or IP address",
  schema: z
    .string()
    .refine(
      (value) => isIP(value) !== 0 || z.hostname().safeParse(value).success,
      "must be a host name or an IP address, without a scheme, a port or spaces.",
    ),
};

export const onOrOff: Kind<boolean> = {
  words: "`on` or `off`",
  schema: z.enum(["on", "off"], "must be on or off.").transform((value) => value === "on"),
};

export const logLevel: Kind<LevelWithSilent> = {
  words: "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`",
  schema: z.enum(
    ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
    "must be fatal, error, warn, info, debug, trace or silent.",
  ),
};

export const trueOrFalse: Kind<boolean> = {
  words: "`true` or `false`",
  schema: z.enum(["true", "false"], "must be true or false.").transform((value) => value === "true"),
};

/** A whole number. Both bounds are included. */
export function integer(least: number, most: number): Kind<number> {
  const message = `must be a whole number from ${least} to ${most}.`;
  return {
    words: `${least} to ${most}`,
    schema: z
      .string()
      .regex(/^\d+$/, message)
      .transform(Number)
      .refine((value) => value >= least && value <= most, message),
  };
}

/** A number from 0 to 1. */
export const share: Kind<number> = {
  words: "0 to 1",
  schema: z
    .string()
    .regex(/^(0?\.\d+|0|1(\.0+)?)$/, "must be a number from 0 to 1, such as 0.1.")
    .transform(Number),
};

export function list<Value>({ words, schema }: Kind<Value>): Kind<readonly Value[]> {
  return {
    words: `list of ${words}, separated by commas`,
    schema: z
      .string()
      .transform((value) => value.split(",").map((part) => part.trim()))
      .pipe(z.array(schema)),
  };
}

/** A site as browsers name it: scheme, host and port. */
export const origin: Kind<string> = {
  words: "`http://` or `https://` URL without a path",
  schema: url("http://", "https://")
    .transform((value) => new URL(value))
    .refine(({ href, origin }) => href === `${origin}/`, "must hold a scheme, a host and a port, and no more.")
    .transform(({ origin }) => origin),
};

/** Address of a mail server. */
export const smtpUrl: Kind<string> = {
  words: "`smtp://` or `smtps://` URL",
  schema: url("smtp://", "smtps://").pipe(
    z.string().refine((value) => {
      const { hostname, pathname, search, hash } = new URL(value);
      return hostname !== "" && /^\/?$/.test(pathname) && search === "" && hash === "";
    }, "must hold a scheme, a user and a password where needed, a host and a port, and no more."),
  ),
  show: hideCredentials,
};

/** Address of a service. */
export const httpUrl: Kind<string> = {
  words: "`http://` or `https://` URL",
  schema: url("http://", "https://"),
  show: hideCredentials,
};

/** Address at which an issuer publishes its keys. */
export const jwksUrl: Kind<string> = {
  ...httpUrl,
  schema: httpUrl.schema.pipe(
    z.string().refine((value) => {
      const { username, password } = new URL(value);
      return username === "" && password === "";
    }, "must hold no user and no password, since keys are public."),
  ),
};

/** Sender of e-mails. */
export const sender: Kind<string> = {
  words: "e-mail address, or a name and the address in angle brackets",
  schema: z
    .string()
    .refine(
      (value) => z.email().safeParse(/^[^<>\r\n]*<([^<>]+)>$/.exec(value)?.[1] ?? value).success,
      "must be an e-mail address, or a name and the address in angle brackets.",
    ),
};

/** Address, network or name of networks of proxies. */
export const proxy: Kind<string> = {
  words: "addresses, networks, `loopback`, `linklocal` or `uniquelocal`",
  schema: z
    .union(
      [z.enum(["loopback", "linklocal", "uniquelocal"]), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
      "must be an address, a network (10.0.0.0/8), loopback, linklocal or uniquelocal.",
    )
    .refine((value) => !value.endsWith("/0"), "must not be all addresses, or any client could claim to be another."),
};

/** Replaces users, passwords and parameters in valid URLs, one or several. */
export function hideCredentials(urls: string): string {
  return urls.replaceAll(/\/\/[^/?#]*@/g, "//…@").replaceAll(/\?[^,]*/g, "?…");
}

function url(...schemes: readonly string[]) {
  const message = `must be a URL that begins with ${schemes.join(" or ")}.`;
  return z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.some((scheme) => new URL(value).href.startsWith(scheme)),
      message,
    );
}
