import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { buildApp } from './templates.ts';

describe.each(['staging', 'production'] as const)('%s', (environment) => {
  test('leaves no finding of cdk-nag unexplained', () => {
    const { app } = buildApp(environment);
    const report = new AwsSolutionsChecks(app).validateScope(app);
    const findings = report.violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources ?? []).map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
    expect(findings).toEqual([]);
    expect(report.success).toBe(true);
  });
});
