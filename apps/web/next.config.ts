/** The cockpit's build. `apps/server` serves the API on the same origin, so nothing here knows an address. */
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ['@fairlead/ui', '@fairlead/domain'],
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  typescript: { ignoreBuildErrors: false },
  devIndicators: false,
};

export default config;
