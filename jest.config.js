module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/gates/'],
  // One worker for each core: by default, one core of two would wait.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/build/'],
  setupFiles: ['<rootDir>/test/support/quiet.js'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^cdk8s-mainstay$': '<rootDir>/lib', '^cdk8s-mainstay/(engine|testing)$': '<rootDir>/lib/$1' },
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageThreshold: { global: { lines: 95 } },
};
