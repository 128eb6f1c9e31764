import type { onRequestHookHandler } from "fastify";
import helmet from "helmet";

/**
 * Returns the hook that sets Helmet's headers on every answer. Browsers must not guess its type, frame it, or embed it
 * in pages of others. An answer that is taken for a page loads and runs nothing; real pages allow themselves more
 * (`webPages`). Servers with an HTTPS address tell browsers to stay with HTTPS.
 */
export function securityHeaders(publicUrl: string): onRequestHookHandler {
  // Made once: Fastify's plugin for Helmet would make it for each request.
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: nobody, baseUri: nobody, formAction: nobody, frameAncestors: nobody },
    },
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: publicUrl.startsWith("https:") && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
    xFrameOptions: { action: "deny" },
    // Only old browsers and plug-ins read these headers.
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  return ({ raw: request }, { raw: response }, done) => setHeaders(request, response, () => done());
}

const nobody = ["'none'"];
