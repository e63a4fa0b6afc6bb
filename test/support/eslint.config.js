import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const clockAndChance = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Rules are told the time: take `now` (epoch milliseconds) as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Rules are told the time: take `now` (epoch milliseconds) as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Rules hold no chance: take ids and random values as arguments.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only functions/shared/environment.ts reads the environment.',
  },
];

/** The house rules that the compiler cannot see, each in a sentence that says what to do instead. */
export default tseslint.config(
  { ignores: ['cdk.out/**', 'node_modules/**', '.local/**'] },
  {
    files: ['infra/**/*.ts', 'functions/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['test/support/*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['functions/**/*.ts'],
    ignores: ['functions/**/*.handler.ts', 'functions/**/*.store.ts', 'functions/shared/**'],
    rules: {
      'no-restricted-syntax': ['error', ...clockAndChance],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', '@aws-lambda-powertools/*', '@middy/*'],
              message: 'Rules know no AWS: put I/O into a *.handler.ts or a *.store.ts.',
            },
            { regex: '^node:(?!crypto$)', message: 'Rules use no Node modules but node:crypto.' },
          ],
        },
      ],
    },
  },
  {
    files: ['functions/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: 'infra/', message: 'functions/ never knows where it runs.' }] },
      ],
    },
  },
  {
    files: ['infra/**/*.ts'],
    ignores: ['infra/local/**', 'infra/ops/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: 'functions/(?!.*contract\\.ts$)', message: 'infra/ knows a feature by its contract.ts only.' },
          ],
        },
      ],
    },
  },
);
