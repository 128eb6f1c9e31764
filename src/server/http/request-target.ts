/**
 * What a request asks for, as better-auth reads it: it may name the whole address instead of the path (RFC 9112, section
 * 3.2.2), and steps back. Throws what is answered with 400.
 */
export function readTarget({ url }: { readonly url: string }): Pick<URL, "pathname" | "search"> {
  if (URL.canParse(url, anywhere)) return new URL(url, anywhere);
  throw Object.assign(new Error("The request's target is malformed."), { statusCode: 400 });
}

const anywhere = "http://localhost";
