/**
 * Returns the target of a request as better-auth reads it. It may be a whole address instead of a path (RFC 9112,
 * section 3.2.2), and may hold `..`. Throws an error that is answered with 400.
 */
export function readTarget({ url }: { readonly url: string }): Pick<URL, "pathname" | "search"> {
  if (URL.canParse(url, anywhere)) return new URL(url, anywhere);
  throw Object.assign(new Error("The request's target is malformed."), { statusCode: 400 });
}

const anywhere = "http://localhost";
