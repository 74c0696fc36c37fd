import { chromium } from './chromium.mjs';

const results = '../../.build/test';

export default {
  testDir: '.',
  testMatch: '**/*.spec.mjs',
  outputDir: `${results}/playwright`,
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  expect: { timeout: 10_000 },
  // The file of the second reporter is named by PLAYWRIGHT_JSON_OUTPUT_FILE, which test/run.mjs sets.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: { launchOptions: chromium, trace: 'retain-on-failure' },
};
