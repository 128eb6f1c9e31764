import type { FastifyHelmetOptions } from "@fastify/helmet";

/**
 * Returns the options of Helmet for every answer. Browsers must not guess its type, frame it, or embed it in pages of
 * others. An answer that is taken for a page loads and runs nothing; real pages allow themselves more (`webPages`).
 * Servers with an HTTPS address tell browsers to stay with HTTPS.
 */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  return {
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
  };
}

const nobody = ["'none'"];
