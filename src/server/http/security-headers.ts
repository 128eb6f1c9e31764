import type { FastifyHelmetOptions } from "@fastify/helmet";

/**
 * Adds the headers of Helmet to every answer. Browsers must not guess its type, frame it, or embed it in other pages.
 * If they take it for a page, it loads and runs nothing. Real pages allow more (`webPages`). Browsers that use HTTPS
 * are told to stay with it.
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
    // They concern browsers and plug-ins of long ago.
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  };
}

const nobody = ["'none'"];
