import path from 'node:path';
import type { NextConfig } from 'next';

// Nothing is sent home, whoever starts it and how.
process.env.NEXT_TELEMETRY_DISABLED = '1';

const root = path.join(import.meta.dirname, '../..');

// Headers are the server's: server/security-headers.ts.
const config: NextConfig = {
  poweredByHeader: false,
  output: 'standalone',
  outputFileTracingRoot: root,
  images: { unoptimized: true },
  turbopack: { root },
  // Types are checked by the `typecheck` script.
  typescript: { ignoreBuildErrors: true },
};

export default config;
