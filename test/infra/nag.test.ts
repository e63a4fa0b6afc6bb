import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { buildApp } from './templates.ts';

describe.each(['staging', 'production'] as const)('%s', (environment) => {
  test.each([
    ['AWS Solutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
    ['NIST 800-53 r5', NIST80053R5Checks],
  ])('leaves no finding of the pack %s unexplained', (_name, Checks) => {
    const { app } = buildApp(environment);
    const report = new Checks(app).validateScope(app);
    const findings = report.violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources ?? []).map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
    expect(findings).toEqual([]);
    expect(report.success).toBe(true);
  });
});
