import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

describe('package.json', () => {
  it('packs the documents, and names no file that is not there', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
    expect(files).include.members(['dist', 'docs', 'CHANGELOG.md', 'SECURITY.md']);
    expect(files).include('vectors/golden/*.json');
    const paths = files.filter((name) => !name.startsWith('!')).map((name) => name.replace('/*.json', ''));
    expect(paths.filter((name) => !existsSync(name))).eql([]);
  });
});
