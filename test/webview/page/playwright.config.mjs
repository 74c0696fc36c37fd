import { chromium } from '../../e2e/chromium.mjs';

export default {
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: '../../../.build/test/page',
  workers: 1,
  timeout: 90_000,
  forbidOnly: true,
  expect: { timeout: 5_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: {
    actionTimeout: 5_000,
    launchOptions: chromium,
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
};
