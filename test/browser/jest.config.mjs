/** Browser tests: `npm run test:browser`. They need Chromium, which `npm test` must not. */
export default {
  testEnvironment: 'node',
  rootDir: '../..',
  roots: ['<rootDir>/test-dist/browser'],
  testMatch: ['**/*.browser.js'],
  transform: {},
  // Each file runs two providers, a game and a browser.
  maxWorkers: 1,
  testTimeout: 90_000,
};
