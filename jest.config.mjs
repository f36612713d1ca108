/** Tests are compiled by `npm run build` and run as the ES modules they are; nothing is transformed here. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test-dist'],
  testMatch: ['**/*.test.js'],
  transform: {},
  maxWorkers: 2,
  testTimeout: 60_000,
  globalSetup: '<rootDir>/test-dist/support/global-setup.js',
  globalTeardown: '<rootDir>/test-dist/support/global-teardown.js',
};
