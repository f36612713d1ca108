import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Imports of a layer: what it must not reach for, and why. */
const layer = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const never = (regex, message) => ({ regex, message });

const WIRE = never('^@imps-wsi/contract/(im|xml|soap|wsse|documents)', 'this layer knows no SOAP and no XML');
const SQL = never('^(pg|knex)$|/store/', 'SQL belongs to the store');
const UPWARDS = 'imports run one way: http → pipeline → {security, operations} → domain ← store';

export default tseslint.config(
  { ignores: ['**/dist/', 'test-dist/', '**/node_modules/', 'data/', 'packages/contract/src/generated/', '**/*.php'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Both are matters of taste that cost readability where a value is passed on as it is.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  layer(
    ['packages/contract/src/**/*.ts'],
    never('^(express|knex|pg|ajv|node:(net|http|https|fs|tls))', 'the contract does no I/O'),
    never('@imps-wsi/', 'the contract depends on nobody'),
  ),
  layer(
    ['packages/consumer-sdk/src/**/*.ts'],
    never('@imps-wsi/(provider|local-postgres)', 'the SDK knows providers by the contract only'),
    never('^(express|knex|pg|ajv)$', 'the SDK stays small'),
  ),
  layer(
    ['packages/local-postgres/src/**/*.ts'],
    never('@imps-wsi/', 'the database manager knows nothing of messaging'),
  ),
  layer(
    ['packages/provider/src/domain/**/*.ts'],
    WIRE,
    SQL,
    never('/(http|pipeline|security|operations|cli)/|^express$|^ajv$|/app\\.js$|/main\\.js$', UPWARDS),
  ),
  layer(
    ['packages/provider/src/store/**/*.ts'],
    WIRE,
    never('/(http|pipeline|operations|cli)/|/app\\.js$|/main\\.js$', UPWARDS),
  ),
  layer(['packages/provider/src/security/**/*.ts'], SQL, never('/(http|pipeline|operations|cli)/|/app\\.js$', UPWARDS)),
  layer(['packages/provider/src/operations/**/*.ts'], SQL, never('/(http|pipeline|security|cli)/|/app\\.js$', UPWARDS)),
  layer(
    ['packages/provider/src/client-access/**/*.ts'],
    WIRE,
    SQL,
    never('/(http|pipeline|operations|cli)/|/app\\.js$', UPWARDS),
  ),
  layer(['packages/provider/src/pipeline/**/*.ts'], SQL, never('/(http|cli)/|/app\\.js$|^express$', UPWARDS)),
  layer(
    ['packages/provider/src/http/**/*.ts'],
    SQL,
    never('/(security|operations|client-access|cli)/|/app\\.js$', UPWARDS),
  ),
  layer(
    ['examples/gaming/src/rules/**/*.ts'],
    never('@imps-wsi/|^(pg|knex|express)$|\\.\\./(server|demo)/', 'the rules of the game know nothing of messaging'),
  ),
  layer(
    ['examples/gaming/src/server/**/*.ts'],
    never('@imps-wsi/(provider|contract)', 'the game is a consumer: it knows providers through the SDK only'),
  ),
  layer(
    ['examples/gaming/web/src/phone/model/**/*.ts'],
    never('^(lit-html|cm-chessboard|eventsource)|\\.\\./', 'the state of the page knows neither rendering nor network'),
  ),
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
