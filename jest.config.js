module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/gates/'],
  modulePathIgnorePatterns: ['<rootDir>/build/'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^cdk8s-mainstay$': '<rootDir>/lib', '^cdk8s-mainstay/(engine|testing)$': '<rootDir>/lib/$1' },
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageThreshold: { global: { lines: 95 } },
};
