import { z } from "zod";

/** The text of a variable that must be a URL with one of these beginnings. */
function url(...schemes: readonly string[]) {
  const message = `must be a URL that begins with ${schemes.join(" or ")}.`;
  return z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.some((scheme) => new URL(value).href.startsWith(scheme)),
      message,
    );
}

/** As browsers name a site: scheme, host and port. */
export const origin = url("http://", "https://")
  .transform((value) => new URL(value))
  .refine(({ href, origin }) => href === `${origin}/`, "must hold a scheme, a host and a port, and no more.")
  .transform(({ origin }) => origin);

/** Where mail goes out. */
export const smtpUrl = url("smtp://", "smtps://").pipe(
  z.string().refine((value) => {
    const { hostname, pathname, search, hash } = new URL(value);
    return hostname !== "" && /^\/?$/.test(pathname) && search === "" && hash === "";
  }, "must hold a scheme, a user and a password where needed, a host and a port, and no more."),
);

/** Where an issuer publishes its keys. */
export const jwksUrl = url("http://", "https://").pipe(
  z.string().refine((value) => {
    const { username, password } = new URL(value);
    return username === "" && password === "";
  }, "must hold no user and no password, since keys are public."),
);
