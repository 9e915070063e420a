import type { Mistake } from './broken';

export const FILES: readonly Mistake[] = [
  {
    rule: 'file-reference',
    name: 'a file has a reference to a variable, which nothing expands',
    change: ({ settings }) => {
      settings.data['app.yaml'] = 'password: $(COLOUR)\n';
    },
    got: '$(COLOUR)',
  },
];
