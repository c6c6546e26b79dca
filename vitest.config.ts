import { defineConfig } from 'vitest/config'

const source = { conditions: ['@regauge/source', 'node', 'development|production'] }

const cluster = {
  globalSetup: ['test/cluster/global-setup.ts'],
  execArgv: ['--conditions=@regauge/source'],
  // Whoever breaks the cluster breaks it for all.
  fileParallelism: false,
  testTimeout: 180_000,
}

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    // Node itself runs code packages, in tests as elsewhere.
    server: { deps: { external: [/\/\.regauge\/cache\/code\//] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          exclude: ['**/*.soak.test.ts', '**/node_modules/**'],
          execArgv: ['--conditions=@regauge/source'],
        },
      },
      {
        extends: true,
        test: {
          // What takes long, or depends on how busy the machine is.
          name: 'soak',
          include: ['packages/*/src/**/*.soak.test.ts'],
          execArgv: ['--conditions=@regauge/source'],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.tests.json',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['test/architecture/**', 'test/services/**', 'test/cluster/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['test/services/**/*.services.test.ts'],
          globalSetup: ['test/services/global-setup.ts'],
          // Real servers and slow ways to them, beside each other.
          testTimeout: 180_000,
          execArgv: ['--conditions=@regauge/source'],
        },
      },
      { extends: true, test: { name: 'cluster', include: ['test/cluster/**/*.cluster.test.ts'], ...cluster } },
      {
        extends: true,
        test: { name: 'cluster-soak', include: ['test/cluster/**/*.cluster-soak.test.ts'], ...cluster },
      },
    ],
  },
})
