/** The rules for all JavaScript here. Types are tsc's business. */

const rules = {
  'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  'no-undef': 'off', // tsc knows the names of browsers, Node and WeChat
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: 'error',
  complexity: ['error', 15],
  'max-depth': ['error', 3],
  'max-lines': ['error', 300],
  'max-len': ['error', { code: 160, ignoreComments: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-self-compare': 'error',
  'no-unreachable': 'error',
  'no-empty': 'error',
  'no-dupe-keys': 'error',
  'no-fallthrough': 'error',
};

export default [
  { ignores: ['**/miniprogram_npm/', '.local/', '.build/', '.serverless/', '.venv/', 'layers/'] },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { ecmaVersion: 2024, sourceType: 'module' }, rules },
  { files: ['scripts/layers_plugin.js', '**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
];
