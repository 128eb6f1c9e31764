import type { FastifyHelmetOptions } from "@fastify/helmet";

/**
 * What every answer tells browsers, by Helmet: not to guess at its type, not to frame it, not to embed it in pages of
 * others, and, should it be taken for a page, to load nothing and run nothing. Real pages allow themselves more
 * (`webPages`). Only where browsers come by HTTPS are they told to stay with it.
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
